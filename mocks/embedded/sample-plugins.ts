import type { PluginId } from './types.ts';

/** Who sends a request. */
export type Identity = 'anonymous' | 'application-password' | 'session';

/** One sample plugin and what it is there for. */
export type Sample = {
  readonly plugin: PluginId;
  readonly name: string;
  /** `part`: blocks only together with others; `quirk`: does not block, but misbehaves when switched or asked; `cure`: a 401 appears when it is off. */
  readonly kind: 'harmless' | 'blocker' | 'part' | 'quirk' | 'cure';
  /** What happens, in one sentence; for harmless plugins what makes them special, if anything. */
  readonly effect: string;
  /** Whose REST requests it answers 401. */
  readonly refuses: readonly Identity[];
};

const harmless = (plugin: PluginId, name: string, effect = ''): Sample => ({
  plugin,
  name,
  kind: 'harmless',
  effect,
  refuses: [],
});

const sample = (
  kind: Sample['kind'],
  plugin: PluginId,
  name: string,
  refuses: readonly Identity[],
  effect: string,
): Sample => ({ plugin, name, kind, effect, refuses });

const ANYBODY: readonly Identity[] = ['anonymous', 'application-password', 'session'];
const NOBODY: readonly Identity[] = [];

/** Every sample plugin. */
export const SAMPLES: readonly Sample[] = [
  harmless('admin-paint/admin-paint', 'Admin Paint'),
  harmless('backup-basket/backup-basket', 'Backup Basket'),
  harmless('biscuit-notice/biscuit-notice', 'Biscuit Notice'),
  harmless('contact-letters/contact-letters', 'Contact Letters', 'has a public REST namespace'),
  harmless('hello-otter', 'Hello Otter', 'a single file'),
  harmless('image-diet/image-diet', 'Image Diet'),
  harmless(
    'newsletter-pigeon/newsletter-pigeon',
    'Newsletter Pigeon',
    'has a public REST namespace',
  ),
  harmless('page-pantry/page-pantry', 'Page Pantry Cache'),
  harmless('picture-rows/picture-rows', 'Picture Rows Gallery'),
  harmless('related-reads/related-reads', 'Related Reads'),
  harmless('simple-detours/simple-detours', 'Simple Detours'),
  harmless('sitemap-weaver/sitemap-weaver', 'Sitemap Weaver SEO'),
  harmless('twin-tools/footnotes', 'Twin Tools: Footnotes', 'shares its folder'),
  harmless('twin-tools/headings', 'Twin Tools: Headings', 'shares its folder'),
  harmless('village-calendar/village-calendar', 'Village Calendar'),
  harmless('web.counter/web.counter', 'Web.Counter', 'a dot in its file: REST cannot switch it'),
  harmless('woolshop/woolshop', 'Woolshop', 'required by woolshop-subscriptions'),
  harmless(
    'woolshop-subscriptions/woolshop-subscriptions',
    'Woolshop Subscriptions',
    'requires woolshop',
  ),
  harmless(
    'woolshop-gifts/woolshop-gifts',
    'Woolshop Gift Subscriptions',
    'requires woolshop-subscriptions',
  ),

  sample(
    'blocker',
    'members-only-api/members-only-api',
    'Members Only API',
    ['anonymous'],
    'anonymous REST: 401 rest_login_required',
  ),
  sample(
    'blocker',
    'sentry-lodge/sentry-lodge',
    'Sentry Lodge',
    ['anonymous', 'application-password'],
    'REST without a session: 401 sentry_lodge_halt, decided at init',
  ),
  sample(
    'blocker',
    'no-app-passwords/no-app-passwords',
    'Application Password Lockdown',
    ['application-password'],
    'application passwords are ignored: 401 rest_not_logged_in',
  ),
  sample(
    'blocker',
    'plain-wall/plain-wall',
    'Plain Wall',
    ['anonymous', 'application-password'],
    'REST without a session: wp_die() with 401',
  ),
  sample(
    'blocker',
    'api-off-switch/api-off-switch',
    'API Off Switch',
    ANYBODY,
    'all of REST: 401 rest_api_off; only the form is left',
  ),
  sample(
    'blocker',
    'user-list-shield/user-list-shield',
    'User List Shield',
    ['anonymous'],
    'anonymous /wp/v2/users only: 401 user_list_shielded',
  ),
  sample(
    'blocker',
    'gift-wallet/gift-wallet',
    'Gift Wallet',
    ANYBODY,
    'its own route /gift-wallet/v1/balance: 401 gift_wallet_invalid_key',
  ),
  sample(
    'blocker',
    'staging-curtain/staging-curtain',
    'Staging Curtain',
    NOBODY,
    'every page for visitors: 401 with realm "Behind the curtain"; REST passes',
  ),
  sample(
    'blocker',
    'login-doorman/login-doorman',
    'Login Doorman',
    NOBODY,
    'wp-login.php: 401 with realm "Doorman"; REST passes',
  ),
  sample(
    'blocker',
    'gate-lodge/gate-lodge',
    'Gate Lodge',
    ANYBODY,
    'everything that reaches PHP: 401 wp_die with realm "Gate Lodge", past it with keeper and lantern',
  ),
  sample(
    'blocker',
    'woolshop-members/woolshop-members',
    'Woolshop Members',
    ['anonymous'],
    'anonymous REST: 401 woolshop_members_only; requires woolshop-subscriptions',
  ),
  sample(
    'blocker',
    'coin-flip-guard/coin-flip-guard',
    'Coin Flip Guard',
    ['anonymous'],
    'about half of the anonymous REST requests: 401 coin_flip_tails',
  ),
  sample(
    'blocker',
    'left-behind/left-behind',
    'Left Behind',
    ['anonymous'],
    'its must-use helper blocks anonymous REST and stays when it is off',
  ),
  sample(
    'blocker',
    'rule-writer/rule-writer',
    'Rule Writer',
    ANYBODY,
    '.htaccess rules: 401 from the web server below /wp-json/ until it is really deactivated',
  ),

  sample(
    'part',
    'guest-basket/guest-basket',
    'Guest Basket',
    ['anonymous'],
    'with strict-sessions: 401 session_required',
  ),
  sample(
    'part',
    'strict-sessions/strict-sessions',
    'Strict Sessions',
    ['anonymous'],
    'with guest-basket: 401 session_required',
  ),
  sample(
    'part',
    'geo-fence/geo-fence',
    'Geo Fence',
    ['anonymous'],
    'with bot-sieve and night-watch: 401 three_locks_refused',
  ),
  sample(
    'part',
    'bot-sieve/bot-sieve',
    'Bot Sieve',
    ['anonymous'],
    'with geo-fence and night-watch: 401 three_locks_refused',
  ),
  sample(
    'part',
    'night-watch/night-watch',
    'Night Watch',
    ['anonymous'],
    'with geo-fence and bot-sieve: 401 three_locks_refused',
  ),

  sample(
    'quirk',
    'wool-taxes/wool-taxes',
    'Wool Taxes',
    NOBODY,
    'deactivates itself on any admin page while woolshop is off; declares no dependency',
  ),
  sample(
    'quirk',
    'tour-guide/tour-guide',
    'Tour Guide',
    NOBODY,
    'activation answers 302 and exits',
  ),
  sample(
    'quirk',
    'welcome-mat/welcome-mat',
    'Welcome Mat',
    NOBODY,
    'the first admin page after activation is a redirect',
  ),
  sample(
    'quirk',
    'door-greeter/door-greeter',
    'Door Greeter',
    NOBODY,
    'all of wp-admin is a redirect to its page until that was looked at',
  ),
  sample(
    'quirk',
    'chatty-installer/chatty-installer',
    'Chatty Installer',
    NOBODY,
    'prints on activation: REST says 500 unexpected_output, yet it is active',
  ),
  sample(
    'quirk',
    'stray-notice/stray-notice',
    'Stray Notice',
    NOBODY,
    'a PHP warning before every REST answer',
  ),
  sample(
    'quirk',
    'frozen-cache/frozen-cache',
    'Frozen Cache',
    NOBODY,
    'REST deactivation is a fatal error, the form works',
  ),
  sample(
    'quirk',
    'screen-hugger/screen-hugger',
    'Screen Hugger',
    NOBODY,
    'REST activation is a fatal error, the form works',
  ),
  sample(
    'quirk',
    'hidden-door/hidden-door',
    'Hidden Door',
    NOBODY,
    'wp-login.php is 404, the form is at /front-door/',
  ),
  sample(
    'quirk',
    'second-factor/second-factor',
    'Second Factor',
    NOBODY,
    'the right password leads to a form for a code, not to a session',
  ),
  sample(
    'quirk',
    'ledger-keeper/ledger-keeper',
    'Ledger Keeper',
    NOBODY,
    'counts its activations and deactivations in options',
  ),
  sample(
    'quirk',
    'tidy-goodbye/tidy-goodbye',
    'Tidy Goodbye',
    NOBODY,
    'deactivation deletes its settings',
  ),
  sample(
    'quirk',
    'slow-lane/slow-lane',
    'Slow Lane',
    NOBODY,
    'REST answers 429 with Retry-After when asked too often',
  ),
  sample(
    'quirk',
    'loyalty-points/loyalty-points',
    'Loyalty Points',
    NOBODY,
    'a wrong application password is 401 incorrect_password instead of anonymous',
  ),
  sample(
    'quirk',
    'health-check/health-check',
    'Health Check & Troubleshooting (stand-in)',
    NOBODY,
    'troubleshooting sessions',
  ),

  sample(
    'cure',
    'api-keys/api-keys',
    'API Keys',
    NOBODY,
    'with the must-use plugin require-api-keys: 401 api_keys_missing while it is off',
  ),
];

/** Sixteen plugins that do no harm, dots, single files and shared folders among them. */
export const HARMLESS: readonly PluginId[] = SAMPLES.filter(
  ({ kind, plugin }) => kind === 'harmless' && !plugin.startsWith('woolshop'),
).map(({ plugin }) => plugin);

/** Woolshop and what hangs on it, without the blocker. */
export const WOOLSHOP: readonly PluginId[] = [
  'woolshop/woolshop',
  'woolshop-gifts/woolshop-gifts',
  'woolshop-subscriptions/woolshop-subscriptions',
];
