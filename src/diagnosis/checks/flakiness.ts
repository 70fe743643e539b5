import { isProblem } from '../../model/errors.ts';
import type { SteadinessFacts } from '../../model/facts/access.ts';
import type { CauseFacts } from '../../model/facts/no-plugin.ts';
import type { FindingResult, Found } from '../../model/findings.ts';
import type { Cause, Symptom } from '../../model/report.ts';
import { bypassesCaches, noCache, withBuster } from '../../wordpress/http/caches.ts';
import { lockoutIn, lockoutOf } from '../../wordpress/http/lockouts.ts';
import { retryAfterSeconds } from '../../wordpress/http/retry.ts';
import type { HttpAnswer } from '../../wordpress/http/types.ts';
import { tellable } from '../../wordpress/http/urls.ts';
import { type Check, everything } from '../check.ts';
import type { AfterSearchInput, DiagnosisInput } from '../input.ts';
import { isFailure, isPass, isRepeatable, lookAgain } from '../reader.ts';

type Result = Found<SteadinessFacts>;

/** So many looks at a failure tell whether it is there every time; the survey has made some of them. */
const ENOUGH = 4;

/** Does it fail every time? Or is it a limit, or a lock on this address, that comes and goes? */
async function flakiness(input: DiagnosisInput): Promise<Result> {
  const { address, symptoms } = input;
  if (!address || !input.clients.anonymous) {
    return found('not-checked', { kind: 'steady-unknown', why: 'no-site' });
  }
  const turnedAway = turnedAwayFromTheStart(input);
  if (turnedAway !== null) return turnedAway;
  const lock = lockedLogin(input);
  if (symptoms.length === 0) return lock ?? found('cleared', { kind: 'steady-nothing-fails' });

  const flapping = input.rates.findIndex(({ fails, of }) => fails > 0 && fails < of);
  if (flapping !== -1) {
    const url = tellable(symptoms[flapping]?.request.url ?? address.home);
    const rate = input.rates[flapping]!;
    return found('clue', { kind: 'steady-flaps', ...rate, url, otherStatuses: [] });
  }
  const repeated = await repeat(input);
  // A locked login says nothing about a failure that is there for everybody; it is worth knowing.
  return repeated.result === 'cleared' ? (lock ?? repeated) : repeated;
}

/** What the symptoms themselves say: a limit (429), or a lock on this address. */
function turnedAwayFromTheStart({ symptoms, refused, blocked }: DiagnosisInput): Result | null {
  for (const { observed } of symptoms) {
    const { status, code, message } = observed;
    const lock = lockoutIn(`${code ?? ''} ${message ?? ''}`);
    if (lock !== null) {
      const lockout = { ...lock, where: 'site' as const, status, said: message };
      return found('cause', { kind: 'steady-locked-out', lockout });
    }
    if (status === 429) {
      const facts = { status, retryAfterSeconds: null, fromTheStart: true };
      return found('cause', { kind: 'steady-rate-limited', ...facts });
    }
  }
  const limited = [blocked, ...refused.map(({ problem }) => problem)].find((problem) =>
    isProblem(problem, 'rate-limited'),
  );
  if (!isProblem(limited, 'rate-limited')) return null;
  const seconds = limited.facts.retryAfterSeconds;
  const facts = { status: 429, retryAfterSeconds: seconds, fromTheStart: true };
  return found(symptoms.length === 0 ? 'cause' : 'clue', { kind: 'steady-rate-limited', ...facts });
}

/** The login page turned this address away: it does so to nobody else, perhaps. */
function lockedLogin({ refused, symptoms, proven }: DiagnosisInput): Result | null {
  for (const { problem } of refused) {
    if (!isProblem(problem, 'locked-out')) continue;
    const { said } = problem.facts;
    const by = lockoutIn(said)?.by ?? null;
    const lockout = { where: 'login' as const, by, status: null, said };
    const isAll = symptoms.length === 0 && proven.length === 0;
    return found(isAll ? 'cause' : 'clue', { kind: 'steady-locked-out', lockout });
  }
  return null;
}

