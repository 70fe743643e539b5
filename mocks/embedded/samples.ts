import { HARMLESS, type Identity, WOOLSHOP } from './sample-plugins.ts';
import type { PluginId, WordPressOptions } from './types.ts';

export { HARMLESS, type Identity, SAMPLES } from './sample-plugins.ts';

/** A broken site, what shows it, and who is to blame. */
export type Scenario = {
  readonly name: string;
  readonly site: WordPressOptions;
  /** A request that shows the fault, and what it answers. `path` is relative to the site's address. */
  readonly symptom: {
    readonly path: string;
    readonly as: Identity;
    readonly status: 401;
    readonly code?: string;
    readonly realm?: string;
  };
  /** The minimal sets of plugins to blame; empty when no plugin is. */
  readonly culprits: readonly (readonly PluginId[])[];
};

const POSTS = 'wp-json/wp/v2/posts';
const ME = 'wp-json/wp/v2/users/me';

const rest = (code: string, path = POSTS, as: Identity = 'anonymous'): Scenario['symptom'] => ({
  path,
  as,
  status: 401,
  code,
});

const scenario = (
  name: string,
  symptom: Scenario['symptom'],
  culprits: Scenario['culprits'],
  site: Partial<WordPressOptions> = {},
): Scenario => ({
  name,
  symptom,
  culprits,
  site: {
    ...site,
    plugins: [...HARMLESS, ...(site.plugins ?? []), ...culprits.flat()].sort(),
  },
});

/** Sites on which the search ends with plugins to blame, whatever way of switching it uses. */
export const DEMO_SCENARIOS: readonly Scenario[] = [
  scenario('anonymous-rest', rest('rest_login_required'), [['members-only-api/members-only-api']]),
  scenario('application-passwords', rest('rest_not_logged_in', ME, 'application-password'), [
    ['no-app-passwords/no-app-passwords'],
  ]),
  scenario('front-page', { path: '', as: 'anonymous', status: 401, realm: 'Behind the curtain' }, [
    ['staging-curtain/staging-curtain'],
  ]),
  scenario('no-session-no-rest', rest('sentry_lodge_halt'), [['sentry-lodge/sentry-lodge']]),
  scenario('one-route', rest('user_list_shielded', 'wp-json/wp/v2/users'), [
    ['user-list-shield/user-list-shield'],
  ]),
  scenario('wp-die', rest('wp_die'), [['plain-wall/plain-wall']]),
  scenario('all-of-rest', rest('rest_api_off'), [['api-off-switch/api-off-switch']]),
  scenario('pair', rest('session_required'), [
    ['guest-basket/guest-basket', 'strict-sessions/strict-sessions'],
  ]),
  scenario('triple', rest('three_locks_refused'), [
    ['bot-sieve/bot-sieve', 'geo-fence/geo-fence', 'night-watch/night-watch'],
  ]),
  scenario(
    'dependency-chain',
    rest('woolshop_members_only'),
    [['woolshop-members/woolshop-members']],
    { plugins: WOOLSHOP },
  ),
  scenario('two-faults', rest('rest_login_required'), [
    ['members-only-api/members-only-api'],
    ['staging-curtain/staging-curtain'],
  ]),
  scenario('quirks', rest('rest_login_required'), [['members-only-api/members-only-api']], {
    plugins: [
      'chatty-installer/chatty-installer',
      'stray-notice/stray-notice',
      'tour-guide/tour-guide',
      'welcome-mat/welcome-mat',
    ],
  }),
];

/** Every scenario: those of the demo, and those whose cause is no plugin, or that close a way in. */
export const SCENARIOS: readonly Scenario[] = [
  ...DEMO_SCENARIOS,
  scenario('own-route', rest('gift_wallet_invalid_key', 'wp-json/gift-wallet/v1/balance'), [
    ['gift-wallet/gift-wallet'],
  ]),
  scenario('login-page', { path: 'wp-login.php', as: 'anonymous', status: 401, realm: 'Doorman' }, [
    ['login-doorman/login-doorman'],
  ]),
  scenario('flaky', rest('coin_flip_tails'), [['coin-flip-guard/coin-flip-guard']]),
  scenario('server-rules', { path: POSTS, as: 'anonymous', status: 401, realm: 'Rule Writer' }, [
    ['rule-writer/rule-writer'],
  ]),
  scenario('leftover-must-use', rest('left_behind_blocked'), [], {
    plugins: ['left-behind/left-behind'],
  }),
  scenario('must-use', rest('house_rules'), [], { muPlugins: ['house-rules'] }),
  scenario('theme', rest('theme_says_no'), [], { theme: 'locked-theme' }),
  scenario('network-active', rest('rest_login_required'), [], {
    plugins: ['members-only-api/members-only-api'],
    networkActive: ['members-only-api/members-only-api'],
  }),
  scenario('cure', rest('api_keys_missing'), [], {
    plugins: ['api-keys/api-keys'],
    active: HARMLESS,
    muPlugins: ['require-api-keys'],
  }),
  scenario('gate', { path: POSTS, as: 'anonymous', status: 401, realm: 'Staging' }, [], {
    server: { gate: { user: 'staging', password: 'curtain', realm: 'Staging' } },
  }),
  scenario('header-stripped', rest('rest_not_logged_in', ME, 'application-password'), [], {
    server: { stripAuthorization: true },
  }),
];
