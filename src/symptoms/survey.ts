/** Finds what answers 401 on a site and should not. Reads only. */

import type { Emit } from '../model/events.ts';
import type { Clock } from '../model/ports.ts';
import type { Audience, Identity, Observed, Symptom, SymptomRequest } from '../model/report.ts';
import { mapLimited } from '../wordpress/http/rate-limit.ts';
import type { SiteAddress } from '../wordpress/http/types.ts';
import { type Ahead, createAhead } from './ahead.ts';
import { type Anomaly, anomaliesOf, isWorthTelling, serverGate } from './anomalies.ts';
import {
  type Asked,
  type Asking,
  askingOf,
  askOnce,
  type Clients,
  failRateOf,
  type Rate,
  throwIfUnreachable,
} from './ask.ts';
import { type Candidate, firstRound, otherLists } from './candidates.ts';
import { doubtsAbout, isDoubted, isItsOwn } from './doubts.ts';
import { chooseSymptoms, type FailureGroup, headOf, rankOf } from './group.ts';
import { type Answered, secondQuestions, worthAsking } from './questions.ts';
import { DEFAULT_FAILS_ON, judgeRefusal } from './verdict.ts';

/** What a survey needs. `clients` may hold a credential that the site refuses: that is a symptom, too. */
export type SurveyOptions = {
  readonly address: SiteAddress;
  readonly clients: Clients;
  readonly failsOn?: readonly (number | string)[];
  readonly emit?: Emit;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  /** Starts the parameter that keeps caches out of repeats; unique to the run. */
  readonly nonce?: string;
  /** Whose problem it is; absent: everybody's is looked for. */
  readonly audience?: Audience;
  /** True before a search: feeds are asked for, and whether a post could be saved; nothing is saved. */
  readonly asksToSave?: boolean;
  /** Where the login page is, when a plugin hides it; default: wp-login.php. */
  readonly loginUrl?: string;
  /** At most so many questions, the most telling first, and none is repeated; default: all. */
  readonly questions?: number;
  /** What the site does with a new application password; absent where none may be made. */
  readonly tryFreshPassword?: () => Promise<'taken' | 'refused' | 'unknown'>;
  /** What was asked while somebody signed in, for the same questions. */
  readonly ahead?: Ahead;
};

/** What a survey found. */
export type Survey = {
  /** At most five, the most telling first. */
  readonly symptoms: readonly Symptom[];
  /** For each symptom, how often its request failed. */
  readonly rates: readonly Rate[];
  /** Requests that WordPress answers as it should. */
  readonly healthy: readonly { readonly request: SymptomRequest; readonly observed: Observed }[];
  readonly anomalies: readonly Anomaly[];
};

/** Requests of the survey that are on their way at a time: more would crowd a small site. */
const AT_A_TIME = 4;

/**
 * Asks a dozen things that a healthy site answers, and gives what fails as symptoms: grouped by who
 * asks and what is answered, each repeated to see that it is stable. Rejects with the network's
 * `Problem` when no request at all was answered.
 */
