// What an interrupted run left is found again and told exactly, whatever has become of the site meanwhile.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { siteFolder } from '../../src/journal/site-folder.ts';
import { BASIC, DOZEN, SESSION, type ServedSite, test } from './served-site.ts';

const ILL = { rules: [{ when: 'guard', at: 'anonymous-rest' }] } as const;
const JSON_MODE = ['--format', 'json', '--verbose'];
const RESTORE = ['--restore', ...JSON_MODE];
const BISECT = ['--bisect', ...JSON_MODE];

/** A run that is killed while plugins are off; gives the plugins that are off then. */
async function killed(world: ServedSite, address = world.url): Promise<readonly string[]> {
  let sent = false;
  const ran = await world.run([], {
    address,
    onProgress(stderr, child) {
      if (sent || !stderr.includes('test 3:')) return;
      sent = true;
      child.kill('SIGKILL');
    },
  });
  expect(ran.code).toBeNull();
  const off = offIn(world);
  expect(off.length, ran.stderr).toBeGreaterThan(0);
  return off;
}

const offIn = ({ site }: ServedSite) =>
  DOZEN.map((name) => `${name}/${name}`).filter((plugin) => !site.active.includes(plugin));

/** The same site by another name of this machine. */
const otherName = (url: string) =>
  url.includes('localhost')
    ? url.replace('localhost', '127.0.0.1')
    : url.replace('127.0.0.1', 'localhost');

function journals(world: ServedSite): string[] {
  return Object.keys(world.files()).filter((path) => path.endsWith('journal.ndjson'));
}

/** Rewrites the first line of the only journal, as a run by other addresses would have written it. */
function rename(
  world: ServedSite,
  change: Record<string, unknown>,
  folder = 'sites/elsewhere-000000000000',
) {
  const [path] = journals(world);
  const [first = '', ...rest] = (world.files()[path!] ?? '').split('\n');
  mkdirSync(join(world.home, folder), { recursive: true, mode: 0o700 });
  const begin = JSON.stringify({ ...JSON.parse(first), ...change });
  writeFileSync(join(world.home, folder, 'journal.ndjson'), [begin, ...rest].join('\n'));
  writeFileSync(join(world.home, path!), '');
  return import('node:fs').then(({ rmSync }) => rmSync(join(world.home, path!)));
}

