/**
 * What the checks of the address and of the server look at, asked for once and shared: every request
 * is a GET, sent without being followed or repeated, and there are never more than a handful.
 */

import { isProblem, type Problem } from '../model/errors.ts';
import type { Hop, NotLooked } from '../model/facts/server.ts';
import { isReadOnly } from '../model/http-methods.ts';
import type { Identity, Symptom } from '../model/report.ts';
import { startOf } from '../wordpress/discover/mend-address.ts';
import { belongsTo } from '../wordpress/http/hosts.ts';
import { isLoginFile } from '../wordpress/http/login-url.ts';
import { HIDDEN_407, isNetworkProblem } from '../wordpress/http/network-problem.ts';
import { redirectTarget } from '../wordpress/http/redirect.ts';
import type { HttpAnswer } from '../wordpress/http/types.ts';
import { restRouteOf, tellable } from '../wordpress/http/urls.ts';
import type { DiagnosisInput } from './input.ts';

/** The most that the six checks ask of a site with something wrong, and of a healthy one. */
const MOST_REQUESTS = { ill: 8, healthy: 4 } as const;

/** Requests that are kept for who answers, while the address asks for what it would like to know besides. */
const RESERVED = { ill: 4, healthy: 1 } as const;

/** Redirects that are followed from the address as typed. */
const MOST_HOPS = 3;

/** An answer, or why there is none. */
export type Asked = HttpAnswer | NotLooked;

/** The way from the address as typed to where it ends. */
export type Trail = {
  readonly start: string;
  readonly hops: readonly Hop[];
  /** Null where the way was not followed to its end. */
  readonly end: HttpAnswer | null;
  readonly stopped: 'loop' | 'away' | 'login' | 'long' | null;
  /** Given where no answer came. */
  readonly problem: NotLooked | null;
};

/** A look at one input. Everything is asked at most once, however many checks want it. */
export type Look = {
  /** The symptom that tells most about who answers; null where nothing fails. */
  readonly failing: Symptom | null;
  /** What the failing address answers now; where nothing fails, the end of the trail. */
  seen(): Promise<Asked>;
  /** The failing address answers as it did when it was first seen. */
  isSame(answer: Asked): boolean;
  trail(): Promise<Trail>;
  /** What a visitor got there, if some check has asked already; never asks by itself. */
  known(url: string): Promise<Asked | null>;
  /** A file of WordPress' own, which the server sends without PHP; asked for without any credential. */
  file(path: string): Promise<Asked>;
  /** Asks as a visitor for what proves who answers. */
  proof(url: string): Promise<Asked>;
  /** Asks as a visitor (past a gate that was opened) for what may be left out. */
  ask(url: string): Promise<Asked>;
};

const looks = new WeakMap<DiagnosisInput, Look>();

/** The look at this input: the same one for every check. */
export function readerOf(input: DiagnosisInput): Look {
  const known = looks.get(input);
  if (known) return known;
  const look = createLook(input);
  looks.set(input, look);
  return look;
}

/** True for an answer, false for the reason why there is none. */
export function isAnswer(asked: Asked): asked is HttpAnswer {
  return !('kind' in asked);
}

