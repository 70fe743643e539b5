/**
 * The survey's questions, asked as soon as it is known as whom: visitors' while somebody signs in, and
 * each credential's as it opens the site. The survey then finds the answers there. Reads only.
 */

import { isProblem, type Problem } from '../model/errors.ts';
import type { Clock } from '../model/ports.ts';
import type { Identity, SymptomRequest } from '../model/report.ts';
import { isFromCache, noCache, uniqueNames, withBuster } from '../wordpress/http/caches.ts';
import { AT_A_TIME, createPlaces } from '../wordpress/http/rate-limit.ts';
import type { Client, HttpAnswer, SiteAddress } from '../wordpress/http/types.ts';
import { type AnswersAhead, sendSymptom } from './ask.ts';
import {
  type Candidate,
  editorRequests,
  firstRound,
  routesNamedIn,
  savingProbe,
  secondRound,
} from './candidates.ts';
import { chooseSymptoms } from './group.ts';
import type { Answered } from './questions.ts';
import { judgeRefusal } from './verdict.ts';

/** What came of a request. */
type AnswerOrProblem = HttpAnswer | Problem;

/** Answers that are under way, or there. */
export type Ahead = AnswersAhead & {
  /**
   * Asks what concerns this identity, once. `me`: who the site says it is (`users/me`), where that is
   * asked anyway; null where the answer tells nothing.
   */
  enter(as: Identity, client: Client, me?: Promise<HttpAnswer | null>): void;
  /** Takes answers that this identity has had already. */
  hear(as: Identity, told: readonly HttpAnswer[]): void;
  /** Nobody signs in any more: all places are the survey's. */
  haveAll(): void;
  /** True once a request was refused. */
  readonly hasSeenFailure: boolean;
  /** Ends what is under way. */
  stop(): void;
};

/** What asking ahead needs. */
export type AheadOptions = {
  readonly address: SiteAddress;
  readonly failsOn: readonly (number | string)[];
  /** Which questions are worth asking; default: all. */
  readonly isWanted?: (candidate: Candidate) => boolean;
  /** True before a search; see `SurveyOptions`. */
  readonly asksToSave: boolean;
  /** Places that are left while somebody signs in; default: all. */
  readonly places?: number;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
};

/** So many more looks make a failure believed; see `failRateOf`. */
const REPEATS = 2;

