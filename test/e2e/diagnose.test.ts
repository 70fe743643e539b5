/** The diagnosis on a real WordPress: what is no plugin is told, no plugin is blamed, and nothing is changed. */

import { readdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HARMLESS } from '../../mocks/embedded/samples.ts';
import { startWordPress } from '../../mocks/embedded/start.ts';
import type { EmbeddedWordPress, WordPressOptions } from '../../mocks/embedded/types.ts';
import type { Finding } from '../../src/model/findings.ts';
import { runCli, temporaryHome } from './run-cli.ts';

let home: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ home, remove } = await temporaryHome());
});
afterEach(() => remove());

type Env = Readonly<Record<string, string>>;

async function withSite(
  options: Partial<WordPressOptions>,
  use: (site: EmbeddedWordPress) => Promise<void>,
): Promise<void> {
  const site = await startWordPress({ plugins: HARMLESS, ...options });
  try {
    await use(site);
  } finally {
    await site.stop();
  }
}

/** Runs the executable; whatever it says, nothing on the site may have changed but by a switch. */
async function run(site: EmbeddedWordPress, args: readonly string[], env: Env = {}) {
  const before = await site.activeFiles();
  await site.clearRequests();
  const ran = await runCli([site.url, '--format', 'json', ...args], {
    env: { WP_BISECT_HOME: home, ...env },
  });
  // Switching a plugin on sorts WordPress' list: the same set, not the same order.
  expect((await site.activeFiles()).toSorted(), ran.stderr).toEqual(before.toSorted());
  const report = JSON.parse(ran.stdout);
  return { ...ran, report, findings: report.findings as readonly Finding[] };
}

/** Posts and what is kept of users, a login's own traces aside. A dashboard would leave both. */
const CONTENTS = `
echo json_encode( array(
	$wpdb->get_col( "SELECT ID FROM $wpdb->posts" ),
	$wpdb->get_col( "SELECT DISTINCT meta_key FROM $wpdb->usermeta WHERE meta_key != 'session_tokens' ORDER BY 1" ),
) );`;

/** `--diagnose` writes nothing: one login at most, and no journal or lock. */
async function diagnose(site: EmbeddedWordPress, args: readonly string[] = [], env: Env = {}) {
  const before = await site.activeFiles();
  const contents = await site.runPhp(CONTENTS);
  const ran = await run(site, ['--diagnose', ...args], env);
  expect(await site.activeFiles()).toEqual(before);
  expect(await site.runPhp(CONTENTS)).toBe(contents);
  const sent = await site.requests();
  const writes = sent.filter(({ method }) => method !== 'GET' && method !== 'HEAD');
  const logins = writes.filter(({ path }) => path.endsWith('/wp-login.php'));
  expect(writes).toEqual(logins);
  expect(logins.length).toBeLessThanOrEqual(env.WP_BISECT_PASSWORD === undefined ? 0 : 1);
  expect(await readdir(home)).toEqual([]);
  expect(ran.report).toMatchObject({ switch: 'none', restored: true, culprits: [] });
  return { ...ran, requests: sent.length };
}

const finding = (findings: readonly Finding[], check: string) =>
  findings.find((each) => each.check === check);

/** Nobody reads a plugin's name out of this. */
function expectNobodyBlamed(report: { cause: unknown; culprits: unknown[]; ticket: unknown }) {
  expect(report.culprits).toEqual([]);
  expect(JSON.stringify(report.cause)).not.toMatch(/plugin-suspected/);
  expect(JSON.stringify(report.ticket)).not.toMatch(/plugin-author/);
}

const session = (site: EmbeddedWordPress): Env => ({
  WP_BISECT_USER: site.user,
  WP_BISECT_PASSWORD: site.password,
});

describe('--diagnose of a healthy site', () => {
  test('finds nothing wrong, with few requests and in little time', () =>
    withSite({}, async (site) => {
      const applicationPassword = await site.createApplicationPassword('diagnosis');
      const all = { ...session(site), WP_BISECT_APP_PASSWORD: applicationPassword };
      for (const [who, env] of Object.entries({ nobody: {}, session: session(site), all })) {
        const { code, report, findings, requests, stderr } = await diagnose(site, [], env);
        expect({ code, outcome: report.outcome, cause: report.cause }, stderr).toEqual({
          code: 0,
          outcome: 'not-reproduced',
          cause: null,
        });
        expect(findings.filter(({ result }) => result === 'cause')).toEqual([]);
        console.log(`healthy, as ${who}: ${requests} requests, ${report.cost.seconds} s`);
        expect(requests).toBeLessThan(25);
      }
    }));
});

