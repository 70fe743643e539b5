/** How often a request is sent in one state before its verdict is believed. Requests, never toggles. */

import type { Emit } from '../model/events.ts';
import { isReadOnly } from '../model/http-methods.ts';
import type { Clock, Oracle, SwitchedState } from '../model/ports.ts';
import type { Observation, Symptom } from '../model/report.ts';
import type { Purpose } from '../search/index.ts';
import { isStopped, type Stopped } from './stopped.ts';

/**
 * How a symptom's answer is believed. `auto`: a pass is believed when seen twice, and the baseline is
 * looked at harder than that; a number: a set passes when that many sends pass.
 */
export type Trust = {
  readonly repeat: number | 'auto';
  /** Symptoms that were seen to fail every time before the run: one more failure is enough of it. */
  readonly steady: readonly number[];
};

/** What was seen in one state. */
export type Seen = {
  /** One a symptom; `unresolved` for symptoms that were not asked about. */
  readonly observations: readonly Observation[];
  /** Symptoms that both failed and passed in this one state. */
  readonly flipped: readonly number[];
  /** How often answers were waited for to see it: looks side by side are one wait. */
  readonly rounds: number;
};

const MAX_WAITS = 3;
/** The first wait where nobody said how long; each further one is twice as long. */
const FIRST_WAIT_S = 5;
const LONGEST_WAIT_S = 120;
const QUIET_WAIT_S = 2;

/** No more looks than this are under way at once: a site is not to feel them. */
const SIDE_BY_SIDE = 4;

/** Reasons that often pass by themselves within seconds. */
const TRANSIENT = new Set(['maintenance', 'no-answer', 'server-error', 'challenge']);

/** The patient reader of verdicts: it repeats what is in doubt and waits where it is asked to. */
export type Reader = {
  /** Reads the symptoms of `wanted`, `least` times. Rejects as the oracle does. */
  read(
    state: SwitchedState,
    purpose: Purpose,
    wanted: readonly number[],
    least?: number,
  ): Promise<Seen | Stopped>;
};

