// One simulated site behind the fault machine, and the whole program (main) run against it in this
// process: its network, disk, clock and death are staged, everything else is the real thing.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type StagedClock, stagedClock } from '../../mocks/faults/clock.ts';
import { type PlannedDiskFault, stagedDisk } from '../../mocks/faults/disk.ts';
import { type Death, type Life, life } from '../../mocks/faults/life.ts';
import {
  type FaultMachine,
  faultMachine,
  type PlannedFault,
  type WorldFaults,
} from '../../mocks/faults/machine.ts';
import { kindOf } from '../../mocks/faults/requests.ts';
import { createSite } from '../../mocks/simulated/site.ts';
import type { SimulatedSite, SiteOptions } from '../../mocks/simulated/types.ts';
import type { Disk } from '../../src/journal/disk.ts';
import { main } from '../../src/main.ts';
import { EXIT, isProblem, type ProblemCode } from '../../src/model/errors.ts';
import type { RunReport } from '../../src/model/run-report.ts';
import { parseOptions } from '../../src/options/parse-options.ts';
import { en } from '../language/english.ts';

/** The published report. */
export type Answer = Omit<RunReport, 'schema' | 'leftOff'> & {
  readonly leftOff: readonly { readonly plugin: string; readonly why: string }[];
  readonly problem: { readonly code: ProblemCode } | null;
};

/** How a program ended. A killed one says nothing. */
export type Ended =
  | { readonly type: 'killed'; readonly progress: string }
  | {
      readonly type: 'exited';
      readonly code: number;
      /** Null where the program ended without a report: a problem of its own, or a crash. */
      readonly answer: Answer | null;
      /** What main rejected with, when that was neither a problem nor a cancel. */
      readonly crash: unknown;
      readonly progress: string;
    };

/** What one program meets. */
export type Launch = {
  readonly faults?: readonly PlannedFault[];
  readonly world?: WorldFaults;
  readonly disk?: readonly PlannedDiskFault[];
  readonly death?: Death;
  readonly onAnswer?: (request: Request) => void;
  /** Ctrl-C, SIGTERM or SIGHUP at this step. */
  readonly stopAt?: number;
};

/** Which credentials the program gets. */
export type Credentials = 'session' | 'application-password' | 'both';

/** A site that programs are run against, one after the other. */
export type World = {
  readonly site: SimulatedSite;
  readonly clock: StagedClock;
  /** The files of the program's disk, which outlive it. */
  readonly files: ReadonlyMap<string, string>;
  /** The machine of the last launch. */
  readonly machine: FaultMachine;
  /** Steps of the last launch: requests and operations of the disk. */
  readonly steps: number;
  /** Those of them that write a line of the journal. */
  readonly lines: readonly number[];
  /** What others have switched off since a list was read: no program can know of it. */
  readonly unseen: ReadonlySet<string>;
  launch(args: readonly string[], launch?: Launch): Promise<Ended>;
};

/** The path whose failure is the symptom. */
export const SYMPTOM = '/wp-json/wp/v2/posts';
/** The arguments that name the symptom, so that no survey looks for it. */
export const ONE_REQUEST = ['--request', `GET ${SYMPTOM}`, '--as', 'anonymous'];

const home = mkdtempSync(join(tmpdir(), 'wp-bisect-faults-'));
let worlds = 0;