/** Looks again, one request after the other, until there are enough looks. */
async function repeat(input: DiagnosisInput): Promise<Result> {
  const place = input.symptoms.findIndex(isRepeatable);
  const symptom = input.symptoms[place];
  if (!symptom) return found('not-checked', { kind: 'steady-unknown', why: 'not-repeatable' });
  const url = tellable(symptom.request.url);
  let { fails, of } = input.rates[place] ?? { fails: 1, of: 1 };
  const otherStatuses: number[] = [];
  for (let time = of; time < ENOUGH; time += 1) {
    const answer = await ask(symptom, time, input);
    if (answer === null) break;
    const away = turnedAwayBy(answer, input);
    if (away !== null) return away;
    if (isFailure(symptom, answer)) fails += 1;
    else otherStatuses.push(answer.status);
    // Another error says neither that it fails nor that it works.
    if (isFailure(symptom, answer) || isPass(symptom, answer)) of += 1;
  }
  if (fails < of) return found('clue', { kind: 'steady-flaps', fails, of, url, otherStatuses });
  return of === 1
    ? found('not-checked', { kind: 'steady-unknown', why: 'not-repeatable' })
    : found('cleared', { kind: 'steady-fails', fails, of });
}

function ask(
  { request }: Symptom,
  time: number,
  input: DiagnosisInput,
): Promise<HttpAnswer | null> {
  const fresh = noCache(request);
  const mayVary = !input.exact || bypassesCaches(request);
  return lookAgain(input, mayVary ? withBuster(fresh, `${input.clock.now()}-r${time}`) : fresh);
}

/** A limit or a lock that only the repeats met: asking this often brought it about. */
function turnedAwayBy(answer: HttpAnswer, { clock }: DiagnosisInput): Result | null {
  const { status, headers } = answer;
  const lock = lockoutOf(answer);
  if (lock !== null) {
    const lockout = { ...lock, where: 'site' as const, status, said: null };
    return found('clue', { kind: 'steady-locked-out', lockout });
  }
  if (status !== 429) return null;
  const seconds = retryAfterSeconds(headers, clock.now());
  const facts = { status, retryAfterSeconds: seconds, fromTheStart: false };
  return found('clue', { kind: 'steady-rate-limited', ...facts });
}

function found(result: FindingResult, facts: SteadinessFacts): Result {
  return { check: 'flakiness', result, facts };
}

/** Something kept the probes from being answered at all: a rate limit, a challenge, a cache. */
async function interrupted({
  symptoms,
  observations,
}: AfterSearchInput): Promise<CauseFacts | null> {
  const limited = observations.find(({ reason }) => reason === 'rate-limited');
  if (limited) {
    return { kind: 'rate-limit', retryAfterSeconds: limited.retryAfterSeconds ?? null };
  }
  const challenged = observations.find(({ reason }) => reason === 'challenge');
  if (challenged) return { kind: 'bot-challenge', by: challenged.observed.layer ?? null };
  const cached = observations.findIndex(({ reason }) => reason === 'cached');
  const symptom = symptoms[cached];
  return symptom ? { kind: 'cache', url: symptom.request.url } : null;
}

function kindOf(facts: SteadinessFacts): Cause['kind'] {
  switch (facts.kind) {
    case 'steady-flaps':
      return 'flaky';
    case 'steady-rate-limited':
      return 'rate-limit';
    case 'steady-locked-out':
      return facts.lockout.where === 'site' ? 'address-blocked' : 'lockout';
    default:
      return 'unknown';
  }
}

export const flakinessCheck: Check<SteadinessFacts> = {
  id: 'flakiness',
  sureness: 12,
  explains: everything,
  run: flakiness,
  kindOf,
  // Lockouts and limits are made by plugins as often as by hosts.
  isLeftToSearch: everything,
  after: [{ order: 1, run: interrupted }],
};
