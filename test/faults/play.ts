// Plays one scenario to its end: the run under faults, then whatever it takes until the site is as it was.
import { maintenance } from '../../mocks/faults/answers.ts';
import { moveTo } from '../../mocks/faults/hosting.ts';
import type { RequestFault } from '../../mocks/faults/kinds.ts';
import type { WorldFaults } from '../../mocks/faults/machine.ts';
import { toFile } from '../../mocks/simulated/installed.ts';
import { createWorld, type Ended, SYMPTOM, type World } from './faulty-world.ts';
import { hasJournal, journalOf, judge, leftOffIn, missingOf } from './judge.ts';
import type { RunId, Scenario } from './scenario.ts';
import type { Truth } from './truth.ts';

/** How a scenario ended. */
export type Played = {
  readonly id: RunId;
  /** How the first run ended: an exit code, or killed. */
  readonly ended: number | 'killed';
  readonly restored: 'at once' | 'later' | 'never';
  readonly struck: ReadonlyMap<RequestFault | string, number>;
  readonly requests: number;
  /** Culprits that were confirmed. */
  readonly culprits: number;
  readonly lost: readonly string[];
  readonly wrong: readonly string[];
  readonly transcript: () => string;
};

/** Plays it. */
export async function play(scenario: Scenario): Promise<Played> {
  const { plugins, formula, credentials, args } = scenario;
  const world = createWorld(
    { plugins, rules: [{ when: formula, at: 'anonymous-rest' }], seed: scenario.seed },
    credentials,
  );
  const history = watch(world, scenario);
  if (scenario.hosting) {
    const { clock, site } = world;
    const isProbe = ({ pathname }: URL) => pathname === SYMPTOM;
    moveTo(scenario.hosting, { site, clock, seed: scenario.seed, isProbe });
  }
  const acts: string[] = [];
  const lost: string[] = [];
  const wrong: string[] = [];
  const struck = new Map<string, number>();
  let requests = 0;
  let culprits = 0;
  /** What the last program that ended whole was asked to leave off, and said it did. */
  let leftOff: readonly string[] = [];

  async function act(how: readonly string[], faulty: boolean, first: boolean): Promise<Ended> {
    history.begins();
    const ended = await world.launch(how, {
      faults: faulty ? scenario.faults : [],
      world: faulty ? worldFaults(world, scenario, history.tookOff) : {},
      onAnswer: history.onAnswer,
      ...(first && { disk: scenario.disk }),
      ...(first && scenario.death && { death: scenario.death }),
      ...(first && scenario.stopAt !== null && { stopAt: scenario.stopAt }),
    });
    history.ends();
    // It never came to switch a plugin: what somebody else has done is nobody's to undo.
    if (!history.switched && !hasJournal(world)) history.neverBegan();
    for (const [fault, times] of world.machine.struck) add(struck, fault, times);
    requests += world.machine.sent.length;
    acts.push(transcriptOf(how, ended, world));
    if (ended.type === 'exited') {
      culprits += ended.answer?.culprits.length ?? 0;
      leftOff = ended.code === 5 ? [] : leftOffIn(ended.answer);
      const baseline = history.baseline ?? [];
      const verdict = judge(ended, world, {
        baseline: history.answersFor(history.target(baseline)),
        truth: truthFor(scenario, ended, baseline, history.moments(baseline)),
        exact: !faulty,
        leaveOff: args.includes('--leave-off'),
      });
      lost.push(...verdict.lost);
      wrong.push(...verdict.wrong);
      if (history.wrote && !history.wasBegun) lost.push('changed the site without a journal');
      // Activated before the run had its own list, named, and left off because that was asked for: its own doing.
      const undone = history
        .strangers()
        .filter((each) => !world.site.active.includes(each) && !leftOff.includes(each));
      if (undone.length > 0) lost.push(`somebody else's ${undone.join(', ')} was switched off`);
    }
    return ended;
  }

  const first = await act(args, true, true);
  let restored: Played['restored'] = isWhole(first, world) ? 'at once' : 'never';
  const again = scenario.next === 'restore' ? ['--restore'] : args;
  if (restored === 'never' && scenario.impatient) await act(again, true, false);
  // Maintenance ends, a database comes back, a server hears of it at last: patience is all it takes.
  await world.clock.pass(OUTAGE_MS);
  if (restored === 'never' && hasJournal(world)) {
    await act(again, false, false);
    // What stays away for ever needs somebody to repair it; then the journal must still be good.
    if (hasJournal(world)) {
      repair(world, scenario, history.baseline ?? []);
      // An outage may have begun only now: it is counted in requests.
      await world.clock.pass(OUTAGE_MS);
      await act(['--restore'], false, false);
    }
  }
  const baseline = history.baseline ?? [];
  // The journal knows what was to stay off, unless the disk failed at that very line; the report knows it too.
  const missing = missingOf(world, history.answersFor(history.target(baseline))).filter(
    (each) => !leftOff.includes(each),
  );
  if (hasJournal(world)) lost.push('the journal stays for ever');
  if (history.wasBegun && missing.length > 0) lost.push(`at the end ${missing.join(', ')} off`);
  if (!history.isHonest) lost.push('the journal holds another baseline than the site had');
  const stayed = history.broughtIsThere();
  if (stayed) lost.push('Health Check was brought along and is still there');
  if (restored === 'never' && lost.length === 0) restored = 'later';

  return {
    id: scenario.id,
    ended: first.type === 'killed' ? 'killed' : first.code,
    restored,
    struck: withOthers(struck, scenario),
    requests,
    culprits,
    lost,
    wrong,
    transcript: () =>
      [
        JSON.stringify({ ...scenario, plugins: undefined }),
        ...plugins.map((plugin) => JSON.stringify(plugin)),
        ...acts,
        ...lost.map((line) => `LOST: ${line}`),
        ...wrong.map((line) => `WRONG: ${line}`),
      ].join('\n'),
  };
}

