/**
 * The fault machine: between the program and a simulated site. Seeded and deterministic: the same plan
 * over the same site gives the same faults at the same requests.
 */

import type { SimulatedSite } from '../simulated/types.ts';
import { networkFault, type Passing, spoil } from './answers.ts';
import type { StagedClock } from './clock.ts';
import { ANSWER_FAULTS, NETWORK_FAULTS, type RequestFault } from './kinds.ts';
import { kindOf, type RequestKind, urlWithoutStamp } from './requests.ts';

/** A fault and when it strikes. */
export type PlannedFault = {
  readonly fault: RequestFault;
  /** From the so-manieth request on (1 is the first), of one kind or of all. */
  readonly from: number;
  readonly kind?: RequestKind;
  /** How many requests in a row meet it; default 1. */
  readonly times?: number;
};

/** What a fault of the world does to the site. */
export type WorldFaults = Readonly<Partial<Record<RequestFault, () => void>>>;

/** One request, as a transcript tells it. */
type Sent = {
  readonly number: number;
  readonly kind: RequestKind;
  readonly method: string;
  readonly url: string;
  readonly fault: RequestFault | null;
  /** The status, or what fetch rejected with. */
  readonly became: string;
  readonly active: number;
};

/** A site behind faults. */
export type FaultMachine = {
  readonly fetch: typeof globalThis.fetch;
  /** How many requests each fault has struck. */
  readonly struck: ReadonlyMap<RequestFault, number>;
  readonly sent: readonly Sent[];
  /** No fault strikes any more. */
  heal(): void;
};

const REQUEST_MS = 40;
const SPOILS: ReadonlySet<string> = new Set([...NETWORK_FAULTS, ...ANSWER_FAULTS]);

/** A machine over one site. */
export function faultMachine(options: {
  readonly site: SimulatedSite;
  readonly clock: StagedClock;
  readonly faults: readonly PlannedFault[];
  readonly world?: WorldFaults;
  readonly isProbe?: (url: URL) => boolean;
  readonly timeoutMs?: number;
  /** Told of every request that the site has answered, whoever gets to see the answer. */
  readonly onAnswer?: (request: Request) => void;
}): FaultMachine {
  const { site, clock, world = {}, isProbe = () => false, timeoutMs = 30_000 } = options;
  let faults = options.faults;
  const { onAnswer = () => {} } = options;
  const keeps = faults.some(({ fault }) => fault === 'answer from a cache');
  const struck = new Map<RequestFault, number>();
  const seen = new Map<RequestKind, number>();
  const earlier = new Map<string, Response>();
  const sent: Sent[] = [];
  let requests = 0;

  /** The fault that strikes this request. Faults of the world happen and let it pass. */
  function strike(request: Request, kind: RequestKind): RequestFault | null {
    const ofKind = seen.get(kind) ?? 0;
    for (const { fault, from, kind: only, times = 1 } of faults) {
      const at = only === undefined ? requests : only === kind ? ofKind : -1;
      if (at < from || at >= from + times || !canMeet(fault, request, kind)) continue;
      struck.set(fault, (struck.get(fault) ?? 0) + 1);
      world[fault]?.();
      return fault;
    }
    return null;
  }

  async function fetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const request = new Request(input, init);
    init?.signal?.throwIfAborted();
    const kind = kindOf(request, isProbe);
    requests += 1;
    const number = requests;
    seen.set(kind, (seen.get(kind) ?? 0) + 1);
    const fault = strike(request, kind);
    const key = `${request.method} ${urlWithoutStamp(request.url)}`;
    const land = async () => {
      const answer = await site.handle(request);
      onAnswer(request);
      if (keeps && answer.type !== 'error' && request.method === 'GET') {
        if (!earlier.has(key)) earlier.set(key, answer.clone());
      }
      return answer;
    };
    // Requests take their time, and what is due meanwhile happens.
    await clock.pass(REQUEST_MS);
    const passing: Passing = {
      request,
      kind,
      clock,
      timeoutMs,
      land,
      earlier: earlier.get(key),
    };
    let became = '';
    try {
      const answer = isSpoiling(fault) ? await spoil(fault, passing) : await land();
      if (answer.type === 'error') throw networkFault('ECONNRESET');
      init?.signal?.throwIfAborted();
      became = String(answer.status);
      return answer;
    } catch (error) {
      became =
        error instanceof Error ? String((error.cause as Error)?.message ?? error.message) : '';
      throw error;
    } finally {
      const { method, url } = request;
      sent.push({ number, kind, method, url, fault, became, active: site.active.length });
    }
  }

  return {
    fetch: fetch as typeof globalThis.fetch,
    struck,
    sent,
    heal() {
      faults = [];
    },
  };
}

/** Some faults cannot happen to every request: WordPress redirects and checks nonces in wp-admin alone. */
function canMeet(fault: RequestFault, request: Request, kind: RequestKind): boolean {
  const admin = request.url.includes('/wp-admin/');
  if (fault === '302 to an onboarding page') return admin && request.method === 'GET';
  if (fault === '403 nonce expired') return kind === 'write' || request.headers.has('x-wp-nonce');
  if (fault === 'answer from a cache') return request.method === 'GET' && kind !== 'login';
  return true;
}

function isSpoiling(
  fault: RequestFault | null,
): fault is (typeof NETWORK_FAULTS)[number] | (typeof ANSWER_FAULTS)[number] {
  return fault !== null && SPOILS.has(fault);
}