/** A reader over an oracle. `onLimited` is told each time the site asks to slow down. */
export function createReader(ports: {
  readonly oracle: Oracle;
  readonly symptoms: readonly Symptom[];
  readonly clock: Clock;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  readonly trust: Trust;
  readonly onLimited: () => void;
  /** States that may be looked at at a time; 1: looks follow one another, too. */
  readonly parallel: number;
}): Reader {
  const { oracle, symptoms, clock, emit, signal, trust } = ports;
  /** True once a refusal of somebody else did not pass by waiting: it is not waited for again. */
  let hasWaited = false;
  /** True once the site asked to slow down. */
  let isLimited = false;

  async function send(
    state: SwitchedState,
    wanted: readonly number[],
  ): Promise<readonly Observation[] | Stopped> {
    for (let waits = 0; ; waits += 1) {
      signal.throwIfAborted();
      const observations = await oracle.probe(state.through, signal, wanted);
      const other = wanted.some((index) => observations[index]?.reason === 'another-refusal');
      if (other && waits === MAX_WAITS) hasWaited = true;
      const seconds =
        other && !hasWaited
          ? { wait: FIRST_WAIT_S * 2 ** waits, limited: true }
          : secondsToWait(observations, wanted, waits);
      if (seconds === null) return observations;
      if (isStopped(seconds)) return seconds;
      await rest(seconds);
    }
  }

  async function rest({ wait, limited }: Rest): Promise<void> {
    if (limited) {
      isLimited = true;
      ports.onLimited();
      emit({ type: 'waiting', why: 'rate-limited', seconds: wait });
    }
    await clock.sleep(wait * 1_000, signal);
  }

  /**
   * How many looks each symptom is worth at once: those that its verdict will most likely take. A look too
   * many costs one request, a look that waits for another one the way to the site and back.
   */
  function foreseen(
    purpose: Purpose,
    wanted: readonly number[],
    least: number,
  ): ReadonlyMap<number, number> {
    const isForeseen = trust.repeat === 'auto' && !isLimited;
    return new Map(
      wanted.map((index): [number, number] => {
        const verdict = FORESEEN[purpose];
        const steady = trust.steady.includes(index);
        const looks = Math.max(sendsFor(verdict, purpose, trust.repeat, steady), least);
        return [index, isForeseen && mayRepeat(symptoms[index], trust) ? looks : 1];
      }),
    );
  }

  /** How many more looks each doubtful symptom is worth, by its index. */
  function owed(
    observations: readonly Observation[],
    purpose: Purpose,
    wanted: readonly number[],
    { sent, least }: { readonly sent: number; readonly least: number },
  ): ReadonlyMap<number, number> {
    const looks = wanted.map((index): [number, number] => {
      const verdict = observations[index]?.verdict ?? 'unresolved';
      const steady = trust.steady.includes(index);
      const all = Math.max(
        sendsFor(verdict, purpose, trust.repeat, steady),
        verdict === 'unresolved' ? 1 : least,
      );
      return [index, mayRepeat(symptoms[index], trust) ? all - sent : 0];
    });
    return new Map(looks.filter(([, more]) => more > 0));
  }

  /** How many looks may be under way at a time. */
  function placesFor(looks: ReadonlyMap<number, number>): number {
    const byHand = [...looks.keys()].some((index) => symptoms[index]?.described !== undefined);
    return isLimited || byHand || ports.parallel === 1 ? 1 : SIDE_BY_SIDE;
  }

  /**
   * The looks that are owed, side by side: they wait for one another as little as the visitors of a site
   * do, and over several connections they meet every server behind a balancer. One after the other where
   * a person judges, or where the site has asked for peace.
   */
  async function lookAgain(
    state: SwitchedState,
    more: ReadonlyMap<number, number>,
  ): Promise<readonly (readonly Observation[])[] | Stopped> {
    const most = Math.min(placesFor(more), Math.max(...more.values()));
    return unlessStopped(
      Array.from({ length: most }, (_, nth) =>
        send(
          state,
          [...more].flatMap(([index, looks]) => (nth < looks ? [index] : [])),
        ),
      ),
    );
  }

  /**
   * The first look, and beside it those that its verdict will most likely take. Only the first one waits
   * where the site asks for peace; what the others were told then does not count.
   */
  async function lookFirst(
    state: SwitchedState,
    looks: ReadonlyMap<number, number>,
  ): Promise<readonly (readonly Observation[])[] | Stopped> {
    const most = Math.min(placesFor(looks), Math.max(...looks.values()));
    const wasLimited = isLimited;
    const pauses: Rest[] = [];
    const seen = await unlessStopped<readonly Observation[] | null>([
      send(state, [...looks.keys()]),
      ...Array.from({ length: most - 1 }, async (_, nth) => {
        const asked = [...looks].flatMap(([index, all]) => (nth + 1 < all ? [index] : []));
        const observations = await oracle.probe(state.through, signal, asked);
        const pause = secondsToWait(observations, asked, 0);
        if (isStopped(pause)) return pause;
        if (pause?.limited) pauses.push(pause);
        const isClear = asked.every((index) => observations[index]?.verdict !== 'unresolved');
        return isClear ? observations : null;
      }),
    ]);
    if (isStopped(seen)) return seen;
    // What only they were told is waited for all the same.
    const [pause] = isLimited === wasLimited ? pauses : [];
    if (pause) await rest(pause);
    return seen.filter((look) => look !== null);
  }

  return {
    async read(state, purpose, wanted, least = 1) {
      const begun = await lookFirst(state, foreseen(purpose, wanted, least));
      if (isStopped(begun)) return begun;
      const [first = [], ...others] = begun;
      const observations = [...first];
      const flipped = new Set<number>();
      const compare = (looks: readonly (readonly Observation[])[]) => {
        for (const again of looks) {
          for (const index of wanted) if (isFlip(observations, again, index)) flipped.add(index);
        }
      };
      compare(others);
      let sent = begun.length;
      for (let rounds = 1; ; rounds += 1) {
        const more = owed(observations, purpose, wanted, { sent, least });
        if (more.size === 0) return { observations, flipped: [...flipped], rounds };
        const looks = await lookAgain(state, more);
        if (isStopped(looks)) return looks;
        sent += looks.length;
        compare(looks);
      }
    },
  };
}