function isWhole(ended: Ended, world: World): boolean {
  return ended.type === 'exited' && ended.code !== 5 && !hasJournal(world);
}

/** Keeps what the site and the journal went through, for judging it. */
function watch(world: World, { stranger, bully }: Scenario) {
  const { site } = world;
  const installedAtFirst = new Set(site.snapshot().installed);
  let seen: (readonly string[])[] = [site.active];
  const strangers = new Set<string>();
  let baseline: readonly string[] | undefined;
  let isHonest = true;
  let target: readonly string[] | undefined;
  let begunAt: string | undefined;
  let events = 0;
  let lastList = 0;
  let wrote = false;
  /** A plugin of the site, not the helper that a run puts there. */
  let switched = false;
  let isRunning = false;
  let journal = '';
  const offByOthers = new Map<string, number>();

  function read(): void {
    const now = journalOf(world) ?? '';
    if (now === journal) return;
    journal = now;
    const lines = now.split('\n');
    lines.pop();
    const [begin, ...rest] = lines;
    if (begin !== undefined && begin !== begunAt) {
      begunAt = begin;
      const said = (JSON.parse(begin) as { baseline: string[] }).baseline;
      const key = said.toSorted().join();
      isHonest &&=
        baseline !== undefined || seen.some((active) => active.toSorted().join() === key);
      // A later run on a site that is not whole must not take that for its baseline.
      baseline ??= said;
      // Deleted by somebody else before the run had its own list: then it is not part of it.
      const { installed } = site.snapshot();
      baseline = baseline.filter((each) => said.includes(each) || installed.includes(each));
      target = undefined;
    }
    for (const line of rest) {
      if (line.startsWith('{"type":"restoring"') && line.endsWith('}')) {
        target = (JSON.parse(line) as { active: string[] }).active;
      }
    }
  }

  site.on('toggle', ({ plugin, active, by }) => {
    events += 1;
    seen.push(site.active);
    if (by !== 'elsewhere' && !plugin.startsWith('health-check/')) switched = true;
    if (by !== 'elsewhere') wrote = true;
    else if (!active) offByOthers.set(plugin, events);
    if (active) offByOthers.delete(plugin);
    if (by === 'elsewhere' && active && plugin.startsWith(stranger)) strangers.add(plugin);
    if (bully && active && plugin.startsWith(`${bully[0]}/`)) {
      const other = `${bully[1]}/${bully[1]}`;
      if (site.active.includes(other)) site.deactivate(bully[1]);
    }
  });

  return {
    begins() {
      isRunning = true;
    },
    ends() {
      read();
      isRunning = false;
    },
    onAnswer(request: Request) {
      events += 1;
      // What the site answers after the program has ended, the program has not read.
      if (isRunning && isList(request)) lastList = events;
      read();
      seen.push(site.active);
    },
    get wrote() {
      return wrote;
    },
    get switched() {
      return switched;
    },
    neverBegan() {
      lastList = 0;
    },
    tookOff: (plugin: string) => void offByOthers.set(plugin, ++events),
    /** Nobody can answer for what somebody else does after the program has read the list for the last time. */
    answersFor: (wanted: readonly string[]) =>
      wanted.filter((plugin) => (offByOthers.get(plugin) ?? 0) <= lastList),
    get baseline() {
      return baseline;
    },
    get isHonest() {
      return isHonest;
    },
    get wasBegun() {
      return baseline !== undefined;
    },
    target: (whole: readonly string[]) => target ?? whole,
    strangers: () => [...strangers].filter((each) => !(baseline ?? []).includes(each)),
    broughtIsThere: () =>
      site.snapshot().installed.includes('health-check/health-check') &&
      !installedAtFirst.has('health-check/health-check'),
    moments(whole: readonly string[]): readonly (readonly string[])[] {
      const own = new Set(whole);
      const sets = seen.map((active) => active.filter((plugin) => !own.has(plugin)));
      seen = [site.active];
      const unlike = new Map(sets.map((set) => [set.toSorted().join(), set]));
      return [...unlike.values()];
    },
  };
}

