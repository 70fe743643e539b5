/**
 * WordPress' own page for making an application password (wp-admin/authorize-application.php). The person
 * signs in and approves there, whatever second factor or captcha that takes, and the site sends their
 * browser back to this machine with the new password.
 */

import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Problem, type ProblemFacts } from '../../model/errors.ts';
import { isSameName } from '../../model/host-names.ts';
import type { Clock } from '../../model/ports.ts';
import { tellable } from '../http/urls.ts';

/** What is asked of whom. */
export type ApprovalRequest = {
  /** The site's authorize-application.php. */
  readonly page: string;
  /** What the site calls itself: the answer must name the same. */
  readonly siteUrl: string;
  /** The name of the application, as the person reads it on the page and in their profile. */
  readonly name: string;
  /** The page that the browser ends on, in HTML: no script runs on it. */
  readonly lastPage: (result: 'approved' | NotApproved) => string;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
};

/** A new application password, and whose it is. */
export type Approved = { readonly user: string; readonly password: string };

/** A page that waits for its person. */
export type Approval = {
  /**
   * Short, on this machine; leads to the site's page. No secret: whoever else reads it (it is among the
   * arguments of a browser) could answer only with a password of their own, which has to be proven.
   */
  readonly url: string;
  readonly port: number;
  /**
   * Resolves with what the site's page made. Rejects with `not-approved`, with
   * `application-passwords-refused` where the page said so, or with an AbortError. Nothing listens then.
   */
  readonly answer: Promise<Approved>;
  /** Waits no longer: `answer` rejects with `not-approved` (`given-up`). */
  giveUp(): void;
};

type NotApproved = ProblemFacts['not-approved']['why'] | 'switched-off';

/** The same for every site and version: WordPress lists it beside the password. */
const APPLICATION_ID = '5f0c3a52-6f2b-4b0e-9d59-2f6a1f7f1c0d';

/** Listens on the loopback address for one answer. Rejects with `not-approved` where it cannot listen. */
export async function openApproval(request: ApprovalRequest): Promise<Approval> {
  const path = `/${randomBytes(16).toString('base64url')}`;
  const over = new AbortController();
  const server = createServer({ maxHeaderSize: 16_384 }, (incoming, outgoing) => {
    const heard = read(incoming, { path, port, siteUrl: request.siteUrl });
    if (heard.type === 'foreign') return say(outgoing, heard.status, '');
    if (answered) return say(outgoing, 410, '');
    if (heard.type === 'start') return leadOn(outgoing, pageOf(request, `${origin}${path}`));
    answered = true;
    say(outgoing, 200, request.lastPage(heard.type === 'approved' ? 'approved' : heard.why), () =>
      settle(heard),
    );
  });
  const answer = withResolvers<Approved>();
  let answered = false;

  function settle(heard: CallbackRequest): void {
    if (heard.type === 'approved') answer.resolve({ user: heard.user, password: heard.password });
    else answer.reject(problemOf(heard, request.page));
    over.abort();
  }
  const fail = (why: 'timed-out' | 'given-up') => settle({ type: 'refused', why, named: null });

  const port = await listen(server).catch((error: unknown) => {
    throw problemOf({ type: 'refused', why: 'no-loopback', named: null }, request.page, error);
  });
  const origin = `http://127.0.0.1:${port}`;
  over.signal.addEventListener('abort', () => {
    server.close();
    server.closeAllConnections();
  });
  const cancel = () => {
    answer.reject(new DOMException('Cancelled', 'AbortError'));
    over.abort();
  };
  if (request.signal?.aborted) cancel();
  request.signal?.addEventListener('abort', cancel, { once: true, signal: over.signal });
  request.clock.sleep(request.timeoutMs, over.signal).then(
    () => fail('timed-out'),
    () => {},
  );
  // Whoever opened this may still be busy opening a browser.
  answer.promise.catch(() => {});
  return { url: origin + path, port, answer: answer.promise, giveUp: () => fail('given-up') };
}

/** What one request to the loopback address means. */
type CallbackRequest =
  | { readonly type: 'start' }
  | { readonly type: 'foreign'; readonly status: number }
  | { readonly type: 'approved'; readonly user: string; readonly password: string }
  | { readonly type: 'refused'; readonly why: NotApproved; readonly named: string | null };

/** Reads a request. Another host name is somebody's attempt to reach this through a rebound DNS name. */
function read(
  { method, url = '/', headers }: IncomingMessage,
  expected: { readonly path: string; readonly port: number; readonly siteUrl: string },
): CallbackRequest {
  if (headers.host !== `127.0.0.1:${expected.port}`) return { type: 'foreign', status: 421 };
  const origin = `http://127.0.0.1:${expected.port}`;
  // Any page in the person's browser can ask for `//`, which is no address of ours nor of anybody.
  const asked = URL.canParse(url, origin) ? new URL(url, origin) : null;
  if (asked?.origin !== origin) return { type: 'foreign', status: 400 };
  const { pathname, searchParams } = asked;
  if (pathname !== expected.path) return { type: 'foreign', status: 404 };
  if (method !== 'GET') return { type: 'foreign', status: 405 };
  if (searchParams.size === 0) return { type: 'start' };
  const refused = (why: NotApproved, named: string | null = null): CallbackRequest => {
    return { type: 'refused', why, named };
  };
  if (searchParams.get('error') === 'disabled') return refused('switched-off');
  if (searchParams.get('success') === 'false') return refused('rejected');
  const named = searchParams.get('site_url');
  const user = searchParams.get('user_login');
  const password = searchParams.get('password');
  if (!named || !user || !password) return refused('incomplete');
  if (!isSameSite(named, expected.siteUrl)) return refused('another-site', named);
  return { type: 'approved', user, password };
}

/** The same WordPress. Behind a proxy it may name itself by another scheme or port than its visitors do. */
function isSameSite(named: string, siteUrl: string): boolean {
  if (!URL.canParse(named)) return false;
  const one = new URL(named);
  const other = new URL(siteUrl);
  const folder = (url: URL) => url.pathname.replace(/\/+$/, '');
  return isSameName(one.hostname, other.hostname) && folder(one) === folder(other);
}

function pageOf({ page, name }: ApprovalRequest, successUrl: string): string {
  const url = new URL(page);
  url.searchParams.set('app_name', name);
  url.searchParams.set('app_id', APPLICATION_ID);
  url.searchParams.set('success_url', successUrl);
  url.searchParams.set('reject_url', `${successUrl}?success=false`);
  return url.href;
}

/** The address bar holds the new password when this is shown: nothing may be loaded, kept or passed on. */
const DISCREET = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  Connection: 'close',
};

function say(outgoing: ServerResponse, status: number, html: string, then?: () => void): void {
  // `close` and not `finish`: a browser that went away has answered all the same.
  if (then) outgoing.once('close', then);
  outgoing.writeHead(status, { ...DISCREET, 'Content-Type': 'text/html; charset=utf-8' });
  outgoing.end(html);
}

function leadOn(outgoing: ServerResponse, location: string): void {
  outgoing.writeHead(302, { ...DISCREET, Location: location });
  outgoing.end();
}

function problemOf(heard: CallbackRequest, page: string, cause?: unknown): Problem {
  const why = heard.type === 'refused' ? heard.why : 'incomplete';
  const named = heard.type === 'refused' ? heard.named : null;
  if (why === 'switched-off') {
    const facts = { code: null, status: 501, why, suspects: [] } as const;
    return new Problem('application-passwords-refused', facts);
  }
  return new Problem('not-approved', { why, url: tellable(page), named }, { cause });
}

function listen(server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function withResolvers<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