/** True where a look says otherwise than those before it; the failure is kept. */
function isFlip(
  observations: Observation[],
  again: readonly Observation[],
  index: number,
): boolean {
  const before = observations[index];
  const now = again[index];
  if (!before || !now || before.verdict === now.verdict) return false;
  if (before.verdict === 'unresolved' || now.verdict === 'unresolved') return false;
  if (now.verdict === 'fails') observations[index] = now;
  return true;
}

/** What a set is probed for, most likely. Of a set on the way to a name a pass is the dearer half. */
const FORESEEN: Readonly<Record<Purpose, Observation['verdict']>> = {
  'all-on': 'fails',
  narrow: 'passes',
  without: 'passes',
  alone: 'fails',
  again: 'fails',
  cure: 'passes',
  'all-off': 'passes',
  repeat: 'fails',
};

/** What all of them come to; as soon as one tells to stop, that: the others are not waited for. */
async function unlessStopped<Look>(
  looks: readonly Promise<Look | Stopped>[],
): Promise<readonly Look[] | Stopped> {
  const stopped = new Promise<Stopped>((resolve) => {
    for (const look of looks) {
      look.then(
        (outcome) => isStopped(outcome) && resolve(outcome),
        () => {}, // `all` rejects with it
      );
    }
  });
  const all = Promise.all(looks).then((outcomes) =>
    outcomes.flatMap((outcome) => (isStopped(outcome) ? [] : [outcome])),
  );
  return Promise.race([stopped, all]);
}

/** Seconds to leave the site alone; `limited`: because it asked for that. */
type Rest = { readonly wait: number; readonly limited: boolean };

/** Null: believe what was seen. Rate limits are waited out; a passing fault is given one more chance. */
function secondsToWait(
  observations: readonly Observation[],
  wanted: readonly number[],
  waits: number,
): Rest | Stopped | null {
  const seen = wanted.flatMap((index) => observations[index] ?? []);
  const limited = seen.some(({ reason }) => reason === 'rate-limited');
  if (!limited) {
    const passing = seen.some(({ reason }) => reason && TRANSIENT.has(reason));
    return passing && waits === 0 ? { wait: QUIET_WAIT_S, limited } : null;
  }
  const asked = Math.max(0, ...seen.map(({ retryAfterSeconds }) => retryAfterSeconds ?? 0));
  if (waits === MAX_WAITS || asked > LONGEST_WAIT_S) {
    return { type: 'stopped', why: 'rate-limited' };
  }
  return { wait: asked || FIRST_WAIT_S * 2 ** waits, limited };
}

/**
 * How many sends make a verdict believed. With everything on the symptom has been seen to fail, so a
 * pass there is looked at hard, and a failure is repeated to learn whether the symptom comes and goes.
 */
function sendsFor(
  verdict: Observation['verdict'],
  purpose: Purpose,
  repeat: Trust['repeat'],
  steady: boolean,
): number {
  if (verdict === 'unresolved' || purpose === 'repeat') return 1;
  if (repeat !== 'auto') return verdict === 'passes' ? repeat : 1;
  if (purpose === 'all-on') return verdict === 'passes' ? 10 : steady ? 1 : 3;
  // A proof by reversal stands on looks, not on toggles: four with the suspect off, three with it on.
  if (purpose === 'without') return verdict === 'passes' ? 4 : 1;
  if (purpose === 'again') return verdict === 'fails' ? 3 : 4;
  return verdict === 'passes' ? 2 : 1;
}

/** A request that may change something is sent once a probe, unless the person asked for more. */
function mayRepeat(symptom: Symptom | undefined, trust: Trust): boolean {
  return trust.repeat !== 'auto' || isReadOnly(symptom?.request.method ?? '');
}