describe.concurrent('a journal is found again', () => {
  test('under another name of the machine', async ({ make }) => {
    const world = await make(ILL);
    const before = world.site.snapshot();
    await killed(world);
    const outcome = await world.run([], { mode: RESTORE, address: otherName(world.url) });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(world.site.snapshot()).toEqual(before);
    expect(world.files()).toEqual({});
  });

  test.for([
    [
      'only the folder of the files is the same',
      { site: 'HOST/blog/', restRoot: 'HOST/blog/wp-json/', siteUrl: 'HOST/' },
    ],
    [
      'only what was typed is the same',
      { site: 'HOST/a/', restRoot: 'HOST/a/wp-json/', siteUrl: 'HOST/b/', typed: 'HOST/' },
    ],
    [
      'only the REST root is the same',
      { site: 'HOST/a/', restRoot: 'HOST/?rest_route=/', siteUrl: 'HOST/b/' },
    ],
  ] as const)('in whichever folder it lies: %s', async ([, names], { make }) => {
    const world = await make(ILL);
    const before = world.site.snapshot();
    await killed(world);
    const host = world.url.replace(/\/$/, '');
    const renamed = Object.entries(names).map(([key, value]) => [key, value.replace('HOST', host)]);
    await rename(world, Object.fromEntries(renamed));
    const outcome = await world.run([], { mode: RESTORE });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(world.site.snapshot()).toEqual(before);
    expect(journals(world)).toEqual([]);
  });

  test('for another folder of a server whose REST index is closed: exit 5 names the command that restores it', async ({
    make,
  }) => {
    const world = await make({ rules: [{ when: 'seo', at: 'anonymous-rest' }] });
    await killed(world);
    const host = world.url.replace(/\/$/, '');
    const a = `${host}/a/`;
    await rename(world, { site: a, restRoot: `${a}wp-json/`, siteUrl: a, typed: a });
    for (const plugin of DOZEN) world.site.activate(plugin);
    for (const mode of [RESTORE, BISECT]) {
      const outcome = await world.run([], { mode });
      expect(outcome.code, outcome.stderr).toBe(5);
      expect(outcome.report.problem?.code).toBe('journal-elsewhere');
      expect(outcome.report.problem?.remedy).toContain(`wp-bisect ${a} --restore`);
    }
  });

  test('for its own site only, where the REST index shows that the other folder is another site', async ({
    make,
  }) => {
    const world = await make(ILL);
    await killed(world);
    const a = `${world.url}a/`;
    await rename(world, { site: a, restRoot: `${a}wp-json/`, siteUrl: a, typed: a });
    world.site.change({ rules: [] });
    const outcome = await world.run([], { mode: RESTORE });
    expect(outcome.report.notes).toContainEqual({ type: 'nothing-to-restore' });
    expect(journals(world)).toHaveLength(1);
  });

  test('by a second run under another name, which ends because the site is locked', async ({
    make,
  }) => {
    const world = await make(ILL);
    let second: ReturnType<ServedSite['run']> | undefined;
    world.site.on('toggle', () => {
      second ??= world.run([], { address: otherName(world.url) });
    });
    const hold = world.site.on('request', async () => {
      if (second) await Promise.race([second, new Promise((go) => setTimeout(go, 50))]);
    });
    await world.run();
    hold();
    expect((await second!).report.problem?.code).toBe('locked');
  });
});

describe.concurrent('exit 5 names the plugins that are off, whatever stands in the way', () => {
  const ways: readonly [
    string,
    string,
    (world: ServedSite) => Promise<unknown>,
    Record<string, string>,
  ][] = [
    ['the site is gone', 'connection-refused', (world) => world.served.close(), SESSION],
    [
      'the site answers 429',
      'rate-limited',
      async ({ site }) => site.on('request', () => new Response('', { status: 429 })),
      SESSION,
    ],
    [
      'the site answers 500',
      'server-error',
      async ({ site }) => site.on('request', () => new Response('x', { status: 500 })),
      SESSION,
    ],
    [
      'it is in maintenance',
      'server-error',
      async ({ site }) =>
        site.on(
          'request',
          () =>
            new Response('Briefly unavailable for scheduled maintenance. Check back in a minute.', {
              status: 503,
              headers: { 'Retry-After': '600' },
            }),
        ),
      SESSION,
    ],
    [
      'WordPress was taken off, and asks to be installed',
      'not-wordpress',
      async ({ site }) =>
        site.on('request', ({ request }) => {
          const form = new URL('/wp-admin/install.php', request.url).href;
          if (request.url.startsWith(form)) return new Response('<h1>Welcome</h1>');
          return new Response('', { status: 302, headers: { Location: form } });
        }),
      SESSION,
    ],
    [
      'the database is away',
      'server-error',
      async ({ site }) =>
        site.on(
          'request',
          () =>
            new Response('<h1>Error establishing a database connection</h1>', {
              status: 500,
              headers: { 'Content-Type': 'text/html' },
            }),
        ),
      SESSION,
    ],
    [
      'another program answers',
      'not-wordpress',
      async ({ site }) => site.on('request', () => new Response('x', { status: 404 })),
      SESSION,
    ],
    [
      'the password was changed',
      'wrong-password',
      async () => {},
      { ...SESSION, WP_BISECT_PASSWORD: 'an-0ther-Password' },
    ],
    ['no credential is given', 'no-user', async () => {}, {}],
  ];
  test.for(ways)('where %s', async ([, code, happen, env], { make }) => {
    const world = await make(ILL);
    const off = await killed(world);
    const [kept] = Object.values(world.files()).filter((text) => text.includes('"begin"'));
    await happen(world);
    for (const mode of [RESTORE, BISECT]) {
      const outcome = await world.run([], { mode, env });
      expect(outcome.code, outcome.stderr).toBe(5);
      expect(outcome.report.problem?.code).toBe(code);
      expect(outcome.report.restored).toBe(false);
      const { missing, unknown } = outcome.report.difference;
      expect(missing).toEqual([]);
      expect(unknown?.plugins).toEqual(expect.arrayContaining([...off]));
      expect(Object.values(world.files())).toContain(kept);
    }
    const text = await world.run([], { mode: ['--restore'], env });
    expect(text.code).toBe(5);
    expect(text.stdout + text.stderr).not.toMatch(
      /nothing was changed|before anything was changed/i,
    );
    for (const plugin of off) expect(text.stdout + text.stderr).toContain(plugin.split('/')[0]);
    expect(text.stdout + text.stderr).toContain('wp plugin activate');
  });

  test('where the site vanishes in mid-run: those that were off, not all', async ({ make }) => {
    const world = await make(ILL);
    let probes = 0;
    world.site.on('toggle', () => {
      probes += 1;
      if (probes === 1) setTimeout(() => void world.served.close(), 30);
    });
    const outcome = await world.run(['--switch', 'rest', '--timeout', '2'], { env: BASIC });
    expect(outcome.code, outcome.stderr).toBe(5);
    const { missing, unknown } = outcome.report.difference;
    expect(missing).toEqual([]);
    expect(unknown?.plugins).toEqual(expect.arrayContaining([...offIn(world)]));
    expect(outcome.stderr).toContain('could not read the list of active plugins');
  }, 200_000);
});