/** Nothing is asked before somebody enters. */
export function createAhead(options: AheadOptions): Ahead {
  const { address, failsOn, clock, asksToSave, isWanted = () => true } = options;
  const over = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, over.signal]) : over.signal;
  let place = createPlaces(options.places ?? AT_A_TIME);
  const unique = uniqueNames('a');
  const entered = new Set<Identity>();
  const answers = new Map<string, Promise<AnswerOrProblem>>();
  const repeats = new Map<string, Promise<AnswerOrProblem>[]>();
  let hasSeenFailure = false;
  /** The answer by which the site asked to slow down: it is not asked the rest. */
  let limit: HttpAnswer | null = null;

  /** Sends a request when its turn comes, unless it was asked before or the site has had enough. */
  async function answer(client: Client, request: SymptomRequest): Promise<AnswerOrProblem> {
    const key = keyOf(request);
    const before = answers.get(key);
    if (before) return before;
    const leave = await place(signal);
    try {
      if (limit) return limit;
      const meanwhile = answers.get(key);
      const outcome = meanwhile ?? sendSymptom(client, request, { clock, signal });
      if (!meanwhile) keep(key, outcome);
      return await outcome;
    } finally {
      leave();
    }
  }

  function keep(key: string, outcome: Promise<AnswerOrProblem>): void {
    outcome.catch(() => {}); // who needs it is told
    answers.set(key, outcome);
  }

  /** The answer as the survey will judge it; null where it is asked no more. */
  async function ask(client: Client, candidate: Candidate): Promise<Answered | null> {
    const { request } = candidate;
    const outcome = await answer(client, request);
    if (isProblem(outcome) || isFromCache(outcome)) return null;
    const judged = judgeRefusal({ request, failsOn }, outcome);
    if (judged.observation.reason === 'rate-limited') limit ??= outcome;
    hasSeenFailure ||= judged.observation.verdict === 'fails';
    return {
      candidate,
      asked: { request, problem: null, answer: outcome, cached: null, ...judged },
    };
  }

  async function askAll(as: Identity, client: Client): Promise<void> {
    const first = [
      ...firstRound(address, [as]).filter(isOf(as)),
      // A session has signed in: that REST takes it for nobody is rare enough to ask at once.
      ...(as === 'session' ? secondRound(address, [as], []).filter(isOf(as)) : []),
      ...editorQuestions(as).filter(({ topic }) => topic === 'heartbeat'),
    ].filter(isWanted);
    const telling = first.filter(({ topic }) => TELLING.has(topic));
    const others = first.filter(({ topic }) => !TELLING.has(topic));
    const told = Promise.all(telling.map((each) => ask(client, each))).then(those);
    const [seen] = await Promise.all([
      Promise.all(others.map((each) => ask(client, each))).then(those),
      told.then((known) => Promise.all([repeatAhead(known, client), askMore(as, client, known)])),
    ]);
    const page = seen.find(({ candidate }) => candidate.topic === 'front-page')?.asked.answer;
    if (!page || as !== 'anonymous' || isBlocked(await told)) return;
    await Promise.all(routesNamedIn(page.text, address).map((each) => ask(client, each)));
  }

  async function askMore(as: Identity, client: Client, told: readonly Answered[]): Promise<void> {
    if (told.length === 0 || isBlocked(told)) return;
    const mayAsk = asksToSave && as !== 'anonymous' && as !== 'woocommerce-keys';
    const more = [
      ...secondRound(address, [as], []).filter(isOf(as)),
      ...(mayAsk ? [savingProbe(address, as)] : []),
      ...editorQuestions(as),
    ].filter(isWanted);
    await Promise.all(more.map((each) => ask(client, each)));
  }

  function editorQuestions(as: Identity): readonly Candidate[] {
    return asksToSave && as === 'session' ? editorRequests(address) : [];
  }

  /** What most likely leads the search is looked at again at once. */
  async function repeatAhead(told: readonly Answered[], client: Client): Promise<void> {
    const request = chooseSymptoms(told).findings[0]?.asked.request;
    const isGate = told.some(({ asked }) => asked.observation.observed.challenges.length > 0);
    // Whether a credential is the right one is to be found out first.
    if (request?.as !== 'anonymous' || isGate || limit) return;
    const looks = Array.from({ length: REPEATS }, async () => {
      const leave = await place(signal);
      const again = withBuster(noCache(request), unique());
      return sendSymptom(client, again, { clock, signal }).finally(leave);
    });
    for (const look of looks) look.catch(() => {});
    repeats.set(keyOf(request), looks);
    await Promise.all(looks);
  }

  return {
    enter(as, client, me) {
      if (entered.has(as)) return;
      entered.add(as);
      const own = firstRound(address, [as]).find(
        ({ topic, request }) => topic === 'credential' && request.as === as,
      );
      if (me && own) {
        const send = () => sendSymptom(client, own.request, { clock, signal });
        keep(
          keyOf(own.request),
          me.then((told) => told ?? send()),
        );
      }
      askAll(as, client).catch(() => {});
    },
    hear(as, told) {
      for (const each of told) {
        const request = { as, method: 'GET', url: each.url, headers: {} };
        keep(keyOf(request), Promise.resolve(each));
      }
    },
    answerTo: answer,
    repeatOf: (request) => repeats.get(keyOf(request))?.shift(),
    haveAll() {
      place = createPlaces(AT_A_TIME);
    },
    get hasSeenFailure() {
      return hasSeenFailure;
    },
    stop() {
      over.abort(new DOMException('Cancelled', 'AbortError'));
    },
  };
}

/** What tells whether an identity is refused altogether. */
const TELLING: ReadonlySet<Candidate['topic']> = new Set(['rest', 'rest-index', 'credential']);

function those(answered: readonly (Answered | null)[]): readonly Answered[] {
  return answered.filter((each) => each !== null);
}

function isOf(as: Identity) {
  return ({ request }: Candidate): boolean => request.as === as;
}

function isBlocked(told: readonly Answered[]): boolean {
  return told.every(({ asked }) => asked.observation.verdict !== 'passes');
}

function keyOf({ as, method, url }: SymptomRequest): string {
  return `${as} ${method} ${url}`;
}
