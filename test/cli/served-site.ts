// A simulated site on loopback, the real executable, and what must hold after every run of it.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect, inject } from 'vitest';
import { type ServeOptions, serve } from '../../mocks/simulated/serve.ts';
import { createSite } from '../../mocks/simulated/site.ts';
import type {
  LogEntry,
  Served,
  SimulatedSite,
  SiteOptions,
  UserSpec,
} from '../../mocks/simulated/types.ts';
import type { RunReport } from '../../src/model/run-report.ts';
import schema from '../../src/report/report.schema.json' with { type: 'json' };
import type { RunProgram } from '../../src/system/programs.ts';
import { type Ran, type RunOptions, runCli } from '../e2e/run-cli.ts';
import { violations } from '../report/schema.ts';
import { TEST_ALL } from '../test-all.ts';
import { runHere } from './run-here.ts';

/** Passwords that occur nowhere else, so that a leak is seen. */
export const PASSWORD = 'c0rrect-Horse!battery';
export const APPLICATION_PASSWORD = 'abcd EFGH 1234 ijkl MNOP 5678';
export const GATE_PASSWORD = 'g4te-Keeper$staple';

/** The administrator of every site that names no other users. */
export const ADMIN: UserSpec = {
  login: 'admin',
  password: PASSWORD,
  role: 'administrator',
  applicationPasswords: [APPLICATION_PASSWORD],
};

/** The credentials of the administrator, as the environment has them. */
export const SESSION = { WP_BISECT_USER: 'admin', WP_BISECT_PASSWORD: PASSWORD };
export const BASIC = { WP_BISECT_USER: 'admin', WP_BISECT_APP_PASSWORD: APPLICATION_PASSWORD };
export const BOTH = { ...SESSION, ...BASIC };

/** A dozen plugins, the blocker `guard` in their middle. */
export const DOZEN = 'seo cache forms shop gallery guard backup events maps polls mail stats'.split(
  ' ',
);

/** What the executable did, with its answer read where that is JSON. */
export type Outcome = Ran & { readonly report: Answer };

/** The published report. */
type Answer = Omit<RunReport, 'schema' | 'leftOff'> & {
  readonly leftOff: readonly { readonly plugin: string; readonly why: string }[];
  readonly problem: {
    readonly code: string;
    readonly fact: string;
    readonly remedy: string;
  } | null;
};

/** How to run it against a served site. */
export type ServedRun = RunOptions & {
  /** The address typed; default the site's own. */
  readonly address?: string;
  /** `--bisect --format json --verbose` unless given. */
  readonly mode?: readonly string[];
  /** As a process of its own, for what depends on one; `onProgress` implies it. */
  readonly asProcess?: boolean;
  /** What other programs are, in place of this machine's. */
  readonly runProgram?: RunProgram;
};

/** A site, a home for journals, and the executable to run against it. */
export type ServedSite = {
  readonly site: SimulatedSite;
  readonly served: Served;
  readonly url: string;
  readonly home: string;
  run(args?: readonly string[], options?: ServedRun): Promise<Outcome>;
  /** Everything in the home folder now: path -> text. */
  files(): Readonly<Record<string, string>>;
};

type Make = (site?: SiteOptions, options?: ServeOptions) => Promise<ServedSite>;

/** `test` with `make`, which serves a site that is gone when the test ends. */
export const test = base.extend<{ cli: string; make: Make; folder: () => Promise<string> }>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest wants the destructuring.
  cli: async ({}, use) => use(inject('cli')),
  // biome-ignore lint/correctness/noEmptyPattern: Vitest wants the destructuring.
  folder: async ({}, use) => {
    const folders: string[] = [];
    await use(async () => {
      const folder = await mkdtemp(join(tmpdir(), 'wp-bisect-world-'));
      folders.push(folder);
      return folder;
    });
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  },
  make: async ({ cli, folder }, use) => {
    const served: Served[] = [];
    await use(async (options = {}, how) => {
      const site = createSite({ users: [ADMIN], plugins: DOZEN, ...options });
      const one = await serve(site, how);
      served.push(one);
      return createWorld(cli, site, one, await folder());
    });
    for (const one of served) await one.close();
  },
});

function createWorld(cli: string, site: SimulatedSite, served: Served, home: string): ServedSite {
  const files = () => readAll(home);
  const written: string[] = [];
  const faults: string[] = [];
  site.on('toggle', ({ by, plugin }) => {
    if (by === 'elsewhere') return;
    const journal = Object.entries(files()).find(([path]) => path.endsWith('journal.ndjson'));
    if (!journal) faults.push(`${plugin} was switched with no journal on disk`);
    else written.push(journal[1]);
  });

  return {
    site,
    served,
    url: served.url,
    home,
    files,
    async run(args = [], options = {}) {
      const { address = served.url, mode = ['--bisect', '--format', 'json', '--verbose'] } =
        options;
      const before = site.log.length;
      const env = { WP_BISECT_HOME: home, ...(options.env ?? SESSION) };
      const line = [address, ...mode, ...args];
      const {
        asProcess = options.runProgram === undefined &&
          (TEST_ALL || options.onProgress !== undefined),
      } = options;
      const ran = asProcess
        ? await runCli(line, { cli, ...options, env })
        : await runHere(line, env, { runProgram: options.runProgram });
      const left = files();
      const secrets = secretsOf(env, site.log.slice(before));
      for (const secret of secrets) {
        for (const [where, text] of Object.entries({ ...ran, ...left, journal: written.join() })) {
          if (String(text).includes(secret)) faults.push(`a secret is in ${where}: ${secret}`);
        }
      }
      expect(faults).toEqual([]);
      return { ...ran, report: readReport(ran, mode) };
    },
  };
}