export async function survey(options: SurveyOptions): Promise<Survey> {
  const identities = (Object.keys(options.clients) as Identity[]).filter(
    (as) => options.clients[as],
  );
  const { audience = null, asksToSave = false } = options;
  const isWanted = worthAsking({ audience, asksToSave, identities });
  const wanted = (candidates: readonly Candidate[]) => candidates.filter(isWanted);
  const asking = { ...askingOf(options), ahead: aheadOf(options, identities, isWanted) };
  const { questions = Number.POSITIVE_INFINITY } = options;
  const first = await askAll(
    wanted(firstRound(options.address, identities, options.loginUrl)).slice(0, questions),
    asking,
  );
  const isQuiet = asksToSave && options.questions === undefined && nothingFails(first);
  const next = [
    ...secondQuestions(first, options.address, { identities, asksToSave, audience }),
    ...(isQuiet ? otherLists(options.address, identities) : []),
  ];
  const second = isStopped(first)
    ? []
    : await askAll(wanted(next).slice(0, questions - first.length), asking);
  const all = [...first, ...second];
  throwIfUnreachable(all);

  const doubts = await doubtsAbout(all, options, asking);
  const trusted = all.filter(({ asked }) => !doubts.some((doubt) => isDoubted(asked, doubt)));
  const { findings, meant } = chooseSymptoms(trusted);
  const failing = trusted.filter(({ asked }) => asked.observation.verdict === 'fails');
  const gate = await serverGate(
    failing.map(({ asked }) => asked),
    options.address,
    asking,
  );
  const isBrief = options.questions !== undefined;
  const rates = await ratesOf(findings, asking, isBrief || gate !== null || isStopped(all));

  return {
    symptoms: findings.map(symptomOf),
    rates,
    healthy: all
      .filter(({ asked }) => asked.observation.verdict === 'passes')
      .map(({ asked }) => ({ request: asked.request, observed: asked.observation.observed })),
    anomalies: [
      ...(gate ? [gate] : []),
      ...doubts,
      ...meant.flatMap(({ asked }): Anomaly[] => {
        const { request } = asked;
        const { observed } = asked.observation;
        const ranking = rankOf(request, observed);
        return ranking.rank === 'fault' ? [] : [{ type: 'meant', request, observed, ...ranking }];
      }),
      ...all
        .filter((each) => isWorthTelling(each, all))
        .filter(({ asked }) => !doubts.some((doubt) => isItsOwn(asked, doubt)))
        .flatMap(({ asked }) => anomaliesOf(asked)),
    ],
  };
}

/** Every identity's questions, under way at once; with a few to ask they are asked in their order. */
function aheadOf(
  { clients, address, failsOn = DEFAULT_FAILS_ON, asksToSave = false, ...options }: SurveyOptions,
  identities: readonly Identity[],
  isWanted: (candidate: Candidate) => boolean,
): Ahead | undefined {
  if (options.questions !== undefined) return undefined;
  const { clock, signal } = options;
  const ahead =
    options.ahead ?? createAhead({ address, failsOn, isWanted, asksToSave, clock, signal });
  ahead.haveAll();
  for (const as of identities) {
    const client = clients[as];
    if (client) ahead.enter(as, client);
  }
  return ahead;
}

async function askAll(
  candidates: readonly Candidate[],
  asking: Asking,
): Promise<readonly Answered[]> {
  let stopped = false;
  const answers = await mapLimited(candidates, AT_A_TIME, async (candidate) => {
    if (stopped) return null;
    const asked = await askRefused(candidate, asking);
    // A site that asks to slow down is not asked the rest.
    if (asked.observation.reason === 'rate-limited') stopped = true;
    return { candidate, asked };
  });
  return answers.filter((answer) => answer !== null);
}

async function askRefused({ request, failsOn }: Candidate, asking: Asking): Promise<Asked> {
  const counts = failsOn ?? asking.failsOn ?? DEFAULT_FAILS_ON;
  const asked = await askOnce(request, { ...asking, failsOn: counts });
  if (asked.answer === null || failsOn) return { ...asked, failsOn: counts };
  return { ...asked, ...judgeRefusal({ request, failsOn: counts }, asked.answer) };
}

function nothingFails(answered: readonly Answered[]): boolean {
  return answered.every(({ asked }) => asked.observation.verdict !== 'fails');
}

function isStopped(answered: readonly Answered[]): boolean {
  return answered.some(({ asked }) => asked.observation.reason === 'rate-limited');
}

async function ratesOf(
  findings: readonly FailureGroup[],
  asking: Asking,
  once: boolean,
): Promise<readonly Rate[]> {
  if (once) return findings.map(() => ({ fails: 1, of: 1 }));
  return mapLimited(findings, AT_A_TIME, (finding, place) =>
    // The first symptom leads the search; the others are only checked for flapping.
    failRateOf(
      finding.asked.request,
      { ...asking, failsOn: finding.asked.failsOn },
      { least: place === 0 ? 3 : 2 },
    ),
  );
}

function symptomOf({ asked }: FailureGroup): Symptom {
  return {
    request: asked.request,
    failsOn: asked.failsOn ?? DEFAULT_FAILS_ON,
    observed: asked.observation.observed,
    head: headOf(asked.answer),
  };
}