function createLook(input: DiagnosisInput): Look {
  const isIll = input.symptoms.length > 0 || input.blocked !== null;
  const size = isIll ? 'ill' : 'healthy';
  let left: number = MOST_REQUESTS[size];
  const answers = new Map<string, Promise<Asked>>();
  const failing = mostTelling(input.symptoms);

  async function send(
    url: string,
    as: Identity | 'nobody',
    headers: Readonly<Record<string, string>>,
  ): Promise<Asked> {
    if (left === 0) return notLooked(url, 'enough-asked');
    left -= 1;
    const client = as === 'nobody' ? undefined : input.clients[as];
    const request = {
      url,
      headers: { Accept: acceptFor(url), ...headers },
      retry: false,
      signal: input.signal,
    };
    try {
      return await (client ? client.send(request) : input.explore(request));
    } catch (error) {
      if (input.signal.aborted || !isProblem(error)) throw error;
      return notLooked(url, whyOf(error));
    }
  }

  function keyOf(url: string, as: Identity | 'nobody', headers = {}): string {
    // Where no gate was opened, a visitor's client and no client at all send the same.
    const who = as === 'anonymous' && !input.given.gate ? 'nobody' : as;
    return `${who} ${url} ${JSON.stringify(headers)}`;
  }

  function once(
    url: string,
    as: Identity | 'nobody',
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Asked> {
    const key = keyOf(url, as, headers);
    const before = answers.get(key);
    if (before) return before;
    const asked = send(url, as, headers);
    answers.set(key, asked);
    return asked;
  }

  async function follow(): Promise<Trail> {
    const start = startOf(input);
    const hops: Hop[] = [];
    const ended = (more: Partial<Trail>): Trail => {
      return { start: start ?? '', hops, end: null, stopped: null, problem: null, ...more };
    };
    if (start === null || isNetworkProblem(input.blocked)) {
      const why = input.blocked ? whyOf(input.blocked) : 'not-a-url';
      return ended({ problem: notLooked(input.typed, why) });
    }
    const visited = new Set<string>();
    for (let url = start; ; ) {
      visited.add(url);
      const answer = await once(url, 'nobody');
      if (!isAnswer(answer)) return ended({ problem: answer });
      const target = redirectTarget(answer);
      if (target === null) return ended({ end: answer });
      const to = target.href;
      hops.push({ status: answer.status, from: tellable(url), to: tellable(to) });
      if (visited.has(to)) return ended({ stopped: 'loop' });
      if (isLoginFile(target)) return ended({ end: answer, stopped: 'login' });
      if (!belongsTo(target.hostname, new URL(start).hostname)) return ended({ stopped: 'away' });
      if (hops.length === MOST_HOPS) return ended({ stopped: 'long' });
      url = to;
    }
  }

  let trail: Promise<Trail> | undefined;
  const ownTrail = () => {
    trail ??= follow();
    return trail;
  };

  async function seen(): Promise<Asked> {
    if (failing !== null && isReadOnly(failing.request.method)) {
      const { url, as, headers } = failing.request;
      // A session would sign in again when it is refused: the server's part of the answer is the same.
      return once(url, as === 'session' ? 'anonymous' : as, headers);
    }
    if (failing !== null) {
      return notLooked(failing.request.url, 'not-a-read');
    }
    // Past a gate that was opened: the trail is that of somebody who does not know its password.
    if (input.given.gate && input.address !== null) return once(input.address.home, 'anonymous');
    const { end, problem, start } = await ownTrail();
    return end ?? problem ?? notLooked(start, 'redirect-loop');
  }

  return {
    failing,
    seen,
    isSame: (answer) => {
      if (!isAnswer(answer)) return false;
      return failing === null || answer.status === failing.observed.status;
    },
    trail: ownTrail,
    known: async (url) => (await answers.get(keyOf(url, 'anonymous'))?.catch(() => null)) ?? null,
    file: async (path) => once(new URL(path, await ownFolder(input, ownTrail)).href, 'nobody'),
    proof: (url) => once(url, 'anonymous'),
    ask: async (url) => {
      const isNew = !answers.has(keyOf(url, 'anonymous'));
      if (isNew && left <= RESERVED[size]) return notLooked(url, 'enough-asked');
      return once(url, 'anonymous');
    },
  };
}

function notLooked(url: string, why: NotLooked['why']): NotLooked {
  return { kind: 'not-looked', url: tellable(url), why };
}

function whyOf(problem: Problem): NotLooked['why'] {
  const hides407 = isProblem(problem, 'connection-failed') && problem.facts.cause === HIDDEN_407;
  return hides407 ? 'proxy-authentication' : problem.code;
}

/** Where WordPress' own files are; where nobody found WordPress, the folder that the trail leads to. */
async function ownFolder(input: DiagnosisInput, trail: () => Promise<Trail>): Promise<string> {
  if (input.address) return input.address.siteUrl;
  const { end, start } = await trail();
  return new URL('.', end?.url ?? start).href.replace(/(?:wp-json|wp-admin)\/.*$/, '');
}

/** A 401 that no REST code explains tells more than one that WordPress signed; any 401 more than none. */
function mostTelling(symptoms: readonly Symptom[]): Symptom | null {
  const weight = ({ observed }: Symptom) =>
    (observed.status === 401 ? 4 : 0) +
    (observed.challenges.length > 0 || observed.layer !== undefined ? 2 : 0) +
    (observed.code === null ? 1 : 0);
  return symptoms.toSorted((a, b) => weight(b) - weight(a))[0] ?? null;
}

function acceptFor(url: string): string {
  const isRest = restRouteOf(url) !== null;
  return isRest ? 'application/json' : 'text/html,application/xhtml+xml,*/*;q=0.8';
}
