// Whatever happens in the middle of a run: the site comes back, or it is said loudly what does not.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { PluginSpec, SiteOptions } from '../../mocks/simulated/types.ts';
import { siteFolder } from '../../src/journal/site-folder.ts';
import { isStopped, TELLS_STOPPED } from '../stopped-process.ts';
import {
  BASIC,
  BOTH,
  DOZEN,
  expectBlocked,
  expectFound,
  expectUntouched,
  SESSION,
  type ServedRun,
  type ServedSite,
  test,
} from './served-site.ts';

const ILL: SiteOptions = { rules: [{ when: 'guard', at: 'anonymous-rest' }] };
const JSON_MODE = ['--format', 'json', '--verbose'];

/** What ends a process that does not listen: Ctrl-C and Ctrl-\\, a service, a closed terminal, limits. */
const ENDING = [
  ...(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGALRM', 'SIGVTALRM'] as const),
  ...(['SIGUSR1', 'SIGUSR2', 'SIGXCPU', 'SIGPWR'] as const),
];

/** Sends a signal once the progress says `words`. */
function signalAt(words: string, signal: NodeJS.Signals): Pick<ServedRun, 'onProgress'> {
  let sent = false;
  return {
    onProgress(stderr, child) {
      if (sent || !stderr.includes(words)) return;
      sent = true;
      child.kill(signal);
    },
  };
}

/** A run that is killed (power cut) while plugins are off. */
async function killed(world: ServedSite, args: readonly string[] = [], how: ServedRun = {}) {
  const ran = await world.run(args, { ...signalAt('test 3:', 'SIGKILL'), ...how });
  expect(ran.code).toBeNull();
  expect(world.site.counters.toggles, ran.stderr).toBeGreaterThan(0);
  return ran;
}

describe.concurrent('signals', () => {
  test.for(ENDING)('%s: exit 130, the site restored', async (signal, { make }) => {
    const world = await make({ ...ILL, latency: 10 });
    const before = world.site.snapshot();
    const outcome = await world.run([], signalAt('test 3:', signal));
    expect(outcome.code, outcome.stderr).toBe(130);
    expect(outcome.report).toMatchObject({ outcome: 'cancelled', restored: true, culprits: [] });
    expect(outcome.stderr).toContain('restoring the site first');
    expect(outcome.stderr).toContain('Restored:');
    expect(outcome.stderr).not.toContain('Debugger');
    expect(world.site.counters.toggles).toBeGreaterThan(0);
    expect(world.site.snapshot()).toEqual(before);
    expect(world.files()).toEqual({});
  });

  test.skipIf(!TELLS_STOPPED)(
    'Ctrl-Z: every plugin is on before it waits, and fg goes on to the end',
    async ({ make }) => {
      const world = await make({ ...ILL, latency: 10 });
      const before = world.site.snapshot();
      let waiting: { readonly active: readonly string[]; readonly said: string } | undefined;
      const outcome = await world.run([], {
        onProgress(stderr, child) {
          if (waiting || !stderr.includes('test 3:')) return;
          waiting = { active: [], said: '' };
          child.kill('SIGTSTP');
          const watch = setInterval(() => {
            if (!isStopped(child.pid)) return;
            clearInterval(watch);
            waiting = { active: world.site.active, said: '' };
            child.kill('SIGCONT');
          }, 20);
        },
      });
      expect(outcome.stderr).toContain('Every plugin is switched on first');
      expect(outcome.stderr).toContain('wp-bisect waits.');
      expect(waiting?.active).toEqual(before.active);
      expectFound(outcome, ['guard']);
      expect(world.site.snapshot()).toEqual(before);
    },
  );

  test('Ctrl-C before anything was changed: exit 130, and nothing is written', async ({ make }) => {
    const world = await make({ ...ILL, latency: 30 });
    const outcome = await world.run([], signalAt('Found WordPress', 'SIGINT'));
    expect(outcome.code, outcome.stderr).toBe(130);
    expect(outcome.report).toMatchObject({ outcome: 'cancelled', restored: true });
    expectUntouched(world);
  });

  test('Ctrl-C while Health Check is being installed: Health Check is removed again', async ({
    make,
  }) => {
    const world = await make(ILL);
    const before = world.site.snapshot();
    const stop: { now?: () => void } = {};
    world.site.on('request', ({ request, path }) => {
      if (request.method === 'POST' && path === '/wp/v2/plugins') stop.now?.();
    });
    const outcome = await world.run(['--install-health-check'], {
      onProgress(_, child) {
        stop.now = () => child.kill('SIGINT');
      },
    });
    expect(outcome.code, outcome.stderr).toBe(130);
    expect(world.site.snapshot()).toEqual(before);
    expect(world.files()).toEqual({});
  });

  test('a reader that leaves (| head): the site is restored', async ({ make }) => {
    const world = await make({ ...ILL, latency: 10 });
    const before = world.site.snapshot();
    await world.run([], {
      mode: ['--bisect', '--format', 'ndjson', '--verbose'],
      onProgress: (stderr, child) => void (stderr.includes('test 3:') && child.stdout?.destroy()),
    });
    expect(world.site.snapshot()).toEqual(before);
    expect(world.files()).toEqual({});
  });
});

describe.concurrent('a run that was killed', () => {
  test('leaves a journal for its owner only, which --restore obeys', async ({ make }) => {
    const world = await make(ILL);
    const before = world.site.snapshot();
    await killed(world);
    expect(world.site.snapshot()).not.toEqual(before);

    const outcome = await world.run([], { mode: ['--restore', ...JSON_MODE] });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.report).toMatchObject({ outcome: 'restored', restored: true });
    expect(outcome.report.cost.toggles).toBeGreaterThan(0);
    expect(world.site.snapshot()).toEqual(before);
    expect(world.files()).toEqual({});
  });

  test('is restored with another credential than it had', async ({ make }) => {
    const world = await make(ILL);
    const before = world.site.snapshot();
    await killed(world);
    const outcome = await world.run([], { mode: ['--restore', ...JSON_MODE], env: BASIC });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(world.site.snapshot()).toEqual(before);
  });

  test.for([[], ['--yes']])(
    'is put back first by the next --bisect, with %j',
    async (args, { make }) => {
      const world = await make(ILL);
      const before = world.site.snapshot();
      await killed(world);
      const outcome = await world.run(args);
      expectFound(outcome, ['guard']);
      expect(outcome.stderr).toContain('Restoring what the run of');
      expect(outcome.stderr.indexOf('Restoring what')).toBeLessThan(
        outcome.stderr.indexOf('Looking for requests'),
      );
      expect(outcome.report.notes).toContainEqual({
        type: 'restored-leftover',
        since: expect.stringMatching(/^\d{4}-/),
      });
      expect(world.site.snapshot()).toEqual(before);
      expect(world.files()).toEqual({});
    },
  );

  test('with a torn last line is restored all the same', async ({ make }) => {
    const world = await make(ILL);
    const before = world.site.snapshot();
    await killed(world);
    const path = journalOf(world);
    writeFileSync(path, `${readFileSync(path, 'utf8')}{"type":"switch`);
    const outcome = await world.run([], { mode: ['--restore', ...JSON_MODE] });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(world.site.snapshot()).toEqual(before);
  });

  test('with Health Check installed for it: --restore removes that, too', async ({ make }) => {
    const world = await make(ILL);
    const before = world.site.snapshot();
    const ran = await world.run(['--install-health-check'], signalAt('test 2:', 'SIGKILL'));
    expect(ran.code).toBeNull();
    expect(world.site.snapshot()).not.toEqual(before);
    const outcome = await world.run([], { mode: ['--restore', ...JSON_MODE] });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.report.difference).toEqual({ missing: [], appeared: [] });
    expect(world.site.snapshot()).toEqual(before);
  });

  test('keeps its journal while the site cannot be reached or signed in to', async ({ make }) => {
    const world = await make(ILL);
    const before = world.site.snapshot();
    await killed(world);
    const kept = readFileSync(journalOf(world), 'utf8');
    const env = { ...SESSION, WP_BISECT_PASSWORD: 'wr0ng-Pony!cell' };
    for (const mode of [
      ['--restore', ...JSON_MODE],
      ['--bisect', ...JSON_MODE],
    ]) {
      const outcome = await world.run([], { mode, env });
      expect(outcome.report.problem?.code, outcome.stderr).toBe('wrong-password');
      // Plugins are off: that this start changed nothing is not the whole truth.
      expect(outcome.report.restored).toBe(false);
      expect(outcome.code).toBe(5);
      expect(readFileSync(journalOf(world), 'utf8')).toBe(kept);
    }
    await world.run([], { mode: ['--restore', ...JSON_MODE] });
    expect(world.site.snapshot()).toEqual(before);
  });

  test('is not put back where Ctrl-C comes first: exit 5, the journal stays', async ({ make }) => {
    const world = await make({ ...ILL, latency: 20 });
    await killed(world);
    for (const mode of ['--restore', '--bisect']) {
      const how = { mode: [mode, ...JSON_MODE], ...signalAt('Found WordPress', 'SIGINT') };
      const outcome = await world.run([], how);
      expect(outcome.code, outcome.stderr).toBe(5);
      expect(outcome.report).toMatchObject({ outcome: 'cancelled', restored: false });
      expect(existsSync(journalOf(world))).toBe(true);
    }
  });

  test('--restore with nothing to restore: exit 0, without signing in', async ({ make }) => {
    const world = await make(ILL);
    const outcome = await world.run([], { mode: ['--restore', ...JSON_MODE], env: {} });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.report).toMatchObject({ outcome: 'restored', restored: true });
    expect(world.site.counters.logins).toBe(0);
    expectUntouched(world);
    const text = await world.run([], { mode: ['--restore'], env: {} });
    expect(text.stdout).toContain('Nothing to restore on');
    expect(text.stdout).not.toContain('is restored');
  });

  test('two runs at a time: the second one names the process that holds the site', async ({
    make,
  }) => {
    const world = await make(ILL);
    let second: Promise<Awaited<ReturnType<ServedSite['run']>>> | undefined;
    let session = '';
    // The first run goes no further with its own session until the second one has ended.
    world.site.on('request', async ({ request }) => {
      const cookie = /wordpress_logged_in_[^;]+/.exec(request.headers.get('cookie') ?? '')?.[0];
      if (!second) session = cookie ?? session;
      else if (cookie === session) await second;
    });
    world.site.on('toggle', () => {
      second ??= world.run();
    });
    const first = await world.run();
    expectFound(first, ['guard']);
    const said = expectBlocked(await second!, 'locked');
    expect(said).toContain('Another run is active');
    expect(said).toContain(hostname());
  });

  test('leaves a lock, which the next run takes over', async ({ make }) => {
    const world = await make(ILL);
    await killed(world);
    expect(Object.keys(world.files()).some((path) => path.endsWith('lock'))).toBe(true);
    expectFound(await world.run(), ['guard']);
  });
});

