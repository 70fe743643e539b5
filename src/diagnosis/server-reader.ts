/** What the checks of the address and of the server look at. */

import type { Hop, NotLooked } from '../model/facts/server.ts';
import { belongsTo } from '../model/host-names.ts';
import { isReadOnly } from '../model/http-methods.ts';
import type { Symptom } from '../model/report.ts';
import { startOf } from '../wordpress/discover/typed-address.ts';
import { isNetworkProblem } from '../wordpress/http/network-problem.ts';
import type { HttpAnswer } from '../wordpress/http/types.ts';
import { isLoginFile, redirectTarget, tellable } from '../wordpress/http/urls.ts';
import type { DiagnosisInput } from './input.ts';
import {
  type Asker,
  askIfSpare,
  askOnce,
  isAnswer,
  notLooked,
  type ReadResult,
  whyOf,
} from './reader.ts';

/** Redirects that are followed from the address as typed. */
const MOST_HOPS = 3;

/** The way from the address as typed to where it ends. */
export type RedirectTrail = {
  readonly start: string;
  readonly hops: readonly Hop[];
  /** Null where the way was not followed to its end. */
  readonly end: HttpAnswer | null;
  readonly stopped: 'loop' | 'away' | 'login' | 'long' | null;
  /** Given where no answer came. */
  readonly problem: NotLooked | null;
};

/** A look at one input. Everything is asked at most once, however many checks want it. */
export type ServerReadings = {
  /** The symptom that tells most about who answers; null where nothing fails. */
  readonly failing: Symptom | null;
  /** What the failing address answers now; where nothing fails, the end of the trail. */
  seen(): Promise<ReadResult>;
  /** The failing address answers as it did when it was first seen. */
  isSame(answer: ReadResult): boolean;
  trail(): Promise<RedirectTrail>;
  /** A file of WordPress' own, which the server sends without PHP; asked for without any credential. */
  file(path: string): Promise<ReadResult>;
  /** Asks as a visitor for what proves who answers. */
  proof(url: string): Promise<ReadResult>;
  /** Asks as a visitor (past a gate that was opened) for what may be left out. */
  ask(url: string): Promise<ReadResult>;
};

/** The look at this input. What it asks and learns is the input's, so every check may have its own. */
export function readerOf(input: DiagnosisInput): ServerReadings {
  const failing = mostTelling(input.symptoms);

  function once(
    url: string,
    as: Asker,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<ReadResult> {
    return askOnce(input, as, { url, headers }, 'server');
  }

  async function follow(): Promise<RedirectTrail> {
    const start = startOf(input);
    const hops: Hop[] = [];
    const ended = (more: Partial<RedirectTrail>): RedirectTrail => {
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

  async function seen(): Promise<ReadResult> {
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
    const { end, problem, start } = await follow();
    return end ?? problem ?? notLooked(start, 'redirect-loop');
  }

  return {
    failing,
    seen,
    isSame: (answer) => {
      if (!isAnswer(answer)) return false;
      return failing === null || answer.status === failing.observed.status;
    },
    trail: follow,
    file: async (path) => once(new URL(path, await ownFolder(input, follow)).href, 'nobody'),
    proof: (url) => once(url, 'anonymous'),
    ask: (url) => askIfSpare(input, 'anonymous', url),
  };
}

/** Where WordPress' own files are; where nobody found WordPress, the folder that the trail leads to. */
async function ownFolder(
  input: DiagnosisInput,
  trail: () => Promise<RedirectTrail>,
): Promise<string> {
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