/** A site and an empty disk. */
export function createWorld(options: SiteOptions, credentials: Credentials = 'session'): World {
  const clock = stagedClock();
  const site = createSite({ clock, ...options });
  const files = new Map<string, string>();
  worlds += 1;
  // Locks are real files: every world has a folder of its own.
  const folder = join(home, String(worlds));
  const alive = new Set<number>();
  const unseen = new Set<string>();
  site.on('toggle', ({ by, plugin, active }) => {
    if (by === 'elsewhere' && !active) unseen.add(plugin);
  });
  let pid = 1_000;
  let machine: FaultMachine = faultMachine({ site, clock, faults: [] });
  let one: Life = life(null);

  async function launch(args: readonly string[], how: Launch = {}): Promise<Ended> {
    const stop = new AbortController();
    one = life(how.death ?? null, (step) => step === how.stopAt && stop.abort());
    pid += 1;
    const self = pid;
    alive.add(self);
    machine = faultMachine({
      site,
      clock,
      faults: how.faults ?? [],
      world: how.world,
      onAnswer: how.onAnswer,
      isProbe: ({ pathname }) => pathname === SYMPTOM,
    });
    const out = collector();
    const progress = collector();
    const env = { ...ENVIRONMENTS[credentials], WP_BISECT_HOME: folder };
    const parsed = parseOptions(en, [site.url, '--format', 'json', '--verbose', ...args], env);
    if (parsed.type !== 'run') throw new Error('Not a run.');
    const program = main({
      options: parsed.options,
      t: en,
      messageT: en,
      env: {},
      stdin: { isTTY: false } as NodeJS.ReadStream,
      stdout: out.stream,
      stderr: progress.stream,
      platform: 'linux',
      pid: self,
      hostname: 'here',
      isAlive: (other) => alive.has(other),
      signal: stop.signal,
      interrupt: () => stop.abort(),
      clock: {
        now: clock.wall,
        sleep: (ms, signal) =>
          one.outlive(async () => {
            signal?.throwIfAborted();
            await clock.pass(ms);
          }),
      },
      fetch: ((input, init) =>
        one.live(async () => {
          const answer = await machine.fetch(input, init);
          const request = new Request(answer.url || String(input), { method: init?.method });
          if (answer.ok && kindOf(request, () => false) === 'plugin list') unseen.clear();
          return answer;
        })) as typeof fetch,
      disk: mortal(stagedDisk(files, how.disk), files, one),
    });
    const ended = await Promise.race([
      one.died.then(() => 'killed' as const),
      program.then(
        (code) => ({ code, crash: undefined }),
        (error: unknown) => endOf(error, stop.signal),
      ),
    ]);
    alive.delete(self);
    if (ended === 'killed') return { type: 'killed', progress: progress.text };
    const answer = out.text.trim() === '' ? null : (JSON.parse(out.text) as Answer);
    return { type: 'exited', ...ended, answer, progress: progress.text };
  }

  return {
    site,
    clock,
    files,
    unseen,
    get machine() {
      return machine;
    },
    get steps() {
      return one.steps;
    },
    get lines() {
      return one.lines;
    },
    launch,
  };
}

const USER = { WP_BISECT_USER: 'admin' };
const BASIC = { ...USER, WP_BISECT_APP_PASSWORD: 'abcd EFGH 1234 ijkl MNOP 5678' };
const SESSION = { ...USER, WP_BISECT_PASSWORD: 'password' };
const ENVIRONMENTS: Readonly<Record<Credentials, Readonly<Record<string, string>>>> = {
  session: SESSION,
  'application-password': BASIC,
  both: { ...SESSION, ...BASIC },
};

/** The exit code that the executable makes of what main rejects with (see cli.ts). */
function endOf(error: unknown, signal: AbortSignal): { code: number; crash: unknown } {
  if (isProblem(error)) return { code: error.exitCode, crash: undefined };
  const cancelled = signal.aborted && error instanceof Error && error.name === 'AbortError';
  if (cancelled) return { code: EXIT.cancelled, crash: undefined };
  return { code: EXIT.inconclusive, crash: error };
}

/** A disk whose every operation is a step of the program's life. */
function mortal(disk: Disk, files: Map<string, string>, one: Life): Disk {
  return {
    read: (path) => one.live(() => disk.read(path)),
    replace: (path, text) => one.live(() => disk.replace(path, text)),
    remove: (path) => one.live(() => disk.remove(path)),
    folders: (path) => disk.folders(path),
    async open(path) {
      const file = await one.live(() => disk.open(path));
      const half = (text: string) => text.slice(0, text.length / 2);
      return {
        append: (text) =>
          one.live(
            () => file.append(text),
            async () => files.set(path, (files.get(path) ?? '') + half(text)),
          ),
        close: () => file.close(),
      };
    },
  };
}

function collector() {
  const written: string[] = [];
  const stream = { isTTY: false, write: (text: string) => written.push(text) > 0 };
  return {
    stream: stream as unknown as NodeJS.WriteStream,
    get text() {
      return written.join('');
    },
  };
}
