import type { Answerer, ChallengeFacts, NotLooked } from '../../model/facts/server.ts';
import type { Found } from '../../model/findings.ts';
import type { Cause, Challenge } from '../../model/report.ts';
import { STATIC_FILE } from '../../wordpress/discover/recognise.ts';
import { parseChallenges } from '../../wordpress/http/basic-auth.ts';
import type { HttpAnswer } from '../../wordpress/http/types.ts';
import { tellable } from '../../wordpress/http/urls.ts';
import { type Check, hasNoCode, isSigned } from '../check.ts';
import { KNOWN_PLUGINS } from '../fingerprints.ts';
import type { DiagnosisInput } from '../input.ts';
import { isAnswer, type ReadResult } from '../reader.ts';
import { answererOf, hasPhpTraces, hasPhpType, isServersOwn } from '../response-origin.ts';
import { readerOf } from '../server-reader.ts';

/** Challenges that a sentence can hold. */
const MOST_CHALLENGES = 6;

/** What a 401 asks for, and who asks: RFC 9110 (15.5.2) wants a challenge, WordPress sends none. */
async function wwwAuthenticate(input: DiagnosisInput): Promise<Found<ChallengeFacts | NotLooked>> {
  const found = (result: Found<ChallengeFacts>['result'], facts: ChallengeFacts | NotLooked) =>
    ({ check: 'www-authenticate', result, facts }) as const;
  const look = readerOf(input);
  const answer = await look.seen();
  if (!isAnswer(answer) && answer.why === 'proxy-authentication') {
    return found('cause', { kind: 'proxy-wants-login', url: answer.url });
  }
  const refusal = refusalIn(input, answer, look.isSame(answer));
  if (refusal === null) {
    return isAnswer(answer) || look.failing !== null
      ? found('cleared', { kind: 'no-challenge' })
      : found('not-checked', answer);
  }
  const { url, challenges } = refusal;
  const page = isAnswer(answer) && look.isSame(answer) ? answer : null;
  const who = answererOf(page ?? (isAnswer(answer) ? answer : null));
  const file = refusal.code === null ? await look.file(STATIC_FILE) : null;
  const isOwnPage = await isServersOwn(input, page);
  const isServer = isOwnPage || isClosed(file);
  if (challenges.length === 0) return found('clue', missing(refusal, page, isServer, who));
  const plugin = pluginWithRealm(challenges);
  const by = plugin === null ? whoAsks(refusal, page, file, isServer) : 'php';
  const facts = {
    kind: 'challenge',
    url,
    challenges,
    by,
    plugin,
    via: viaOf(page),
  } as const;
  return found('clue', { ...facts, ...who });
}

type ChallengedRefusal = {
  readonly url: string;
  readonly code: string | null;
  readonly challenges: readonly Challenge[];
};

/** The refusal to explain: the symptom's as it was observed, else the answer's. */
function refusalIn(
  input: DiagnosisInput,
  answer: ReadResult,
  isSame: boolean,
): ChallengedRefusal | null {
  const { failing } = readerOf(input);
  const now = isAnswer(answer) && isSame ? challengesOf(answer) : [];
  if (failing !== null) {
    const { status, code, challenges } = failing.observed;
    if (status !== 401) return null;
    const all = distinct(now.length > challenges.length ? now : challenges);
    const url = tellable(failing.request.url);
    return { url, code, challenges: all.slice(0, MOST_CHALLENGES) };
  }
  if (!isAnswer(answer) || answer.status !== 401) return null;
  const url = tellable(answer.url);
  const challenges = distinct(now).slice(0, MOST_CHALLENGES);
  return { url, code: null, challenges };
}

/** Two servers in a row may send the same one twice. */
function distinct(challenges: readonly Challenge[]): readonly Challenge[] {
  return [...new Map(challenges.map((each) => [`${each.scheme} ${each.realm}`, each])).values()];
}

function challengesOf({ headers }: HttpAnswer): readonly Challenge[] {
  const own = parseChallenges(headers.get('www-authenticate'));
  return own.length > 0 ? own : parseChallenges(headers.get('proxy-authenticate'));
}

function missing(
  { url, code }: ChallengedRefusal,
  page: HttpAnswer | null,
  isServer: boolean,
  who: Answerer,
): ChallengeFacts {
  const isWordPress = code !== null || (page !== null && hasPhpTraces(page));
  const by = isWordPress ? 'wordpress' : isServer ? 'server' : 'unknown';
  return { kind: 'challenge-missing', url, code, by, ...who };
}

/**
 * Traces of PHP speak for PHP, a static file that wants the password for the server, and so does a
 * page that only the server makes. With files open and no such page the server is never named.
 */
function whoAsks(
  { code }: ChallengedRefusal,
  page: HttpAnswer | null,
  file: ReadResult | null,
  isServer: boolean,
): 'server' | 'proxy' | 'php' | 'unknown' {
  if (code !== null) return 'php';
  if (page?.headers.has('proxy-authenticate')) return 'proxy';
  if (page !== null && hasPhpTraces(page)) return 'php';
  if (isServer) return 'server';
  const isOpen = file !== null && isAnswer(file) && file.status === 200;
  return isOpen && page !== null && hasPhpType(page) ? 'php' : 'unknown';
}

function isClosed(file: ReadResult | null): boolean {
  return file !== null && isAnswer(file) && file.status === 401 && !hasPhpTraces(file);
}

/** The plugin that is known to send one of these realms. */
function pluginWithRealm(challenges: readonly Challenge[]): string | null {
  const realms = new Set(challenges.map(({ realm }) => realm));
  const known = KNOWN_PLUGINS.find(({ signs }) =>
    signs.some(({ realm }) => realm !== undefined && realms.has(realm)),
  );
  return known?.name ?? null;
}

function viaOf(answer: HttpAnswer | null): string | null {
  return answer?.headers.get('via')?.slice(0, 200) ?? null;
}

function kindOf(facts: ChallengeFacts): Cause['kind'] {
  switch (facts.kind) {
    case 'challenge':
    case 'challenge-missing':
      return facts.by === 'server' || facts.by === 'proxy' ? 'server-basic-auth' : 'unknown';
    case 'proxy-wants-login':
      return 'server';
    case 'no-challenge':
      return 'unknown';
  }
}

export const wwwAuthenticateCheck: Check<ChallengeFacts> = {
  id: 'www-authenticate',
  sureness: 3,
  explains: hasNoCode,
  run: wwwAuthenticate,
  kindOf,
  maySpareSearch: (input) => !isSigned(input),
};
