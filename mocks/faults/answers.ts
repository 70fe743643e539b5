/** How each fault of the network or of an answer is made. */

import type { StagedClock } from './clock.ts';
import type { ANSWER_FAULTS, NETWORK_FAULTS } from './kinds.ts';
import type { RequestKind } from './requests.ts';

/** One request on its way to the site. */
export type Passing = {
  readonly request: Request;
  readonly kind: RequestKind;
  readonly clock: StagedClock;
  /** Milliseconds after which the program gives a request up. */
  readonly timeoutMs: number;
  /** Lets the site answer. To be called once at most. */
  land(): Promise<Response>;
  /** What the site said to the same URL before, if it did. */
  readonly earlier: Response | undefined;
};

/** Answers in place of the site, or lets it answer and spoils that. Rejects as fetch would. */
export async function spoil(
  fault: (typeof NETWORK_FAULTS)[number] | (typeof ANSWER_FAULTS)[number],
  passing: Passing,
): Promise<Response> {
  const { clock, request, timeoutMs, land } = passing;
  const landed = async (instead: () => Response | Promise<never>) => {
    await land();
    return instead();
  };
  switch (fault) {
    case 'connection refused':
      throw networkFault('ECONNREFUSED');
    case 'reset before it landed':
      throw networkFault('ECONNRESET');
    case 'reset after it landed':
      return landed(() => Promise.reject(networkFault('UND_ERR_SOCKET')));
    case 'timeout before it landed':
      await clock.pass(timeoutMs);
      throw networkFault('UND_ERR_HEADERS_TIMEOUT');
    case 'timeout after it landed':
      await land();
      await clock.pass(timeoutMs);
      throw networkFault('UND_ERR_HEADERS_TIMEOUT');
    case 'timeout, it lands later':
      clock.later(timeoutMs + LATE_MS, async () => void (await land()));
      await clock.pass(timeoutMs);
      throw networkFault('UND_ERR_HEADERS_TIMEOUT');
    case 'body breaks off':
      return breaksOff(await land());
    case 'empty 500':
      return new Response(null, { status: 500 });
    case 'empty 500 after it landed':
      return landed(() => new Response(null, { status: 500 }));
    case 'critical error page':
      return criticalError();
    case 'critical error page after it landed':
      return landed(criticalError);
    case '502':
      return nginx(502, 'Bad Gateway');
    case '502 after it landed':
      return landed(() => nginx(502, 'Bad Gateway'));
    case '503 maintenance':
      return maintenance();
    case '504, it lands later':
      clock.later(LATE_MS, async () => void (await land()));
      return nginx(504, 'Gateway Time-out');
    case '429':
      return nginx(429, 'Too Many Requests');
    case '429 with Retry-After':
      return nginx(429, 'Too Many Requests', { 'retry-after': '7' });
    case '429 with a date':
      return nginx(429, 'Too Many Requests', {
        'retry-after': new Date(clock.now() + 7_000).toUTCString(),
        date: new Date(clock.now()).toUTCString(),
      });
    case '302 to an onboarding page':
      return redirect(new URL('/wp-admin/admin.php?page=welcome-aboard', request.url).href);
    case '403 nonce expired':
      return nonceExpired(request);
    case 'junk before the answer':
      return changed(await land(), (text) => `<br />\n<b>Notice</b>: {"x":1} in x.php\n${text}`);
    case 'wrong content type':
      return changed(await land(), (text) => text, { 'content-type': 'text/plain' });
    case 'huge body':
      return changed(await land(), (text) => `${text}${' '.repeat(HUGE)}`);
    case 'slow drip':
      return dripped(await land(), clock);
    case 'body cut short':
      return changed(await land(), (text) => text.slice(0, Math.floor(text.length / 2)));
    case 'answer from a cache': {
      const kept = passing.earlier;
      if (!kept) return land();
      return changed(kept.clone(), (text) => text, { age: '42', 'x-cache': 'HIT' });
    }
  }
}

/** How long after the program has given up a request may still take effect. */
const LATE_MS = 2_500;
const HUGE = 2_000_000;

/** What fetch rejects with. */
export function networkFault(code: string): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
}

async function changed(
  given: Response,
  change: (text: string) => string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  if (given.type === 'error' || given.body === null) return given;
  const own = new Headers(given.headers);
  own.delete('content-length');
  for (const [name, value] of Object.entries(headers)) own.set(name, value);
  return new Response(change(await given.text()), { status: given.status, headers: own });
}

async function breaksOff(given: Response): Promise<Response> {
  if (given.type === 'error' || given.body === null) return given;
  const bytes = new Uint8Array(await given.arrayBuffer());
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes.slice(0, Math.ceil(bytes.length / 2)));
    },
    pull(controller) {
      controller.error(
        new TypeError('terminated', { cause: networkFault('UND_ERR_SOCKET').cause }),
      );
    },
  });
  return new Response(body, { status: given.status, headers: given.headers });
}

async function dripped(given: Response, clock: StagedClock): Promise<Response> {
  if (given.type === 'error' || given.body === null) return given;
  const bytes = new Uint8Array(await given.arrayBuffer());
  const size = Math.max(1, Math.ceil(bytes.length / 5));
  let at = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      await clock.pass(1_000);
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at + size));
      at += size;
    },
  });
  return new Response(body, { status: given.status, headers: given.headers });
}

function nginx(status: number, title: string, headers: Record<string, string> = {}): Response {
  const body = `<html><head><title>${status} ${title}</title></head><body><center><h1>${status} ${title}</h1></center><hr><center>nginx/1.22.1</center></body></html>`;
  return new Response(body, { status, headers: { 'content-type': 'text/html', ...headers } });
}

function criticalError(): Response {
  const body =
    '<!DOCTYPE html><html><head><title>WordPress &rsaquo; Error</title></head><body id="error-page"><div class="wp-die-message"><p>There has been a critical error on this website.</p></div></body></html>';
  return new Response(body, { status: 500, headers: { 'content-type': 'text/html' } });
}

/** What WordPress answers while it replaces a plugin's files. */
export function maintenance(): Response {
  const body =
    '<!DOCTYPE html><html><head><title>Maintenance</title></head><body><h1>Briefly unavailable for scheduled maintenance. Check back in a minute.</h1></body></html>';
  return new Response(body, { status: 503, headers: { 'content-type': 'text/html' } });
}

function redirect(location: string): Response {
  return new Response(null, { status: 302, headers: { location } });
}

/** What WordPress answers to a nonce that is not valid any more. */
export function nonceExpired(request: Request): Response {
  if (/wp-json|rest_route/.test(request.url)) {
    const error = {
      code: 'rest_cookie_invalid_nonce',
      message: 'Cookie check failed',
      data: { status: 403 },
    };
    return Response.json(error, { status: 403 });
  }
  const body =
    '<!DOCTYPE html><html><head><title>WordPress Failure Notice</title></head><body id="error-page"><div class="wp-die-message">The link you followed has expired.</div></body></html>';
  return new Response(body, { status: 403, headers: { 'content-type': 'text/html' } });
}