function readReport({ stdout, stderr }: Ran, mode: readonly string[]): Answer {
  const unread = {} as Answer;
  if (!mode.includes('json') || stdout === '') return unread;
  let answer: Answer;
  try {
    answer = JSON.parse(stdout);
  } catch {
    throw new Error(`stdout is no JSON:\n${stdout}\n${stderr}`);
  }
  expect(violations(schema, answer)).toEqual([]);
  return answer;
}

/** What must be read nowhere: the passwords as given and as sent, the cookies, the nonces. */
function secretsOf(
  env: Readonly<Record<string, string | undefined>>,
  log: readonly LogEntry[],
): readonly string[] {
  const given = [
    ...['WP_BISECT_PASSWORD', 'WP_BISECT_APP_PASSWORD', 'WP_BISECT_GATE_PASSWORD'],
    ...['PORTAL_TOKEN', 'API_KEY'],
  ].flatMap((name) => env[name] ?? []);
  const sent = log.flatMap(({ requestHeaders: headers }) => [
    (headers.authorization ?? '').replace(/^Basic /, ''),
    headers['x-wp-nonce'] ?? '',
    ...(headers.cookie ?? '').split('; ').map((one) => one.replace(/^[^=]*=/, '')),
  ]);
  const all = [
    ...given,
    ...given.map(encodeURIComponent),
    ...given.map((one) => one.replaceAll(' ', '')),
    ...sent,
  ];
  // Shorter ones are no secrets: the test cookie, an empty header.
  return [...new Set(all)].filter(
    (secret) => secret.length >= 8 && !secret.includes('cookie+check') && !/^WP/.test(secret),
  );
}

function readAll(folder: string): Record<string, string> {
  const texts: Record<string, string> = {};
  if (!existsSync(folder)) return texts;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name);
    try {
      if (statSync(path).isFile()) texts[name] = readFileSync(path, 'utf8');
    } catch {
      // A lock that went while we looked.
    }
  }
  return texts;
}

/**
 * Looks whether a post could be saved: their status exists nowhere, so that WordPress refuses it and stores nothing. The
 * editor's heartbeat carries no nonce, and nothing is done for it.
 */
const STORES_NOTHING: ReadonlySet<string> = new Set([
  'POST /wp/v2/posts',
  'POST /wp/v2/posts/0',
  'POST /wp/v2/posts/0/autosaves',
  'POST /wp-admin/admin-ajax.php',
]);

/** Requests that could change something; posting the login form is none of them. */
export function writes(site: SimulatedSite): readonly string[] {
  return site.log
    .filter(({ method, area }) => !['GET', 'HEAD', 'OPTIONS'].includes(method) && area !== 'login')
    .map(({ method, path }) => `${method} ${path}`)
    .filter((write) => !STORES_NOTHING.has(write));
}

/** The run changed nothing: no write was sent, no plugin went off, no journal stays. */
export function expectUntouched({ site, files }: ServedSite): void {
  expect(writes(site)).toEqual([]);
  expect(site.counters.toggles).toBe(0);
  expect(Object.keys(files())).toEqual([]);
}

/** The run found exactly this, and the site is as `before` says. */
export function expectFound(
  { code, report, stderr }: Outcome,
  ...culprits: readonly (readonly string[])[]
): void {
  expect(
    {
      code,
      outcome: report.outcome,
      culprits: report.culprits?.map(({ plugins }) => plugins.map(({ plugin }) => plugin)),
      restored: report.restored,
      problem: report.problem,
    },
    stderr,
  ).toEqual({
    code: 0,
    outcome: 'culprit-found',
    culprits: culprits.map((set) => set.map((folder) => `${folder}/${folder}`)),
    restored: true,
    problem: null,
  });
}

/** The run ended before it changed anything, with this problem and this exit code. */
export function expectBlocked(outcome: Outcome, problem: string, code = 3): string {
  const { report, stderr, stdout } = outcome;
  expect(
    { code: outcome.code, outcome: report.outcome, problem: report.problem?.code },
    stdout + stderr,
  ).toEqual({ code, outcome: 'blocked', problem });
  expect(report.restored).toBe(true);
  return `${report.problem?.fact} ${report.problem?.remedy}`;
}
