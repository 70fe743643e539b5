/** The one way out to the network: counted, timed, never redirected, never to a foreign origin. */

import { setTimeout as wait } from 'node:timers/promises';
import { Problem } from '../../model/errors.ts';
import { isLoopback } from '../../model/host-names.ts';
import { otherRuntime } from '../../system/this-process.ts';
import { createGate, type GateCredentials } from './basic-auth.ts';
import { createEchoMask } from './echoes.ts';
import { networkProblem } from './network-problem.ts';
import { AT_A_TIME, createPlaces, createRateLimit, type RateLimits } from './rate-limit.ts';
import { type AttemptResult, waitBeforeRetry } from './retry.ts';
import {
  type Dispatcher,
  openDispatcher,
  openPinned,
  proxiesOf,
  type Transport,
} from './transport.ts';
import type { HttpAnswer, HttpRequest, Send } from './types.ts';
import { tellable } from './urls.ts';

/** One request that was sent, for logs: its URL holds no secret. */
export type SentRequest = {
  readonly method: string;
  readonly url: string;
  /** Null when no answer came. */
  readonly status: number | null;
  readonly ms: number;
};

/** What a connection is made of; everything from outside is passed in. */
export type ConnectionOptions = Transport & {
  readonly timeoutMs: number;
  readonly userAgent: string;
  readonly gate?: GateCredentials;
  /** Headers of every request to the addresses that `mayGo` names, and of no other. */
  readonly siteHeaders?: {
    readonly headers: Readonly<Record<string, string>>;
    readonly mayGo: (url: URL) => boolean;
  };
  /** Secrets of headers: where an answer tells them, they are masked before anything reads it. */
  readonly hidden?: readonly string[];
  readonly onRequest?: (sent: SentRequest) => void;
  /** A read waits because the site asked for it. */
  readonly onWait?: (why: { readonly status: number; readonly seconds: number }) => void;
  /** How many requests a second other machines are sent; default 10, after a burst of 30. */
  readonly pace?: RateLimits;
  /** How many requests may be under way at a time; default 4. */
  readonly atATime?: number;
  readonly fetch?: typeof globalThis.fetch;
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly now?: () => number;
};

/** A connection: without credentials to anywhere, or bound to an origin. */
export interface Connection {
  /** Requests sent so far, repeats included. */
  readonly requests: number;
  /** True when credentials for a gate were given. */
  readonly hasGate: boolean;
  /** The clock that waits and answers are measured by. Milliseconds. */
  readonly now: () => number;
  /** Sends without any credential to any http(s) URL: for finding the address. */
  readonly explore: Send;
  /**
   * The same, to this IP address whatever the host's name resolves to. Null behind a proxy, which
   * looks names up itself.
   */
  exploreAt(ipAddress: string): Send | null;
  /**
   * The sender of one origin. Any other URL is refused (`foreign-request`) before it is sent; the
   * gate's credentials are added where the server asks for them, unless `past` is false.
   */
  at(origin: string, gate?: { readonly past: boolean }): Send;
  /** True when the server was seen asking for the gate's credentials at this URL or above it. */
  gateCovers(url: string): boolean;
  /** Ends what was opened; safe to call twice. */
  close(): Promise<void>;
}

/**
 * A connection with these options. Its senders resolve with every answer, whatever its status, and
 * reject with a network `Problem` or an AbortError. Reads are repeated (see `retry.ts`), writes never.
 */
