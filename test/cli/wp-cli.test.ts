// Runs with --wp-cli: no password, no plugin that locks it out, and a command that may be wrong in every way.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { SiteOptions } from '../../mocks/simulated/types.ts';
import { onSimulatedSite } from '../../mocks/wp-cli/simulated.ts';
import { type Quirks, standIn } from '../../mocks/wp-cli/stand-in.ts';
import { createJournal } from '../../src/journal/journal.ts';
import { siteFolder } from '../../src/journal/site-folder.ts';
import type { ProgramCall, ProgramEnd, RunProgram } from '../../src/system/programs.ts';
import {
  expectBlocked,
  expectFound,
  expectUntouched,
  SESSION,
  type ServedRun,
  type ServedSite,
  test,
} from './served-site.ts';

/** REST and the login page are refused to everybody. */
const LOCKED: SiteOptions = {
  rules: [
    { when: 'guard', at: 'rest' },
    { when: 'guard', at: 'login-page' },
  ],
};
const ILL: SiteOptions = { rules: [{ when: 'guard', at: 'anonymous-rest' }] };
const NOBODY = {};
const RESTORE = ['--restore', '--format', 'json', '--verbose'];

const ENDED: ProgramEnd = { type: 'exited', code: 0, cause: null, stdout: '', stderr: '' };

type Behaviour = {
  readonly quirks?: Quirks;
  /** The end of a call, in place of WP-CLI's own; `writes` counts the writes before it. */
  readonly instead?: (words: readonly string[], writes: number) => Partial<ProgramEnd> | undefined;
};

/** WP-CLI on the simulated site of a world. */
function wpCliOn({ site }: ServedSite, { quirks, instead }: Behaviour = {}) {
  const behind = onSimulatedSite(site);
  const calls: ProgramCall[] = [];
  let writes = 0;
  const runProgram: RunProgram = async (call) => {
    calls.push(call);
    const end = instead?.(call.args, writes);
    if (call.args.includes('update')) writes += 1;
    return { ...ENDED, ...(end ?? standIn(behind, call.args, call.input, quirks)) };
  };
  return { runProgram, calls };
}

const WP = ['--wp-cli', 'wp'];

function run(
  world: ServedSite,
  behaviour: Behaviour = {},
  args: readonly string[] = [],
  how: ServedRun = {},
) {
  const { runProgram } = wpCliOn(world, behaviour);
  return world.run([...WP, ...args], { env: NOBODY, runProgram, ...how });
}

describe.concurrent('a run that only WP-CLI can make', () => {
  test('finds the plugin that refuses REST and login, and asks for no password', async ({
    make,
  }) => {
    const world = await make(LOCKED);
    const before = world.site.snapshot();
    const outcome = await run(world);
    expectFound(outcome, ['guard']);
    expect(outcome.report.switch).toBe('wp-cli');
    expect(outcome.stderr).toContain('WP-CLI reaches this site (wp).');
    expect(world.site.log.filter(({ requestHeaders }) => requestHeaders.authorization)).toEqual([]);
    expect(world.site.snapshot()).toEqual(before);
    expect(world.files()).toEqual({});
  });

  test('goes on as a visitor where the password is refused', async ({ make }) => {
    const world = await make(LOCKED);
    const outcome = await run(world, {}, [], { env: SESSION });
    expectFound(outcome, ['guard']);
    expect(outcome.stderr).toContain('Signing in with the account password did not work');
  });

  test('reads the JSON of WP-CLI behind PHP notices', async ({ make }) => {
    const world = await make(LOCKED);
    const noise = 'PHP Notice: oops {"a": [1 in /srv/x.php on line 3\n';
    expectFound(await run(world, { quirks: { noise } }), ['guard']);
  });

  test('works without standard input and without wp eval', async ({ make }) => {
    const world = await make(LOCKED);
    expectFound(await run(world, { quirks: { noInput: true, noEval: true } }), ['guard']);
  });

  test('finds the address by an alias of WP-CLI', async ({ make }) => {
    const world = await make(LOCKED);
    const { runProgram, calls } = wpCliOn(world);
    const outcome = await world.run(WP, { env: NOBODY, runProgram, address: '@prod' });
    expectFound(outcome, ['guard']);
    expect(calls.every(({ args }) => args[0] === '@prod')).toBe(true);
  });

  test.for([
    ['an empty page with 500', {}, { status: 500, body: '' }, '500'],
    ['an empty page, plain permalinks', { permalinks: 'plain' }, { status: 500, body: '' }, '500'],
    [
      'an empty page, in a folder',
      { url: 'http://site.test/shop/' },
      { status: 500, body: '' },
      '500',
    ],
    ['a redirect to another site', {}, { redirect: 'https://elsewhere.test/' }, '302'],
    ['a page of something else', {}, { status: 404, body: 'Not here.' }, '404'],
  ] as const)(
    'finds the plugin that answers every request with %s',
    async ([, more, answer, status], { make }) => {
      const world = await make({ ...more, rules: [{ when: 'guard', at: 'everything', answer }] });
      const before = world.site.snapshot();
      const outcome = await run(world, {}, ['--fails-on', status]);
      expectFound(outcome, ['guard']);
      expect(outcome.report.site).toBe(world.url);
      expect(world.site.snapshot()).toEqual(before);
    },
  );

  test('needs the password for a request that only a signed-in account can send', async ({
    make,
  }) => {
    const world = await make(ILL);
    const request = ['--request', '/wp-json/wp/v2/posts', '--as', 'session'];
    expectBlocked(await run(world, {}, request), 'no-user');
  });
});