describe.concurrent('a site that changes meanwhile', () => {
  const idle: PluginSpec = { file: 'late', status: 'inactive' };

  test.for(['admin', 'rest'])(
    'another administrator activates a plugin (%s): it is reported and left on',
    async (kind, { make }) => {
      const world = await make({ ...ILL, plugins: [...DOZEN, idle] });
      let done = false;
      world.site.on('toggle', () => {
        if (done) return;
        done = true;
        world.site.activate('late');
      });
      const outcome = await world.run(['--switch', kind]);
      expectFound(outcome, ['guard']);
      expect(world.site.active).toContain('late/late');
      expect(outcome.report.notes).toContainEqual({
        type: 'appeared-meanwhile',
        plugins: ['late/late'],
      });
      expect(outcome.report.difference).toEqual({ missing: [], appeared: ['late/late'] });
    },
  );

  test.for(['admin', 'rest'])(
    'a plugin that another administrator activated goes off again (%s): it is reported',
    async (kind, { make }) => {
      const world = await make({ ...ILL, plugins: [...DOZEN, idle] });
      let toggles = 0;
      world.site.on('toggle', ({ by }) => {
        if (by === 'elsewhere') return;
        toggles += 1;
        if (toggles === 1) world.site.activate('late');
      });
      const stop = world.site.on('request', () => {
        if (toggles < 16) return;
        stop();
        world.site.deactivate('late');
      });
      const outcome = await world.run(['--switch', kind]);
      expect(outcome.report.restored, outcome.stderr).toBe(true);
      expect(world.site.active).not.toContain('late/late');
      expect(outcome.report.notes).toContainEqual({ type: 'off-again', plugins: ['late/late'] });
    },
  );

  test('another administrator deletes a plugin that is off: there is nothing to bring back', async ({
    make,
  }) => {
    const world = await make(ILL);
    let done = false;
    world.site.on('toggle', ({ plugin, active }) => {
      if (done || active || plugin !== 'maps/maps') return;
      done = true;
      world.site.remove('maps');
    });
    const outcome = await world.run(['--switch', 'rest']);
    expect(outcome.report.restored, outcome.stderr).toBe(true);
    expect(outcome.report.difference).toEqual({ missing: [], appeared: [], gone: ['maps/maps'] });
    expect(outcome.code).not.toBe(5);
    expect(world.files()).toEqual({});
  });

  test.for(['admin', 'rest'])(
    'the session ends (%s): the run signs in again and says so',
    async (kind, { make }) => {
      const world = await make(ILL);
      const before = world.site.snapshot();
      let toggles = 0;
      world.site.on('toggle', () => {
        toggles += 1;
        if (toggles === 4) world.site.endSessions();
      });
      const outcome = await world.run(['--switch', kind]);
      expectFound(outcome, ['guard']);
      expect(outcome.report.notes).toContainEqual({ type: 'session-renewed' });
      expect(world.site.snapshot()).toEqual(before);
    },
  );

  test.for(['admin', 'rest'])(
    'a nonce runs out (%s): the run renews it and finds the culprit',
    async (kind, { make }) => {
      let ahead = 0;
      const clock = {
        now: () => Date.now() + ahead,
        wait: (ms: number) => new Promise<void>((done) => setTimeout(done, ms)),
      };
      const world = await make({ ...ILL, clock });
      const before = world.site.snapshot();
      let toggles = 0;
      world.site.on('toggle', () => {
        toggles += 1;
        // A nonce lives for a day at most, a session for two.
        if (toggles === 4) ahead = 25 * 3_600_000;
      });
      expectFound(await world.run(['--switch', kind]), ['guard']);
      expect(ahead).toBeGreaterThan(0);
      expect(world.site.snapshot()).toEqual(before);
    },
  );

  test.for([
    ['admin', SESSION],
    ['rest', BASIC],
  ] as const)(
    'the network is lost for three seconds (%s): the site comes back',
    async ([kind, env], { make }) => {
      const world = await make(ILL);
      const before = world.site.snapshot();
      let toggles = 0;
      let until = 0;
      world.site.on('toggle', () => {
        toggles += 1;
        if (toggles === 3) until = Date.now() + 3_000;
      });
      world.site.on('request', () => (Date.now() < until ? 'drop' : undefined));
      // In a process of its own, which waits in real time as the network does.
      const outcome = await world.run(['--switch', kind], { env, asProcess: true });
      expect([0, 4], outcome.stderr).toContain(outcome.code);
      expect(outcome.report.restored).toBe(true);
      if (outcome.code === 0) expectFound(outcome, ['guard']);
      expect(world.site.snapshot()).toEqual(before);
      expect(world.files()).toEqual({});
    },
  );

  test.for(['admin', 'rest'])(
    'answers to writes are lost (%s): read back, not repeated blindly',
    async (kind, { make }) => {
      const world = await make(ILL);
      const before = world.site.snapshot();
      let lost = 0;
      world.site.on('answer', ({ request }) => {
        const isWrite = request.method !== 'GET' && !request.url.includes('wp-login.php');
        if (!isWrite || lost >= 2) return undefined;
        lost += 1;
        return 'drop';
      });
      expectFound(await world.run(['--switch', kind]), ['guard']);
      expect(lost).toBe(2);
      expect(world.site.snapshot()).toEqual(before);
    },
  );

  test('application passwords are revoked in mid-run: the session brings the site back', async ({
    make,
  }) => {
    const world = await make(ILL);
    const before = world.site.snapshot();
    let toggles = 0;
    world.site.on('toggle', () => {
      toggles += 1;
      if (toggles === 3) world.site.revokeApplicationPasswords('admin');
    });
    const outcome = await world.run(['--switch', 'rest'], { env: BOTH });
    expect([0, 4], outcome.stderr).toContain(outcome.code);
    expect(outcome.report.restored).toBe(true);
    expect(world.site.snapshot().active).toEqual(before.active);
  });
});