export function createConnection(options: ConnectionOptions): Connection {
  const now = options.now ?? Date.now;
  const sleep = options.sleep ?? ((ms, signal) => wait(ms, undefined, { signal }));
  const proxies = Object.values(proxiesOf(options.env)).slice(0, 2).filter(Boolean);
  const gate = options.gate && createGate(options.gate);
  const pace = createRateLimit(options.pace);
  const place = createPlaces(options.atATime ?? AT_A_TIME);
  const mask = createEchoMask(options.hidden ?? []);
  const siteHeaders = (url: string) =>
    options.siteHeaders?.mayGo(new URL(url)) ? options.siteHeaders.headers : {};
  let dispatcher: Promise<Dispatcher | null> | undefined;
  let requests = 0;

  async function once(request: HttpRequest, pinned?: Dispatcher): Promise<HttpAnswer> {
    const leave = await place(request.signal).catch((error: unknown) => {
      throwIfCancelled(request.signal);
      throw error;
    });
    try {
      return await sendNow(request, pinned);
    } finally {
      leave();
    }
  }

  async function sendNow(request: HttpRequest, pinned?: Dispatcher): Promise<HttpAnswer> {
    const started = now();
    const method = request.method ?? 'GET';
    const timeout = AbortSignal.timeout(options.timeoutMs);
    const signal = request.signal ? AbortSignal.any([request.signal, timeout]) : timeout;
    let status: number | null = null;
    dispatcher ??= openDispatcher(options);
    const opened = pinned ?? (await dispatcher);
    const fetch = options.fetch ?? globalThis.fetch;
    requests += 1;
    try {
      const init = {
        method,
        headers: lastOfEach(
          { 'User-Agent': options.userAgent },
          siteHeaders(request.url),
          request.headers,
          request.ownConnection ? { Connection: 'close' } : {},
        ),
        body: request.body,
        redirect: 'manual',
        signal,
        ...(opened && { dispatcher: opened }),
      };
      const response = await fetch(request.url, init as RequestInit);
      const text = mask.text(await readBody(response));
      const headers = mask.headers(response.headers);
      status = response.status;
      return { url: request.url, status, headers, text };
    } catch (error) {
      throwIfCancelled(request.signal);
      const seconds = options.timeoutMs / 1_000;
      if (timeout.aborted) {
        const facts = { url: tellable(request.url), seconds };
        throw new Problem('timed-out', facts, { cause: error });
      }
      throw networkProblem(error, { url: request.url, seconds, proxies });
    } finally {
      options.onRequest?.({ method, url: tellable(request.url), status, ms: now() - started });
    }
  }

  /** This machine's own server has no visitors to slow down. */
  async function keepPace({ url, signal }: HttpRequest): Promise<void> {
    const ms = isLoopback(new URL(url).hostname) ? 0 : pace(now());
    if (ms > 0) await pause(ms, signal);
  }

  async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
    await sleep(ms, signal).catch((error: unknown) => {
      throwIfCancelled(signal);
      throw error;
    });
  }

  const send: Send = async (request) => {
    const { method = 'GET' } = request;
    const mayRepeat = request.retry ?? (method === 'GET' || method === 'HEAD');
    for (let attempt = 1; ; attempt += 1) {
      throwIfCancelled(request.signal);
      await keepPace(request);
      const outcome: AttemptResult = await once(request).then(
        (answer) => ({ answer }),
        (error: unknown) => ({ error }),
      );
      const ms = mayRepeat ? waitBeforeRetry(outcome, attempt, now()) : null;
      if (ms === null) {
        if ('error' in outcome) throw outcome.error;
        return outcome.answer;
      }
      if ('answer' in outcome && outcome.answer.status === 429) {
        options.onWait?.({ status: outcome.answer.status, seconds: ms / 1_000 });
      }
      await pause(ms, request.signal);
    }
  };

  async function sendAt(ipAddress: string, request: HttpRequest): Promise<HttpAnswer> {
    const pinned = await openPinned(options, ipAddress);
    try {
      return await once(request, pinned);
    } finally {
      await pinned.close();
    }
  }

  return {
    get requests() {
      return requests;
    },
    hasGate: gate !== undefined,
    now,
    explore: async (request) => send({ ...request, url: checked(request.url) }),
    exploreAt: (ipAddress) =>
      // A proxy connects by itself, and so do Bun and Deno.
      proxies.length > 0 || otherRuntime() !== null
        ? null
        : async (request) => sendAt(ipAddress, { ...request, url: checked(request.url) }),
    at: (origin, { past } = { past: true }) => {
      const opened = gate && past ? gate.open(send) : send;
      return async (request) => opened({ ...request, url: checked(request.url, origin) });
    },
    gateCovers: (url) => gate?.covers(url) ?? false,
    async close() {
      await (await dispatcher?.catch(() => null))?.close();
    },
  };
}

/** The normalised URL, if it may be asked: http(s), without user and password, on `origin`. */
function checked(url: string, origin?: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const foreign =
    parsed === null ||
    !/^https?:$/.test(parsed.protocol) ||
    parsed.username !== '' ||
    parsed.password !== '' ||
    (origin !== undefined && parsed.origin !== origin);
  if (foreign) throw new Problem('foreign-request', { url: tellable(url), origin: origin ?? '' });
  parsed.hash = '';
  return parsed.href;
}

/** Throws an AbortError, whatever reason the person's signal carries. */
function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  const reason: unknown = signal.reason;
  if (reason instanceof Error && reason.name === 'AbortError') throw reason;
  throw new DOMException('Cancelled', 'AbortError');
}

/** Bodies of answers as text. */

/** The most of a body that is read. Bytes. */
const LONGEST_BODY = 8 * 1_024 * 1_024;

/** The body as text in the charset it declares (UTF-8 without one), cut at 8 MiB. */
async function readBody(response: Response): Promise<string> {
  if (response.body === null) return '';
  const decoder = decoderFor(response.headers.get('content-type'));
  const reader = response.body.getReader();
  let text = '';
  for (let left = LONGEST_BODY; left > 0; ) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    const chunk = value.subarray(0, left);
    text += decoder.decode(chunk, { stream: true });
    left -= chunk.byteLength;
  }
  await reader.cancel();
  return text;
}

function decoderFor(contentType: string | null): TextDecoder {
  const charset = /charset="?([\w.:-]+)/i.exec(contentType ?? '')?.[1];
  try {
    return new TextDecoder(charset ?? 'utf-8');
  } catch {
    return new TextDecoder();
  }
}

/** One value a name, however it is spelled: of two spellings fetch would send both values. */
function lastOfEach(
  ...all: readonly (Readonly<Record<string, string>> | undefined)[]
): Record<string, string> {
  const entries = all.flatMap((headers) => Object.entries(headers ?? {}));
  return Object.fromEntries(
    new Map(entries.map((entry) => [entry[0].toLowerCase(), entry])).values(),
  );
}