describe.concurrent('the choice of the switch', () => {
  test('is WP-CLI before wp-admin', async ({ make }) => {
    const world = await make(ILL);
    const outcome = await run(world, {}, [], { env: SESSION });
    expectFound(outcome, ['guard']);
    expect(outcome.report.switch).toBe('wp-cli');
  });

  test('is isolated where Health Check is ready', async ({ make }) => {
    const world = await make({ ...ILL, plugins: ['health-check', 'shop', 'guard', 'forms'] });
    const outcome = await run(world, {}, [], { env: SESSION });
    expectFound(outcome, ['guard']);
    expect(outcome.report.switch).toBe('isolated');
  });

  test('is WP-CLI where --switch asks for it', async ({ make }) => {
    const world = await make({ ...ILL, plugins: ['health-check', 'shop', 'guard', 'forms'] });
    const outcome = await run(world, {}, ['--switch', 'wp-cli'], { env: SESSION });
    expectFound(outcome, ['guard']);
    expect(outcome.report.switch).toBe('wp-cli');
  });
});

describe.concurrent('a command that does not lead to the site changes nothing', () => {
  const always = (end: Partial<ProgramEnd>): Behaviour => ({ instead: () => end });
  const home = (address: string): Behaviour => ({
    instead: (words) =>
      words[1] === 'get' && words[2] !== 'active_plugins' ? { stdout: address } : undefined,
  });
  const list = (stdout: string): Behaviour => ({
    instead: (words) => (words[0] === 'plugin' ? { stdout } : undefined),
  });
  test.for<[string, Behaviour, string, RegExp]>([
    [
      'is another site',
      home('https://other.test\n'),
      'wp-cli-other-site',
      /leads to https:\/\/other\.test/,
    ],
    [
      'is not found',
      always({ type: 'not-started', code: null, cause: 'ENOENT' }),
      'wp-cli-missing',
      /wp cannot be started \(ENOENT\)/,
    ],
    [
      'ends with 255',
      always({ code: 255, stderr: 'Permission denied (publickey).\n' }),
      'wp-cli-failed',
      /exit code 255\. It printed: "Permission denied \(publickey\)\."/,
    ],
    ['hangs', always({ type: 'timed-out', code: null }), 'wp-cli-timed-out', /within 30 seconds/],
    [
      'prints a greeting',
      always({ stdout: 'Welcome to host!\n' }),
      'wp-cli-unclear',
      /Welcome to host/,
    ],
    ['lists no plugins', list('Welcome to host!\n'), 'wp-cli-unclear', /plugin list/],
    ['ends by a signal', always({ code: null }), 'wp-cli-failed', /a signal ended wp/],
  ])('where it %s', async ([, behaviour, code, said], { make }) => {
    const world = await make(LOCKED);
    for (const env of [NOBODY, SESSION]) {
      expect(expectBlocked(await run(world, behaviour, [], { env }), code)).toMatch(said);
    }
    expectUntouched(world);
  });

  test('where it is an alias that WP-CLI does not know', async ({ make }) => {
    const world = await make(LOCKED);
    const behaviour: Behaviour = {
      instead: (words) =>
        words.includes('alias')
          ? {
              stdout:
                '{"@all":"Run command against every registered alias.","@shop":{"path":"/x"}}',
            }
          : words[0] === '@prod'
            ? { code: 1, stderr: "Error: Alias '@prod' not found.\n" }
            : undefined,
    };
    const outcome = await run(world, behaviour, [], { address: '@prod' });
    expect(expectBlocked(outcome, 'wp-cli-alias')).toBe(
      'WP-CLI does not know the alias @prod. Give the alias of one site: @shop.',
    );
    expectUntouched(world);
  });

  test('where it is an alias of several sites', async ({ make }) => {
    const world = await make(LOCKED);
    const behaviour: Behaviour = {
      instead: () => ({ stdout: 'https://one.test\nhttps://two.test\n' }),
    };
    expectBlocked(await run(world, behaviour, [], { address: '@all' }), 'wp-cli-alias');
    expectUntouched(world);
  });
});