function truthFor(
  { formula, requires }: Scenario,
  ended: Ended & { type: 'exited' },
  baseline: readonly string[],
  moments: readonly (readonly string[])[],
): Truth {
  const always = (ended.answer?.pinned ?? []).map(({ plugin }) => plugin);
  return { formula, baseline: baseline.map(folderOf), always, requires, moments };
}

function folderOf(plugin: string): string {
  return plugin.split('/')[0] ?? plugin;
}

function worldFaults(
  { site, clock }: World,
  { stranger, victim, plugins }: Scenario,
  tookOff: (plugin: string) => void,
): WorldFaults {
  const spec = plugins.find(({ file }) => file === victim) ?? { file: victim };
  const id = toFile(victim).replace('.php', '');
  const isThere = () => site.snapshot().installed.includes(id);
  return {
    'session ends': () => site.endSessions(),
    // A nonce lives for a day at most, a session for two.
    'nonce runs out': () => void clock.pass(25 * HOUR_MS),
    'second administrator activates': () => site.activate(stranger),
    'second administrator deactivates': () => isThere() && site.deactivate(victim),
    'second administrator deletes': () => {
      if (!isThere()) return;
      site.remove(victim);
      tookOff(id);
    },
    'second administrator switches one back on': () => {
      const off = plugins.find(
        ({ file, status }) => status === undefined && !site.active.includes(`${file}/${file}`),
      );
      if (off && site.snapshot().installed.includes(`${off.file}/${off.file}`)) {
        site.activate(off.file);
      }
    },
    'automatic update': () => {
      if (!isThere()) return;
      site.remove(victim);
      tookOff(id);
      // WordPress answers "Briefly unavailable" until the files are there again.
      const over = site.on('request', () => maintenance());
      clock.later(UPDATE_MS, () => {
        over();
        site.install({ ...spec, version: '9.9.9' });
      });
    },
    'laptop sleeps': () => void clock.pass(HOUR_MS / 2),
    'clock goes back': () => clock.jump(-HOUR_MS),
    'clock goes forward': () => clock.jump(HOUR_MS),
  };
}

const UPDATE_MS = 200;
/** Longer than any outage that passes by itself. */
const OUTAGE_MS = 90_000;
const HOUR_MS = 3_600_000;

/** Somebody makes good what no program can: deleted plugins are there again, refusing ones come back. */
function repair(
  { site }: World,
  { plugins, requires }: Scenario,
  baseline: readonly string[],
): void {
  for (const { onActivate, onDeactivate, ...plugin } of plugins) site.install(plugin);
  const needed = baseline.flatMap((plugin) => requires[folderOf(plugin)] ?? []);
  for (const parent of needed)
    if (!site.active.includes(`${parent}/${parent}`)) site.activate(parent);
}

/** True for a request that shows which plugins are active, all of them. */
function isList({ method, url }: Request): boolean {
  if (method !== 'GET') return false;
  const { pathname, searchParams } = new URL(url);
  // Inside a session of Health Check the list is what the session makes of it.
  if (searchParams.has('health-check-allowed-plugins')) return false;
  if (pathname.endsWith('/wp-admin/plugins.php'))
    return searchParams.get('plugin_status') === 'all';
  return pathname.endsWith('/wp/v2/plugins') && !searchParams.has('search');
}

function withOthers(struck: Map<string, number>, scenario: Scenario): ReadonlyMap<string, number> {
  const { disk, death, stopAt, bully, plugins, hosting } = scenario;
  if (hosting) add(struck, `hosting: ${hosting.type}`, 1);
  for (const { fault } of disk) add(struck, `disk: ${fault}`, 1);
  if (death) add(struck, `killed ${death.when} a step`, 1);
  if (stopAt !== null) add(struck, 'asked to stop', 1);
  if (bully) add(struck, 'a plugin deactivates another', 1);
  const awkward = plugins.filter(({ onActivate, onDeactivate }) => onActivate ?? onDeactivate);
  if (awkward.length > 0) add(struck, 'a plugin that is awkward to switch', awkward.length);
  return struck;
}

function add(to: Map<string, number>, key: string, times: number): void {
  to.set(key, (to.get(key) ?? 0) + times);
}

function transcriptOf(args: readonly string[], ended: Ended, world: World): string {
  const requests = world.machine.sent.map(
    ({ number, kind, method, url, fault, became, active }) =>
      `  ${number} ${method} ${url} (${kind}) -> ${became}${fault ? ` [${fault}]` : ''}, ${active} active`,
  );
  const end = ended.type === 'killed' ? 'killed' : `exit ${ended.code}`;
  const answer = ended.type === 'exited' ? JSON.stringify(ended.answer) : '';
  const crash = ended.type === 'exited' && ended.crash ? String(ended.crash) : '';
  return [
    `$ wp-bisect ${args.join(' ')}`,
    ended.progress.trimEnd(),
    ...requests,
    `${end} ${answer} ${crash}`,
    ...[...world.files].map(([path, text]) => `${path}:\n${text}`),
  ].join('\n');
}
