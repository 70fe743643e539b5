import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { verifyIntegrity } from '../../mocks/embedded/integrity.ts';
import { pluginsOnDisk } from '../../mocks/embedded/plugin-files.ts';
import { provision } from '../../mocks/embedded/provision.ts';
import { HARMLESS, type Identity, SAMPLES, SCENARIOS } from '../../mocks/embedded/samples.ts';
import { startWordPress } from '../../mocks/embedded/start.ts';
import type { EmbeddedWordPress, WordPressOptions } from '../../mocks/embedded/types.ts';
import {
  basic,
  cookiesOf,
  logIn,
  nonceOf,
  request,
  type Visitor,
  visitor,
} from '../../mocks/embedded/visitor.ts';

const EMBEDDED = join(import.meta.dirname, '../../mocks/embedded');
const POSTS = 'wp-json/wp/v2/posts';
const PLUGINS = 'wp-json/wp/v2/plugins';
const ALL = SAMPLES.map(({ plugin }) => plugin);

const scratch = mkdtempSync(join(tmpdir(), 'wp-bisect-e2e-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A plugin that does what the address asks for. */
const breaker = join(scratch, 'breaker');
mkdirSync(breaker);
writeFileSync(
  join(breaker, 'breaker.php'),
  `<?php
/* Plugin Name: Breaker */
add_action( 'init', static function () {
	switch ( $_GET['break'] ?? '' ) {
		case 'exit': header( 'X-Left: early' ); http_response_code( 402 ); exit( 'left early' );
		case 'fatal': undefined_function_of_the_breaker();
		case 'memory': str_repeat( 'x', PHP_INT_MAX >> 2 ); break;
		case 'recursion': $f = static function () use ( &$f ) { $f(); }; $f(); break;
		case 'redirect': wp_redirect( 'https://elsewhere.example/', 307 ); exit;
		case 'loop': while ( true ) {}
	}
} );
`,
);

describe('one site with every sample plugin', () => {
  let site: EmbeddedWordPress;
  let admin: Visitor;

  beforeAll(async () => {
    site = await startWordPress({ plugins: ALL, active: [], mount: [breaker] });
    admin = await visitor(site);
  });
  afterAll(() => site.stop());
  afterEach(() => site.reset());

  const statusOf = async (as: Identity, path: string) => (await admin.visit(as, path)).status;

  describe('the manifest', () => {
    it('describes exactly the plugins that are there, by their own names', async () => {
      expect([...ALL].sort()).toEqual(pluginsOnDisk(join(EMBEDDED, 'plugins')).sort());
      const listed = (await admin.visit('application-password', PLUGINS)).json as {
        plugin: string;
        name: string;
        version: string;
        author: string;
        description: { raw: string };
      }[];
      const names = new Map(
        listed.map((entry) => [entry.plugin, entry.name.replaceAll('&amp;', '&')]),
      );
      for (const { plugin, name } of SAMPLES) expect.soft(names.get(plugin)).toBe(name);
      for (const entry of listed.filter(({ plugin }) => ALL.includes(plugin))) {
        expect.soft(entry, entry.plugin).toMatchObject({
          version: expect.stringMatching(/\d/),
          author: expect.stringMatching(/\w/),
          description: { raw: expect.stringMatching(/\w/) },
        });
      }
    });

    it('calls a plugin harmless only where no request is refused wrongly', async () => {
      await site.setActive(HARMLESS);
      expect(await statusOf('anonymous', POSTS)).toBe(200);
      expect(await statusOf('anonymous', '')).toBe(200);
      expect(await statusOf('anonymous', 'wp-login.php')).toBe(200);
      expect(await statusOf('application-password', PLUGINS)).toBe(200);
      expect(await statusOf('session', PLUGINS)).toBe(200);
    });

    const onThisSite = SCENARIOS.filter(
      ({ site: wanted, name }) => !needsItsOwnSite(wanted) && name !== 'flaky',
    );
    it.each(onThisSite)('scenario $name shows its symptom', async ({ site: wanted, symptom }) => {
      await site.setActive(wanted.active ?? wanted.plugins);
      await admin.visit('anonymous', '');
      const seen = await admin.visit(symptom.as, symptom.path);
      expect({ status: seen.status, code: seen.code }).toEqual({
        status: symptom.status,
        code: symptom.code,
      });
      expect(seen.headers.get('www-authenticate')).toBe(
        symptom.realm ? `Basic realm="${symptom.realm}"` : null,
      );
    });

    const single = onThisSite.filter(({ culprits }) => culprits.length === 1);
    it.each(single)('scenario $name passes without any one of its culprits', async (scenario) => {
      const { site: wanted, symptom, culprits } = scenario;
      for (const innocentOnly of culprits[0]!) {
        await site.reset(wanted.plugins.filter((plugin) => plugin !== innocentOnly));
        expect(await statusOf(symptom.as, symptom.path)).not.toBe(401);
      }
    });

    it('flips its coin the same way for the same seed, and about half of the time', async () => {
      const flips = async (seed: string) => {
        await site.runPhp(
          `update_option( 'coin_flip_seed', '${seed}' ); update_option( 'coin_flip_count', 0 );`,
        );
        const statuses: number[] = [];
        for (let n = 0; n < 12; n++) statuses.push(await statusOf('anonymous', POSTS));
        return statuses;
      };
      await site.setActive(['coin-flip-guard/coin-flip-guard']);
      const first = await flips('7');
      expect(await flips('7')).toEqual(first);
      expect(first.filter((status) => status === 401).length).toBeGreaterThan(2);
      expect(first.filter((status) => status === 200).length).toBeGreaterThan(2);
    });
  });

  describe('who is refused where', () => {
    // plugin; anonymous REST, application password, session; front page, login page, plugins.php
    const patterns: [string, number, number, number, number, number, number][] = [
      ['members-only-api/members-only-api', 401, 200, 200, 200, 200, 200],
      ['sentry-lodge/sentry-lodge', 401, 401, 200, 200, 200, 200],
      ['no-app-passwords/no-app-passwords', 200, 401, 200, 200, 200, 200],
      ['plain-wall/plain-wall', 401, 401, 200, 200, 200, 200],
      ['api-off-switch/api-off-switch', 401, 401, 401, 200, 200, 200],
      ['staging-curtain/staging-curtain', 200, 200, 200, 401, 200, 200],
      ['login-doorman/login-doorman', 200, 200, 200, 200, 401, 200],
      ['gate-lodge/gate-lodge', 401, 401, 401, 401, 401, 401],
      ['user-list-shield/user-list-shield', 200, 200, 200, 200, 200, 200],
      ['gift-wallet/gift-wallet', 200, 200, 200, 200, 200, 200],
      ['left-behind/left-behind', 401, 200, 200, 200, 200, 200],
      ['rule-writer/rule-writer', 401, 401, 401, 200, 200, 200],
      ['hidden-door/hidden-door', 200, 200, 200, 200, 404, 200],
      ['stray-notice/stray-notice', 200, 200, 200, 200, 200, 200],
    ];
    it.each(patterns)(
      '%s: %i, %i, %i for visitors, application password and session in REST; %i, %i, %i for front page, login and plugins.php',
      async (plugin, anonymous, application, session, front, login, form) => {
        await admin.cookie();
        await site.setActive([plugin]);
        await admin.visit('anonymous', '');
        expect({
          anonymous: await statusOf('anonymous', POSTS),
          application: await statusOf('application-password', PLUGINS),
          session: await statusOf('session', PLUGINS),
          front: await statusOf('anonymous', ''),
          login: await statusOf('anonymous', 'wp-login.php'),
          form: await statusOf('session', 'wp-admin/plugins.php'),
        }).toEqual({ anonymous, application, session, front, login, form });
      },
    );

    it('a route of its own is refused to everybody, and gone when its plugin is off', async () => {
      const route = 'wp-json/gift-wallet/v1/balance';
      await site.setActive(['gift-wallet/gift-wallet']);
      for (const as of ['anonymous', 'application-password', 'session'] as const) {
        expect(await admin.visit(as, route)).toMatchObject({
          status: 401,
          code: 'gift_wallet_invalid_key',
        });
      }
      await site.setActive([]);
      expect(await statusOf('anonymous', route)).toBe(404);
    });

    it('wp_die() answers JSON only where the request accepts it', async () => {
      await site.setActive(['plain-wall/plain-wall']);
      expect((await admin.visit('anonymous', POSTS)).code).toBe('wp_die');
      const page = await admin.visit('anonymous', POSTS, { headers: { accept: 'text/html' } });
      expect(page.text).toContain('wp-die-message');
    });

    it('a PHP warning may stand before the JSON', async () => {
      await site.setActive(['stray-notice/stray-notice']);
      const reply = await admin.visit('anonymous', POSTS);
      expect(reply.text).toMatch(/^<br \/>\n<b>Warning/);
      expect(reply.json).toHaveLength(1);
    });

    it('the second blocker shows when the first is gone: same status, another code', async () => {
      await site.setActive(['members-only-api/members-only-api', 'api-off-switch/api-off-switch']);
      expect((await admin.visit('anonymous', POSTS)).code).toBe('rest_api_off');
      await site.setActive(['members-only-api/members-only-api']);
      expect((await admin.visit('anonymous', POSTS)).code).toBe('rest_login_required');
    });

    it('a hidden login page opens at its other address', async () => {
      await site.setActive(['hidden-door/hidden-door']);
      expect((await admin.visit('anonymous', 'front-door/')).text).toContain('id="loginform"');
      const reply = await logIn(site, 'front-door/');
      expect(cookiesOf(reply)).toContain('wordpress_logged_in_');
    });

    it('a second factor answers 200 and opens no session', async () => {
      await site.setActive(['second-factor/second-factor']);
      const reply = await logIn(site);
      expect(reply.status).toBe(200);
      expect(reply.text).toContain('validate_2fa_form');
      expect(cookiesOf(reply)).not.toContain('wordpress_logged_in_');
    });

    it('a rate limiter says how long to wait', async () => {
      await site.setActive(['slow-lane/slow-lane']);
      await site.runPhp(
        `update_option( 'slow_lane_limit', 2 ); update_option( 'slow_lane_window', 3600 );`,
      );
      const statuses = [];
      for (let n = 0; n < 3; n++) statuses.push(await statusOf('anonymous', POSTS));
      expect(statuses).toEqual([200, 200, 429]);
      const refused = await admin.visit('anonymous', POSTS);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(refused.code).toBe('slow_lane_full');
    });
  });

  describe('credentials', () => {
    const wrong = { authorization: basic('admin', 'aaaa bbbb cccc dddd eeee ffff') };

    it('a wrong application password is taken for an anonymous visitor', async () => {
      expect((await request(site.url + POSTS, { headers: wrong })).status).toBe(200);
      const me = await request(`${site.url}wp-json/wp/v2/users/me`, { headers: wrong });
      expect(me).toMatchObject({ status: 401, code: 'rest_not_logged_in' });
      expect(me.headers.get('www-authenticate')).toBeNull();
      const list = await request(site.url + PLUGINS, { headers: wrong });
      expect(list).toMatchObject({ status: 401, code: 'rest_cannot_view_plugins' });
    });

    it('a wrong application password is reported where a plugin reads the user early', async () => {
      await site.setActive(['loyalty-points/loyalty-points']);
      const posts = await request(site.url + POSTS, { headers: wrong });
      expect(posts).toMatchObject({ status: 401, code: 'incorrect_password' });
    });

    it('application passwords that are switched off look exactly like a wrong one', async () => {
      await site.setActive(['no-app-passwords/no-app-passwords']);
      const me = await admin.visit('application-password', 'wp-json/wp/v2/users/me');
      expect(me).toMatchObject({ status: 401, code: 'rest_not_logged_in' });
    });

    it('users/me?context=edit proves who may switch plugins', async () => {
      const me = 'wp-json/wp/v2/users/me?context=edit';
      const capabilities = { capabilities: { activate_plugins: true } };
      expect((await admin.visit('application-password', me)).json).toMatchObject(capabilities);
      expect((await admin.visit('session', me)).json).toMatchObject(capabilities);
      const password = await site.createApplicationPassword('e2e', 'editor');
      const editor = await request(site.url + me, {
        headers: { authorization: basic('editor', password) },
      });
      expect(editor.status).toBe(200);
      expect(editor.json).not.toHaveProperty('capabilities.activate_plugins');
    });

    it('a cookie without a nonce spoils a good application password', async () => {
      const reply = await admin.visit('application-password', 'wp-json/wp/v2/users/me', {
        headers: { cookie: await admin.cookie() },
      });
      expect(reply).toMatchObject({ status: 401, code: 'rest_not_logged_in' });
    });
  });

  describe('switching', () => {
    const rest = (plugin: string, status: 'active' | 'inactive') =>
      admin.switchByRest('application-password', plugin, status);

    it('changes one plugin per request over REST', async () => {
      expect((await rest('page-pantry/page-pantry', 'active')).status).toBe(200);
      expect((await rest('hello-otter', 'active')).status).toBe(200);
      expect(await site.activePlugins()).toEqual(['hello-otter', 'page-pantry/page-pantry']);
      expect((await rest('page-pantry/page-pantry', 'inactive')).status).toBe(200);
      expect(await site.activePlugins()).toEqual(['hello-otter']);
    });

    it('sorts the load order on activation', async () => {
      await site.setActive(['village-calendar/village-calendar', 'image-diet/image-diet']);
      await rest('hello-otter', 'active');
      expect(await site.activeFiles()).toEqual([
        'hello-otter.php',
        'image-diet/image-diet.php',
        'village-calendar/village-calendar.php',
      ]);
    });

    it('accepts over REST the status that a plugin already has', async () => {
      await site.setActive(['hello-otter']);
      expect((await rest('hello-otter', 'active')).status).toBe(200);
    });

    it('needs the form for a plugin with a dot in its name', async () => {
      await site.setActive(['web.counter/web.counter']);
      expect(await rest('web.counter/web.counter', 'inactive')).toMatchObject({
        status: 404,
        code: 'rest_no_route',
      });
      await admin.switchByForm('deactivate-selected', ['web.counter/web.counter.php']);
      expect(await site.activePlugins()).toEqual([]);
    });

    it('needs a raw slash and no .php in a REST route', async () => {
      expect((await rest('page-pantry%2Fpage-pantry', 'active')).status).toBe(404);
      const file = await rest('page-pantry/page-pantry.php', 'active');
      expect(file.status).toBe(404);
      expect(file.json).toBeUndefined();
      expect(await site.activePlugins()).toEqual([]);
    });

    it('switches any number of plugins with one form', async () => {
      const files = HARMLESS.map((plugin) => `${plugin}.php`);
      const on = await admin.switchByForm('activate-selected', files);
      expect(on.headers.get('location')).toContain('activate-multi=true');
      expect(await site.activePlugins()).toEqual([...HARMLESS].sort());
      const off = await admin.switchByForm('deactivate-selected', files);
      expect(off.headers.get('location')).toContain('deactivate-multi=true');
      expect(await site.activePlugins()).toEqual([]);
    });

    it('answers 302 where a plugin redirects, although it is active', async () => {
      const reply = await rest('tour-guide/tour-guide', 'active');
      expect(reply.status).toBe(302);
      expect(await site.activePlugins()).toEqual(['tour-guide/tour-guide']);
    });

    it('answers 500 where a plugin prints, although it is active', async () => {
      const reply = await rest('chatty-installer/chatty-installer', 'active');
      expect(reply).toMatchObject({ status: 500, code: 'unexpected_output' });
      expect(await site.activePlugins()).toEqual(['chatty-installer/chatty-installer']);
    });

    it('answers 500 to a deactivation over REST that the form can do', async () => {
      await site.setActive(['frozen-cache/frozen-cache']);
      expect((await rest('frozen-cache/frozen-cache', 'inactive')).status).toBe(500);
      expect(await site.activePlugins()).toEqual(['frozen-cache/frozen-cache']);
      await admin.switchByForm('deactivate-selected', ['frozen-cache/frozen-cache.php']);
      expect(await site.activePlugins()).toEqual([]);
    });

    it('answers 500 with an empty body to an activation over REST that the form can do', async () => {
      const reply = await rest('screen-hugger/screen-hugger', 'active');
      expect(reply).toMatchObject({ status: 500, text: '' });
      expect(await site.activePlugins()).toEqual([]);
      await admin.switchByForm('activate-selected', ['screen-hugger/screen-hugger.php']);
      expect(await site.activePlugins()).toEqual(['screen-hugger/screen-hugger']);
    });

    it('stops a bulk action at a plugin that redirects and exits', async () => {
      await admin.switchByForm('activate-selected', [
        'tour-guide/tour-guide.php',
        'village-calendar/village-calendar.php',
      ]);
      expect(await site.activePlugins()).toEqual(['tour-guide/tour-guide']);
    });

    it('hijacks one admin page after activation, admin-ajax.php included', async () => {
      await admin.cookie();
      await rest('welcome-mat/welcome-mat', 'active');
      const nonce = 'wp-admin/admin-ajax.php?action=rest-nonce';
      const first = await admin.visit('session', nonce);
      expect(first.status).toBe(302);
      expect(first.headers.get('location')).toContain('welcome=mat');
      expect((await admin.visit('session', nonce)).text).toMatch(/^[0-9a-f]{10}$/);
    });

    it('deactivates a parent before its child, but activates no child before its parent', async () => {
      const [shop, subscriptions] = [
        'woolshop/woolshop',
        'woolshop-subscriptions/woolshop-subscriptions',
      ] as const;
      await site.setActive([shop, subscriptions]);
      expect((await rest(shop, 'inactive')).status).toBe(200);
      expect(await site.activePlugins()).toEqual([subscriptions]);
      await rest(subscriptions, 'inactive');
      const tooEarly = await rest(subscriptions, 'active');
      expect(tooEarly).toMatchObject({ status: 500, code: 'plugin_missing_dependencies' });
      expect((await rest(shop, 'active')).status).toBe(200);
      expect((await rest(subscriptions, 'active')).status).toBe(200);
    });

    it('an add-on without declared parent switches itself off on the next admin page', async () => {
      await site.setActive(['wool-taxes/wool-taxes']);
      await admin.visit('session', 'wp-admin/index.php');
      expect(await site.activePlugins()).toEqual([]);
    });

    it('runs the hooks of plugins over REST and form, and none for changes to the database', async () => {
      const ledger = 'ledger-keeper/ledger-keeper';
      const count = () => site.runPhp(`echo (int) get_option( 'ledger_keeper_deactivations' );`);
      await site.setActive([ledger]);
      await site.setActive([]);
      expect(await count()).toBe('0');
      await site.setActive([ledger]);
      await rest(ledger, 'inactive');
      await site.setActive([ledger]);
      await admin.switchByForm('deactivate-selected', [`${ledger}.php`]);
      expect(await count()).toBe('2');
    });

    it('a deactivation can delete the settings of a plugin', async () => {
      const settings = () => site.runPhp(`echo get_option( 'tidy_goodbye_settings', 'lost' );`);
      await rest('tidy-goodbye/tidy-goodbye', 'active');
      expect(await settings()).toBe('default');
      await rest('tidy-goodbye/tidy-goodbye', 'inactive');
      expect(await settings()).toBe('lost');
    });

    it('a deactivation can leave a must-use plugin, and can remove server rules', async () => {
      await site.setActive(['left-behind/left-behind']);
      await admin.visit('anonymous', '');
      await rest('left-behind/left-behind', 'inactive');
      expect((await admin.visit('anonymous', POSTS)).code).toBe('left_behind_blocked');
      await site.reset(['rule-writer/rule-writer']);
      await admin.visit('anonymous', '');
      expect((await admin.visit('anonymous', POSTS)).headers.get('www-authenticate')).toContain(
        'Rule Writer',
      );
      await admin.switchByForm('deactivate-selected', ['rule-writer/rule-writer.php']);
      expect(await statusOf('anonymous', POSTS)).toBe(200);
    });
  });

  describe('a troubleshooting session', () => {
    const TAB = 'wp-admin/site-health.php?tab=troubleshoot';
    const ACTIVE = [
      'health-check/health-check',
      'members-only-api/members-only-api',
      'page-pantry/page-pantry',
    ];

    /** Enables it and returns the session cookie that any request may carry. */
    const enable = async () => {
      const page = await admin.visit('session', TAB);
      const body = new URLSearchParams({
        _wpnonce: nonceOf(page.text.slice(page.text.indexOf('health-check-body'))),
        'health-check-troubleshoot-mode': 'true',
      });
      const reply = await admin.visit('session', TAB, { method: 'POST', body });
      expect(reply.status).toBe(200);
      const cookie = /wp-health-check-disable-plugins=\w+/.exec(cookiesOf(reply))?.[0];
      expect(cookie).toBeDefined();
      return cookie!;
    };
    const posts = (cookie: string, allowed: string) =>
      admin.visit('anonymous', `${POSTS}?health-check-allowed-plugins=${allowed}`, {
        headers: { cookie },
      });

    it('leaves plugins out of single requests, REST and anonymous ones too', async () => {
      await site.setActive(ACTIVE);
      const cookie = await enable();
      expect((await posts(cookie, 'members-only-api,page-pantry,health-check')).status).toBe(401);
      expect((await posts(cookie, 'page-pantry,health-check')).status).toBe(200);
      expect((await posts(cookie, '')).status).toBe(200);
      expect((await posts('', '')).status).toBe(401);
      expect((await posts('wp-health-check-disable-plugins=forged', '')).status).toBe(401);
      expect(await site.activePlugins()).toEqual(ACTIVE);
    });

    it('shows in the plugin list which plugins are left out', async () => {
      await site.setActive(ACTIVE);
      const cookie = await enable();
      const list = await admin.visit(
        'application-password',
        `${PLUGINS}?status=active&health-check-allowed-plugins=page-pantry`,
        {
          headers: { cookie },
        },
      );
      expect(list.json).toMatchObject([{ plugin: 'page-pantry/page-pantry' }]);
    });

    it('forces a default theme until another one is chosen', async () => {
      await site.setActive(ACTIVE);
      const themeOf = async (cookie: string) =>
        /wp-content\/themes\/(\w[\w-]*)/.exec(
          (await admin.visit('anonymous', '', { headers: { cookie } })).text,
        )?.[1];
      const cookie = await enable();
      expect(await themeOf(cookie)).toBe('twentytwentyfour');
      expect(await themeOf('')).not.toBe('twentytwentyfour');
      const both = `${await admin.cookie()}; ${cookie}`;
      // Core hides the admin bar, which holds the links, from whoever accepts JSON.
      const page = await admin.visit('session', 'wp-admin/index.php', {
        headers: { cookie: both, accept: 'text/html' },
      });
      const link = /href=["']([^"']*health-check-change-active-theme=quiet-theme[^"']*)/.exec(
        page.text,
      )?.[1];
      expect(link).toBeDefined();
      const change = new URL(link!.replaceAll(/&(amp|#038);/g, '&'), site.url);
      await request(change.href, { headers: { cookie: both } });
      expect(await themeOf(cookie)).not.toBe('twentytwentyfour');
    });

    it('ends with a link and leaves a must-use plugin and a hash until Health Check is deleted', async () => {
      await site.setActive(ACTIVE);
      const cookie = await enable();
      const both = `${await admin.cookie()}; ${cookie}`;
      const ask = await admin.visit(
        'session',
        'wp-admin/index.php?health-check-disable-troubleshooting=true',
        {
          headers: { cookie: both },
        },
      );
      const nonce = nonceOf(ask.text.slice(ask.text.indexOf('health-check-nonce-validator')));
      const left = await admin.visit(
        'session',
        `wp-admin/index.php?health-check-disable-troubleshooting=1&_wpnonce=${nonce}`,
        { headers: { cookie: both } },
      );
      expect(left.status).toBe(302);
      expect(left.headers.getSetCookie().join()).toMatch(
        /wp-health-check-disable-plugins=(deleted|;)/,
      );
      const file = join(site.contentDir, 'mu-plugins/health-check-troubleshooting-mode.php');
      expect(existsSync(file)).toBe(true);
      expect(
        await site.runPhp(`echo strlen( get_option( 'health-check-disable-plugin-hash' ) );`),
      ).toBe('64');
      const plugin = `${PLUGINS}/health-check/health-check`;
      await admin.switchByRest('session', 'health-check/health-check', 'inactive');
      expect((await admin.visit('session', plugin, { method: 'DELETE' })).status).toBe(200);
      expect(existsSync(file)).toBe(false);
    });

    it('does not undo what a plugin wrote into .htaccess', async () => {
      await site.setActive(['health-check/health-check', 'rule-writer/rule-writer']);
      await admin.visit('anonymous', '');
      const cookie = await enable();
      expect((await posts(cookie, '')).status).toBe(401);
    });
  });

  describe('the web server in front of PHP', () => {
    it('passes redirects, cookies and headers through untouched', async () => {
      const login = await logIn(site);
      expect(login.status).toBe(302);
      expect(login.headers.get('location')).toBe(`${site.url}wp-admin/`);
      expect(login.headers.getSetCookie()).toHaveLength(4);
    });

    it('carries binary bodies both ways', async () => {
      const bytes = Uint8Array.from({ length: 512 }, (_, index) => (index * 7) % 256);
      const upload = await admin.visit('application-password', 'wp-json/wp/v2/media', {
        method: 'POST',
        headers: {
          'content-type': 'application/zip',
          'content-disposition': 'attachment; filename=bytes.zip',
        },
        body: bytes,
      });
      expect(upload.status).toBe(201);
      const { source_url } = upload.json as { source_url: string };
      const back = new Uint8Array(await (await fetch(source_url)).arrayBuffer());
      expect(back).toEqual(bytes);
    });

    it('keeps hidden files and missing scripts from WordPress', async () => {
      expect((await request(`${site.url}.htaccess`)).status).toBe(403);
      expect((await request(`${site.url}../../database.sqlite`)).status).not.toBe(200);
      expect(await request(`${site.url}nothing.php`)).toMatchObject({
        status: 404,
        json: undefined,
      });
      expect((await request(`${site.url}index.php/wp-json/`)).status).toBe(200);
    });

    it('survives a plugin that exits, dies, or exhausts memory or stack', async () => {
      await site.setActive(['breaker/breaker']);
      const broken = (how: string) => request(`${site.url}?break=${how}`);
      const early = await broken('exit');
      expect(early).toMatchObject({ status: 402, text: 'left early' });
      expect(early.headers.get('x-left')).toBe('early');
      const fatal = await broken('fatal');
      expect(fatal).toMatchObject({ status: 500, code: 'internal_server_error' });
      expect(fatal.text).toContain('plugins\\/breaker\\/');
      expect((await broken('memory')).status).toBe(500);
      expect((await broken('recursion')).status).toBeGreaterThanOrEqual(500);
      const moved = await broken('redirect');
      expect(moved.status).toBe(307);
      expect(moved.headers.get('location')).toBe('https://elsewhere.example/');
      expect((await broken('')).status).toBe(200);
    });

    it('logs every request, without secrets', async () => {
      await site.clearRequests();
      await admin.visit('application-password', `${POSTS}?per_page=1`);
      await logIn(site);
      const served = await site.requests();
      expect(served).toMatchObject([
        { method: 'GET', path: '/wp-json/wp/v2/posts', query: 'per_page=1', status: 200 },
        { method: 'POST', path: '/wp-login.php', status: 302 },
      ]);
      expect(served[0]?.headers.authorization).toBe('Basic');
      expect(JSON.stringify(served)).not.toContain(site.password);
      expect(JSON.stringify(served)).not.toContain(
        encodeURIComponent(site.password).replaceAll('%20', '+'),
      );
    });

    it('runs PHP beside requests, and reports its errors', async () => {
      expect(await site.runPhp('echo get_bloginfo( "name" );')).toBe('Otter &amp; Daughters');
      await expect(site.runPhp('nobody_wrote_this();')).rejects.toThrow('nobody_wrote_this');
      expect(await statusOf('anonymous', POSTS)).toBe(200);
    });

    it('resets to the state after the boot on request, except the credentials', async () => {
      await admin.switchByRest('session', 'health-check/health-check', 'active');
      writeFileSync(join(site.contentDir, 'mu-plugins/stray.php'), '<?php exit;');
      await site.reset();
      expect(await site.activePlugins()).toEqual([]);
      expect(existsSync(join(site.contentDir, 'mu-plugins/stray.php'))).toBe(false);
      expect(await statusOf('anonymous', POSTS)).toBe(200);
      expect(await site.requests()).toHaveLength(1);
      expect(await statusOf('session', PLUGINS)).toBe(200);
      expect(await statusOf('application-password', PLUGINS)).toBe(200);
    });
  });
});

describe('sites of their own', () => {
  const others = SCENARIOS.filter(
    ({ site, name }) => name !== 'cure' && name !== 'network-active' && needsItsOwnSite(site),
  );
  it.each(others)(
    'scenario $name shows its symptom',
    async ({ site: wanted, symptom, culprits }) => {
      const site = await startWordPress(wanted);
      try {
        const authorization = basic(site.user, await site.createApplicationPassword());
        const headers: HeadersInit = symptom.as === 'application-password' ? { authorization } : {};
        const seen = await request(site.url + symptom.path, { headers });
        expect(seen).toMatchObject({ status: 401, code: symptom.code });
        // No plugin is to blame: it stays with every plugin off.
        expect(culprits).toEqual([]);
        await site.setActive([]);
        expect((await request(site.url + symptom.path, { headers })).status).toBe(401);
      } finally {
        await site.stop();
      }
    },
  );

  it('scenario cure: the 401 shows only while the cure is off', async () => {
    const cure = SCENARIOS.find(({ name }) => name === 'cure')!;
    const site = await startWordPress(cure.site);
    try {
      expect(await request(site.url + POSTS)).toMatchObject({
        status: 401,
        code: cure.symptom.code,
      });
      await site.setActive(['api-keys/api-keys']);
      expect((await request(site.url + POSTS)).status).toBe(200);
    } finally {
      await site.stop();
    }
  });

  it('scenario network-active: only REST tells, and would switch it off for the whole network', async () => {
    const network = SCENARIOS.find(({ name }) => name === 'network-active')!;
    const site = await startWordPress(network.site);
    try {
      expect(await request(site.url + POSTS)).toMatchObject({
        status: 401,
        code: network.symptom.code,
      });
      await site.setActive([]);
      const admin = await visitor(site);
      const list = await admin.visit('session', `${PLUGINS}?search=Members`);
      expect(list.json).toMatchObject([
        { plugin: 'members-only-api/members-only-api', status: 'network-active' },
      ]);
      await admin.switchByForm('deactivate-selected', ['members-only-api/members-only-api.php']);
      expect((await request(site.url + POSTS)).status).toBe(401);
      await admin.switchByRest('session', 'members-only-api/members-only-api', 'inactive');
      expect((await request(site.url + POSTS)).status).toBe(200);
    } finally {
      await site.stop();
    }
  });

  it('plain permalinks in a subfolder: REST lives behind ?rest_route= only', async () => {
    const site = await startWordPress({
      plugins: ['hello-otter'],
      permalinks: 'plain',
      subfolder: 'shop',
    });
    try {
      expect(new URL(site.url).pathname).toBe('/shop/');
      expect((await request(new URL('/', site.url).href)).status).toBe(404);
      const admin = await visitor(site);
      const form = await admin.visit('session', 'wp-admin/plugins.php?plugin_status=all');
      expect(form.text).toContain('data-plugin="hello-otter.php"');
      expect((await request(`${site.url}wp-admin`)).headers.get('location')).toBe(
        '/shop/wp-admin/',
      );
      expect((await request(`${site.url}wp-json/`)).status).toBe(404);
      expect((await request(`${site.url}?rest_route=/wp/v2/posts`)).status).toBe(200);
      const front = await request(site.url);
      expect(front.headers.get('link')).toContain('?rest_route=/>; rel="https://api.w.org/"');
    } finally {
      await site.stop();
    }
  });

  it('refuse unknown plugins and options before they start', async () => {
    await expect(startWordPress({ plugins: ['nobody/knows'] })).rejects.toThrow(
      'no sample plugin "nobody/knows"',
    );
    await expect(startWordPress({ plugins: [], active: ['hello-otter'] })).rejects.toThrow(
      'hello-otter',
    );
    await expect(startWordPress({ plugins: [], mount: ['/nowhere'] })).rejects.toThrow(
      'Nothing to mount',
    );
    expect(ownFolders()).toEqual([]);
  });
});

describe('the process of an embedded site', () => {
  it('ends with stop(), which deletes its folder', async () => {
    const site = await startWordPress({ plugins: [] });
    expect(ownFolders()).toHaveLength(1);
    await site.stop();
    await site.stop();
    expect(await site.exited).toBe('stopped');
    expect(isAlive(site.pid)).toBe(false);
    expect(ownFolders()).toEqual([]);
    await expect(site.activePlugins()).rejects.toThrow('is gone (stopped)');
  });

  it('has a watchdog that ends a request that hangs', async () => {
    const site = await startWordPress({ plugins: [], mount: [breaker], requestTimeoutMs: 1500 });
    await expect(request(`${site.url}?break=loop`)).rejects.toThrow('fetch failed');
    expect(await site.exited).toContain('watchdog: a request ran longer than 1500 ms');
    expect(ownFolders()).toEqual([]);
  });

  it('ends when its parent is killed, also during a request that hangs', async () => {
    const script = join(scratch, 'parent.mts');
    writeFileSync(
      script,
      `import { startWordPress } from ${JSON.stringify(join(EMBEDDED, 'start.ts'))};
const site = await startWordPress({ plugins: [], mount: [${JSON.stringify(breaker)}] });
fetch(site.url + '?break=loop').catch(() => {});
console.log(site.pid, site.contentDir);
`,
    );
    const parent = spawn(process.execPath, ['--import', 'tsx', script], {
      cwd: EMBEDDED,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(createInterface({ input: parent.stdout }), 'line');
    const [pid, contentDir] = String(line).split(' ') as [string, string];
    expect(isAlive(Number(pid))).toBe(true);
    parent.kill('SIGKILL');
    await vi.waitFor(() => expect(isAlive(Number(pid))).toBe(false), { timeout: 10_000 });
    await vi.waitFor(() => expect(existsSync(contentDir)).toBe(false), { timeout: 10_000 });
  });
});

describe('provisioning', () => {
  it('takes no time where everything is in the cache', async () => {
    const said: string[] = [];
    const first = await provision((line) => said.push(line));
    expect(await provision()).toEqual(first);
    expect(said).toEqual([]);
    expect(existsSync(join(first.wordpressDir, 'wp-load.php'))).toBe(true);
  });

  it('says offline what to do, and leaves nothing behind', async () => {
    const cache = join(scratch, 'cache');
    vi.stubEnv('npm_config_registry', 'http://127.0.0.1:9/');
    vi.stubEnv('npm_config_cache', join(scratch, 'npm-cache'));
    vi.stubEnv('npm_config_fetch_retries', '0');
    try {
      await expect(provision(() => {}, cache)).rejects.toThrow(
        /registry cannot be reached \(ECONNREFUSED\).*try again/,
      );
    } finally {
      vi.unstubAllEnvs();
    }
    expect(readdirSync(cache)).toEqual([]);
  });

  it('refuses a file with another hash than the pinned one', async () => {
    const file = join(scratch, 'package.tgz');
    writeFileSync(file, 'not a package');
    await expect(verifyIntegrity(file, 'sha512-AAAA')).rejects.toThrow(
      'package.tgz is not the file',
    );
  });
});

const needsItsOwnSite = (options: WordPressOptions): boolean =>
  Boolean(options.muPlugins || options.theme || options.server || options.networkActive);

/** The folders in the temporary directory that belong to sites of this process. */
const ownFolders = () =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(`wp-bisect-site-${process.pid}-`));

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
