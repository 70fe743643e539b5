/**
 * The last word before a name is told: with the culprits off it works, with each of them on it fails
 * again, and both is looked at when no other state can answer any more. Where nothing was odd and one
 * plugin is named, the search has looked at all of it already.
 */

import type { PluginId, Verdict } from '../model/report.ts';
import type { SearchResult } from '../search/index.ts';
import { dependentsOf, expand, learn, onlyThese, type Plan, withoutThese } from './plan.ts';
import { type ProbeRequest, type SteeredPorts, steered, type Undone } from './probe.ts';
import {
  type Ask,
  type Bracket,
  type ProvenClaims,
  proveAtOnce,
  type State,
} from './prompt-proof.ts';
import type { Stopped } from './stopped.ts';
import { LONGEST_MEMORY_MS } from './timeline.ts';

/** Looks at what a search has found once more, as far as that is needed. Rejects as the prober does. */
export async function bracket(
  ports: BracketPorts,
  found: BracketTask,
): Promise<Bracket | Undone | Stopped> {
  const learned = new Map<PluginId, readonly PluginId[]>();
  const verdict = await lookOnce(ports, found, learned);
  if (verdict !== 'unclear' || learned.size === 0) return verdict;
  // The site would not have a plugin on without another one: that set could not be reached at all.
  const { plan } = found;
  const requires = learn(plan.requires, Object.fromEntries(learned), plan);
  return lookOnce(ports, { ...found, plan: { ...plan, requires } }, learned);
}

/** What a bracket works with. */
export type BracketPorts = SteeredPorts & { readonly proven: ProvenClaims };

/** What a search has found, and what is to be looked at once more of it. */
export type BracketTask = {
  readonly result: SearchResult;
  readonly plan: Plan;
  readonly symptom: number;
  /** The symptoms still to be solved that may be looked at again and again; this one is among them. */
  readonly unsolved: readonly number[];
  /** Something odd was seen: nothing of the search counts by itself. */
  readonly doubtful: boolean;
  /** No visitor notices a look: what works is looked at once more, too. */
  readonly unnoticed: boolean;
  /** How often the failure shows at all, where it comes and goes. */
  readonly failRate: number | null;
};

async function lookOnce(
  { prober, steering, proven }: BracketPorts,
  { result, plan, symptom, unsolved, doubtful, unnoticed, failRate }: BracketTask,
  learned: Map<PluginId, readonly PluginId[]>,
): Promise<Bracket | Undone | Stopped> {
  const ask = learning({ prober, steering }, learned);
  const culprits = result.culprits.map(({ plugins }) => plugins);
  // What cures the symptom stays on: without it the site fails for another reason.
  const { cures = [] } = result;
  const kept = cures.length > 0 ? onlyThese(plan, cures) : [];
  const without = (...units: readonly PluginId[]) =>
    expand(plan, [...withoutThese(plan, units), ...kept]);
  const dependents = (units: readonly PluginId[]) => dependentsOf(plan, units).slice(units.length);
  const isPlain =
    culprits.length === 1 &&
    culprits[0]?.length === 1 &&
    dependents(culprits[0]).length === 0 &&
    cures.length === 0 &&
    !doubtful;
  const isReadable = result.culprits.every((culprit) => culprit.without === 'passes');
  if (isPlain && isReadable && prober.isHeld(without(...culprits.flat()))) return 'holds';
  if (isReadable && !doubtful && prober.isPrompt) {
    const claim = { plan, culprits, kept, symptom, unsolved };
    const prompt = await proveAtOnce({ prober, ask, proven }, claim);
    if (prompt !== 'could-be-late') return prompt;
  }
  const among = (units: readonly PluginId[], expected: Verdict): State => ({
    active: expand(plan, [...onlyThese(plan, units), ...kept]),
    expected,
  });
  // Beside the rest another combination may hold the same member: what decides shows among the few.
  const members = (culprit: readonly PluginId[]) => [
    among(culprit, 'fails'),
    ...(culprit.length === 1 ? [] : culprit).map((unit) =>
      among(
        culprit.filter((each) => each !== unit),
        'passes',
      ),
    ),
  ];
  // With everything else on nothing could be read: then it is the few against none.
  const states: State[] = isReadable
    ? [{ active: without(...culprits.flat()), expected: 'passes' }]
    : [...culprits.flatMap(members), among([], 'passes')];
  for (const culprit of isPlain || !isReadable ? [] : culprits) {
    const others = culprits.filter((each) => each !== culprit).flat();
    // What requires a member goes off with it: it must not be the one that is to blame.
    const rest = [...others, ...dependents(culprit)].filter((unit) => !culprit.includes(unit));
    const { alone } = result.culprits.find(({ plugins }) => plugins === culprit) ?? {};
    // That it fails alone was looked at once, behind a state that fails, too: on a site that is behind it may have been
    // that one's answer. A failure that only comes and goes is one, and the others need not be off again for it.
    const isToStandAlone =
      prober.isLate && alone === 'fails' && culprit.length === 1 && rest.length === 0;
    states.push(
      isToStandAlone ? among(culprit, 'fails') : { active: without(...rest), expected: 'fails' },
    );
    if (culprit.length > 1) states.push(...members(culprit));
  }
  const isSeveral = culprits.flat().length > 1;
  const rounds = !doubtful ? 1 : isSeveral ? 3 : 2;
  const step = {
    symptoms: [symptom],
    suspectsLeft: culprits.flat().length,
    probesToGo: states.length,
  };
  if (failRate !== null) return chanceBracket(ask, states, { ...step, failRate });
  for (let round = 0; round < rounds; round += 1) {
    for (const { active, expected } of states) {
      // A failure that rested for a while makes a combination of anything: what works is looked at again, too.
      const isEnough = prober.isHeld(active) && !(unnoticed && isSeveral);
      if (!doubtful && expected === 'passes' && isEnough) continue;
      const looks = !doubtful ? 1 : expected === 'fails' ? LOOKS : isSeveral ? SUCCESSES : 1;
      const purpose = expected === 'passes' ? 'without' : 'alone';
      for (let look = 0; look < looks; look += 1) {
        const afterMs = look === 0 ? round * APART_MS : expected === 'passes' ? APART_MS : 0;
        const request = { ...step, active, purpose, held: true, afterMs } as const;
        let seen = await ask(request);
        // A list that is behind may show the set when it is asked for once more.
        for (let more = 0; doubtful && more < MORE && isNotReached(seen); more += 1) {
          seen = await ask(request);
        }
        if (seen.type !== 'probed') return seen;
        const verdict = seen.observations[symptom]?.verdict ?? 'unresolved';
        if (seen.restart || seen.flipped.includes(symptom)) return 'broken';
        if (verdict === 'unresolved') return 'unclear';
        if (verdict !== expected) return 'broken';
      }
    }
  }
  return 'holds';
}