describe('--diagnose of a cause that is no plugin', () => {
  const gate = { user: 'staging', password: 'l3t-me-in', realm: 'Staging' };

  test('names a password gate of the server, with and without its password', () =>
    withSite({ server: { gate } }, async (site) => {
      const closed = await diagnose(site, [], session(site));
      expect(closed).toMatchObject({ code: 0, report: { outcome: 'not-a-plugin' } });
      expect(closed.report.cause).toMatchObject({ kind: 'server-basic-auth' });
      expect(closed.report.cause.advice).toContain('--gate');
      expect(closed.report.ticket).toMatchObject({ to: 'host' });
      expect(finding(closed.findings, 'gate')?.result).toBe('cause');
      expectNobodyBlamed(closed.report);

      const opened = await diagnose(site, ['--gate', gate.user], {
        ...session(site),
        WP_BISECT_GATE_PASSWORD: gate.password,
      });
      expect(opened).toMatchObject({ code: 0 });
      expectNobodyBlamed(opened.report);
      expect(opened.stdout + opened.stderr).not.toContain(gate.password);

      const bisected = await run(site, ['--bisect'], session(site));
      expect(bisected).toMatchObject({
        code: 3,
        report: { outcome: 'blocked', cause: { kind: 'server-basic-auth' } },
      });
      expect(bisected.report.cost.requests).toBeGreaterThan(0);
      expect(bisected.report.ticket).toMatchObject({ to: 'host' });
      expectNobodyBlamed(bisected.report);

      // What the gate says to an application password, which it cannot let through, is no failure.
      const both = {
        ...session(site),
        WP_BISECT_APP_PASSWORD: await site.createApplicationPassword('behind a gate'),
        WP_BISECT_GATE_PASSWORD: gate.password,
      };
      const behind = await run(site, ['--bisect', '--gate', gate.user], both);
      expect(behind, behind.stderr).toMatchObject({
        code: 1,
        report: { outcome: 'not-reproduced', switch: 'none', cost: { toggles: 0 } },
      });
      expectNobodyBlamed(behind.report);
    }));

  test('names a server that drops the Authorization header', () =>
    withSite({ server: { stripAuthorization: true } }, async (site) => {
      const password = await site.createApplicationPassword('stripped');
      const env = { ...session(site), WP_BISECT_APP_PASSWORD: password };
      const seen = await diagnose(site, [], env);
      expect(seen, seen.stderr).toMatchObject({
        code: 0,
        report: { outcome: 'not-a-plugin', cause: { kind: 'authorization-header-stripped' } },
      });
      expectNobodyBlamed(seen.report);

      const request = ['--request', '/wp-json/wp/v2/users/me', '--as', 'application-password'];
      const bisected = await run(site, ['--bisect', ...request], env);
      expect(bisected, bisected.stderr).toMatchObject({
        code: 1,
        report: {
          outcome: 'not-a-plugin',
          switch: 'none',
          cause: { kind: 'authorization-header-stripped' },
          cost: { toggles: 0, states: 0 },
        },
      });
      expectNobodyBlamed(bisected.report);
    }));

  test('gives a must-use plugin as a hint, and blames nothing else', () =>
    withSite({ muPlugins: ['house-rules'] }, async (site) => {
      const seen = await diagnose(site, [], session(site));
      expect(seen, seen.stderr).toMatchObject({ code: 0, report: { outcome: 'inconclusive' } });
      expect(finding(seen.findings, 'must-use')).toMatchObject({ result: 'clue' });
      expect(finding(seen.findings, 'must-use')?.evidence).toContain('House Rules');
      expectNobodyBlamed(seen.report);

      const bisected = await run(site, ['--bisect', '--switch', 'admin'], session(site));
      expect(bisected, bisected.stderr).toMatchObject({
        code: 1,
        report: { outcome: 'not-a-plugin', cause: { kind: 'must-use-plugin' } },
      });
      expectNobodyBlamed(bisected.report);
    }));

  test('names a wrong application password', () =>
    withSite({}, async (site) => {
      await site.createApplicationPassword('the right one');
      const wrong = {
        WP_BISECT_USER: site.user,
        WP_BISECT_APP_PASSWORD: 'abcd EFGH 1234 ijkl MNOP 5678',
      };
      const alone = await diagnose(site, [], wrong);
      expect(alone).toMatchObject({ code: 0, report: { cause: { kind: 'wrong-credentials' } } });
      expect(finding(alone.findings, 'credentials')?.result).toMatch(/cause|clue/);
      expectNobodyBlamed(alone.report);
      expect(alone.stdout).not.toContain('EFGH');

      const both = await diagnose(site, [], { ...wrong, ...session(site) });
      expect(both).toMatchObject({ code: 0 });
      expectNobodyBlamed(both.report);

      const blocked = await run(site, ['--bisect'], wrong);
      expect(blocked).toMatchObject({ code: 3, report: { outcome: 'blocked' } });
      expect(blocked.report.cause).toMatchObject({ kind: 'wrong-credentials' });
      expectNobodyBlamed(blocked.report);
    }));
});

test('--diagnose reports a plugin whose files are missing, which WordPress deactivates when it shows its list', () =>
  withSite({ muPlugins: ['house-rules'] }, async (site) => {
    await site.runPhp(
      `update_option( 'active_plugins', array_merge( get_option( 'active_plugins' ), array( 'gone/gone.php' ) ) );`,
    );
    const env = { WP_BISECT_HOME: home, ...session(site) };
    const { code, stdout } = await runCli([site.url, '--diagnose'], { env });
    expect(code).toBe(0);
    expect(await site.activePlugins()).not.toContain('gone/gone');
    expect(stdout).toContain('WordPress took gone/gone off its list of active plugins');
    expect(stdout).toContain('The site was not changed, but see the notes.');
  }));

describe('--diagnose of a plugin', () => {
  const MEMBERS = 'members-only-api/members-only-api';

  test('only suspects it; --bisect proves it and says whom to ask', () =>
    withSite({ plugins: [...HARMLESS, MEMBERS] }, async (site) => {
      const seen = await diagnose(site, [], session(site));
      expect(seen, seen.stderr).toMatchObject({
        code: 0,
        report: { outcome: 'inconclusive', ticket: null },
      });
      expect(finding(seen.findings, 'plugin')?.advice).toContain('--bisect');

      const { report, code } = await run(site, ['--bisect', '--switch', 'admin'], session(site));
      expect(code).toBe(0);
      expect(report.culprits).toMatchObject([{ plugins: [{ plugin: MEMBERS }] }]);
      expect(report.culprits[0].advice).toMatch(/\S/);
      expect(report.ticket).toMatchObject({ to: 'plugin-author', name: 'Velvet Rope' });
      expect(report.ticket.text).toContain('With only this plugin off, the request works.');
      expect(report.ticket.text).not.toContain(site.password);
    }));
});