describe.concurrent('a journal can always be ended', () => {
  test.for(['--restore', '--bisect'])(
    'where a plugin that was off is deleted (%s)',
    async (mode, { make }) => {
      const world = await make(ILL);
      const [gone] = await killed(world);
      world.site.remove(gone!.split('/')[0]!);
      const outcome = await world.run([], { mode: [mode, ...JSON_MODE] });
      expect(outcome.code, outcome.stderr).toBeLessThan(2);
      expect(outcome.report.restored).toBe(true);
      expect(offIn(world)).toEqual([gone]);
      expect(world.files()).toEqual({});
      if (mode === '--restore') expect(outcome.report.difference.gone).toEqual([gone]);
    },
  );

  test('and the answer says that there is nothing to bring back', async ({ make }) => {
    const world = await make(ILL);
    const [gone] = await killed(world);
    world.site.remove(gone!.split('/')[0]!);
    const { stdout } = await world.run([], { mode: ['--restore'] });
    expect(stdout).toContain(`No longer installed: ${gone}. There is nothing to bring back.`);
  });
});

describe.concurrent('the lock', () => {
  test('that is a folder ends the run, and the error says what to delete', async ({ make }) => {
    const world = await make(ILL);
    const path = join(siteFolder(world.home, world.url), 'lock');
    mkdirSync(path, { recursive: true });
    const outcome = await world.run([], { mode: ['--bisect'] });
    expect(outcome.code).toBe(3);
    expect(outcome.stderr + outcome.stdout).toContain(`${path} (`);
    expect(outcome.stderr + outcome.stdout).toContain('delete the file');
    expect(outcome.stderr).not.toContain('an error of wp-bisect');
  });

  test('of a killed run is taken over where its process id belongs to another program now', async ({
    make,
  }) => {
    const world = await make(ILL);
    const before = world.site.snapshot();
    await killed(world);
    const [lock] = readdirSync(world.home, { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('lock'),
    );
    const path = join(world.home, lock!);
    // The number of this very process, which lives and never held it.
    const holder = {
      ...JSON.parse(readFileSync(path, 'utf8')),
      pid: process.pid,
      host: hostname(),
    };
    writeFileSync(path, JSON.stringify(holder));
    const outcome = await world.run([], { mode: RESTORE });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(world.site.snapshot()).toEqual(before);
  });
});