describe.concurrent('a plugin that refuses to come back', () => {
  const refusing = (name: string): readonly (string | PluginSpec)[] =>
    DOZEN.map((file) => (file === name ? { file, onActivate: 'fatal-unchanged' } : file));

  test('exit 5: which one, what to do by hand, and the journal is kept', async ({ make }) => {
    const world = await make({ ...ILL, plugins: refusing('maps') });
    const outcome = await world.run([], { mode: ['--bisect'] });
    expect(outcome.code, outcome.stderr).toBe(5);
    for (const text of [outcome.stdout, outcome.stderr]) {
      expect(text).toContain('The site is NOT as it was.');
      expect(text).toContain('Still off, but active before: Maps (maps/maps).');
      expect(text).toContain(`wp-bisect ${world.url} --restore`);
      expect(text).toContain('wp plugin activate maps');
    }
    expect(outcome.stderr).toContain(`The journal is kept: ${journalOf(world)}`);
    expect(existsSync(journalOf(world))).toBe(true);
    expect([...world.site.active].sort()).toEqual(
      DOZEN.filter((name) => name !== 'maps')
        .map((name) => `${name}/${name}`)
        .sort(),
    );
    // Even --quiet does not keep this from anybody.
    const again = await world.run([], { mode: ['--restore', '--quiet'] });
    expect(again.code).toBe(5);
    expect(again.stderr).toContain('The site is NOT as it was.');
    // Mended by hand, the journal is obeyed and forgotten.
    world.site.activate('maps');
    expect((await world.run([], { mode: ['--restore', ...JSON_MODE] })).code).toBe(0);
    expect(world.files()).toEqual({});
  });

  test('over REST only: the form of wp-admin activates it', async ({ make }) => {
    const plugins = DOZEN.map((file) =>
      file === 'maps' ? { file, onActivate: { rest: 'refused' as const } } : file,
    );
    const world = await make({ ...ILL, plugins });
    const before = world.site.snapshot();
    expectFound(await world.run(['--switch', 'rest'], { env: BOTH }), ['guard']);
    expect(world.site.snapshot()).toEqual(before);
  });

  test('or Health Check that cannot be deleted: exit 5 says so', async ({ make }) => {
    const world = await make(ILL);
    world.site.on('request', ({ request }) =>
      request.headers.get('x-http-method-override') === 'DELETE'
        ? new Response('{"code":"no","message":"no"}', { status: 500 })
        : undefined,
    );
    const outcome = await world.run(['--install-health-check']);
    expect(outcome.code, outcome.stderr).toBe(5);
    expect(outcome.report).toMatchObject({
      restored: false,
      difference: { missing: [], appeared: [], stayed: ['health-check/health-check'] },
    });
    expect(outcome.stderr).toContain('Installed for this run and still there');
    expect(outcome.stderr).not.toContain('Restored:');
    const typo = await world.run(['--install-health-check', '--keep', 'gaurd']);
    expect(typo.code, typo.stderr).toBe(5);
    expect(typo.report.restored).toBe(false);
  });
});

function journalOf(world: ServedSite): string {
  return join(siteFolder(world.home, world.url), 'journal.ndjson');
}