describe.concurrent('restoring', () => {
  const dead: Partial<ProgramEnd> = { code: 255, stderr: 'Connection closed.\n' };

  /** A run whose only way in is gone after its first write: it leaves plugins off, and its journal. */
  async function cutOff(world: ServedSite): Promise<void> {
    const outcome = await run(world, { instead: (_, writes) => (writes > 0 ? dead : undefined) });
    expect(outcome.code, outcome.stderr).toBe(5);
    expect(world.site.active.length).toBeLessThan(12);
  }

  test('is done by WP-CLI on a site that answers nothing at all', async ({ make }) => {
    const world = await make(LOCKED);
    const before = world.site.snapshot();
    await cutOff(world);
    await world.served.close();
    const outcome = await run(world, {}, [], { mode: RESTORE });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.report).toMatchObject({
      outcome: 'restored',
      restored: true,
      cost: { requests: 0 },
    });
    expect(outcome.report.notes).toContainEqual({
      type: 'restored-through',
      switch: 'wp-cli',
      instead: null,
    });
    expect(world.site.snapshot()).toEqual(before);
    expect(world.files()).toEqual({});
  });

  test('is done by wp-admin where the command does not work any more', async ({ make }) => {
    const world = await make(ILL);
    const before = world.site.snapshot();
    await cutOff(world);
    const outcome = await run(world, { instead: () => dead }, [], { mode: RESTORE, env: SESSION });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.report.notes).toContainEqual({
      type: 'switch-skipped',
      switch: 'wp-cli',
      code: 'wp-cli-failed',
    });
    expect(outcome.report.notes).toContainEqual({
      type: 'restored-through',
      switch: 'admin',
      instead: null,
    });
    expect(world.site.snapshot()).toEqual(before);
  });

  test('names the fault of the command and the plugins that may be off where nothing else works', async ({
    make,
  }) => {
    const world = await make(LOCKED);
    await cutOff(world);
    const outcome = await run(world, { instead: () => dead }, [], { mode: RESTORE });
    expect(outcome.code, outcome.stderr).toBe(5);
    expect(outcome.report).toMatchObject({ restored: false, problem: { code: 'wp-cli-failed' } });
    expect(outcome.report.difference.unknown?.plugins.length).toBeGreaterThan(0);
    expect(Object.keys(world.files()).some((path) => path.endsWith('journal.ndjson'))).toBe(true);
  });

  test('removes what the run had installed, also where no account can sign in', async ({
    make,
  }) => {
    const world = await make({ ...LOCKED, plugins: ['shop', 'guard', 'forms'] });
    const before = world.site.snapshot();
    const journal = createJournal(siteFolder(world.home, world.url));
    const baseline = ['shop/shop', 'guard/guard', 'forms/forms'];
    await journal.begin({
      site: world.url,
      restRoot: `${world.url}wp-json/`,
      siteUrl: world.url,
      typed: world.url,
      startedAt: new Date().toISOString(),
      switch: 'isolated',
      baseline,
      requires: {},
      brought: { plugin: 'health-check/health-check', undo: 'delete' },
    });
    await journal.keep();
    world.site.install('health-check');
    world.site.activate('health-check');
    const outcome = await run(world, {}, [], { mode: RESTORE });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(world.site.snapshot()).toEqual(before);
    expect(world.files()).toEqual({});
  });

  test('says that the interrupted run had WP-CLI, where there is no way in without it', async ({
    make,
  }) => {
    const world = await make(LOCKED);
    await cutOff(world);
    const outcome = await world.run([], { env: NOBODY, mode: RESTORE });
    expect(outcome.code, outcome.stderr).toBe(5);
    expect(outcome.report.notes).toContainEqual({ type: 'restore-by-wp-cli' });
  });

  test('changes nothing on another site', async ({ make }) => {
    const [world, other] = [await make(LOCKED), await make(LOCKED)];
    await cutOff(world);
    const before = [world.site.snapshot(), other.site.snapshot()];
    const { runProgram, calls } = wpCliOn(other);
    const outcome = await world.run(WP, { env: NOBODY, mode: RESTORE, runProgram });
    expect(outcome.code, outcome.stderr).toBe(5);
    expect(outcome.report.problem?.code).toBe('wp-cli-other-site');
    expect([world.site.snapshot(), other.site.snapshot()]).toEqual(before);
    expect(calls.some(({ args }) => args.includes('update'))).toBe(false);
  });

  test('refuses a journal whose plugin list cannot be read', async ({ make }) => {
    const world = await make(LOCKED);
    await cutOff(world);
    const path = join(siteFolder(world.home, world.url), 'journal.ndjson');
    const [first = '', ...rest] = readFileSync(path, 'utf8').split('\n');
    const spoilt = JSON.stringify({ ...JSON.parse(first), activePlugins: '{"0":["a/a.php"]}' });
    writeFileSync(path, [spoilt, ...rest].join('\n'));
    const before = world.site.snapshot();
    const outcome = await run(world, {}, [], { mode: RESTORE });
    expect(outcome.code, outcome.stderr).toBe(5);
    expect(outcome.report.problem?.code).toBe('journal-corrupt');
    expect(world.site.snapshot()).toEqual(before);
    expect(readFileSync(path, 'utf8')).toContain(spoilt);
  });

  test('after a run over WP-CLI goes through wp-admin when the command stops working', async ({
    make,
  }) => {
    const world = await make(ILL);
    const before = world.site.snapshot();
    const behaviour: Behaviour = { instead: (_, writes) => (writes > 0 ? dead : undefined) };
    const outcome = await run(world, behaviour, [], { env: SESSION });
    expect(outcome.code, outcome.stderr).toBe(4);
    expect(outcome.report).toMatchObject({ switch: 'wp-cli', restored: true });
    expect(outcome.report.notes).toContainEqual({
      type: 'restored-through',
      switch: 'admin',
      instead: 'wp-cli',
    });
    expect(world.site.snapshot()).toEqual(before);
  });

  test('after a run over wp-admin goes through WP-CLI when signing in fails by then', async ({
    make,
  }) => {
    const world = await make(ILL);
    const before = world.site.snapshot();
    let toggles = 0;
    world.site.on('toggle', ({ by }) => {
      if (by === 'elsewhere') return;
      toggles += 1;
      // A firewall closes wp-admin and the login page in the middle of the run.
      const closed = { answer: { status: 403 } } as const;
      if (toggles !== 1) return;
      world.site.change({
        rules: [
          ...(ILL.rules ?? []),
          { when: 'true', at: 'admin', ...closed },
          { when: 'true', at: 'rest', ...closed },
          { when: 'true', at: 'login-page', ...closed },
        ],
      });
    });
    const outcome = await run(world, {}, ['--switch', 'admin'], { env: SESSION });
    expect(outcome.report).toMatchObject({ switch: 'admin', restored: true });
    expect(outcome.report.notes).toContainEqual({
      type: 'restored-through',
      switch: 'wp-cli',
      instead: 'admin',
    });
    expect(world.site.snapshot()).toEqual(before);
  });
});