/** So often a set is asked for again that the list does not show. */
const MORE = 2;

function isNotReached(seen: Awaited<ReturnType<Ask>>): boolean {
  if (seen.type !== 'probed' || seen.restart) return false;
  return seen.observations.some(({ reason }) => reason === 'set-not-reached');
}

/** Each round is later by this than the one before: a symptom by the clock is not to keep step. Milliseconds. */
const APART_MS = 7_000;

/** Probes as the search does, and notes what the site would not have on without another plugin. */
function learning(ports: SteeredPorts, learned: Map<PluginId, readonly PluginId[]>): Ask {
  return async (request) => {
    const seen = await steered(ports, () => ports.prober.probe(request));
    if (seen.type !== 'probed') return seen;
    for (const [plugin, needs] of Object.entries(seen.learned)) learned.set(plugin, needs);
    return seen;
  };
}

/**
 * The same for a failure that comes and goes: a state that works is looked at until chance is no
 * explanation, one that fails until it does. Several visits, with pauses of different lengths: looks at
 * one moment say nothing where the clock decides.
 */
async function chanceBracket(
  ask: Ask,
  states: readonly State[],
  {
    failRate,
    ...step
  }: Pick<ProbeRequest, 'symptoms' | 'suspectsLeft' | 'probesToGo'> & { readonly failRate: number },
): Promise<Bracket | Undone | Stopped> {
  const [symptom = 0] = step.symptoms;
  const enough = Math.ceil(Math.log(CHANCE) / Math.log(1 - Math.min(0.95, failRate)));
  const looks = Math.ceil(Math.min(MOST_LOOKS, enough) / VISITS);
  const failed = new Set<State>();
  for (let visit = 0; visit < VISITS; visit += 1) {
    for (const state of states) {
      const { active, expected } = state;
      if (failed.has(state) && visit < VISITS - 1) continue;
      for (let look = 0; look <= looks; look += 1) {
        const afterMs = look === 0 ? LONGEST_MEMORY_MS + visit * APART_MS : 1_000 * look;
        const seen = await ask({ ...step, active, purpose: 'repeat', afterMs });
        if (seen.type !== 'probed') return seen;
        const verdict = seen.observations[symptom]?.verdict ?? 'unresolved';
        if (verdict === 'unresolved') return 'unclear';
        // A cache that renews itself behind its answer gives the first look what the state before showed.
        if (look === 0) continue;
        if (expected === 'passes' && verdict === 'fails') return 'broken';
        if (verdict === 'fails') failed.add(state);
        if (expected === 'fails' && verdict === 'fails') break;
      }
    }
  }
  return states.every((state) => state.expected === 'passes' || failed.has(state))
    ? 'holds'
    : 'unclear';
}

/** So unlikely must it be that a state only happened to work so often. */
const CHANCE = 0.005;
const VISITS = 3;
const MOST_LOOKS = 24;

/** How often a failure is looked at where answers come from several servers. */
const LOOKS = 4;
/** How often a success is looked at that makes a member of several: a failure that rests by the clock comes back. */
const SUCCESSES = 2;
