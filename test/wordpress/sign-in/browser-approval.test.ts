import { once } from 'node:events';
import { request } from 'node:http';
import { connect as connectSocket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/model/ports.ts';
import {
  type Approval,
  type ApprovalRequest,
  openApproval,
} from '../../../src/wordpress/sign-in/browser-approval.ts';

const PAGE = 'https://example.com/blog/wp-admin/authorize-application.php';
const APPROVED = {
  site_url: 'https://example.com/blog',
  user_login: 'admin',
  password: 'n3w Pass',
};

/** A clock whose waits end when the test says so. */
function createClock(): Clock & { ring(): void } {
  let ring = () => {};
  return {
    now: () => 0,
    sleep: (_ms, signal) =>
      new Promise((resolve, reject) => {
        ring = resolve;
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      }),
    ring: () => ring(),
  };
}

type Got = { status: number; headers: Record<string, unknown>; text: string };

/** One request as a browser sends it; node's own client, so that the Host header can be forged. */
function get(
  url: string,
  options: { method?: string; host?: string; path?: string } = {},
): Promise<Got> {
  return new Promise((resolve, reject) => {
    const { method, host, path } = options;
    const how = { method, headers: host ? { host } : {}, agent: false, ...(path && { path }) };
    const sent = request(url, how, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (more: string) => {
        text += more;
      });
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });
}

describe('the loopback address that an approval comes back to', () => {
  const opened: Approval[] = [];
  const clock = createClock();
  afterEach(() => {
    for (const approval of opened.splice(0)) approval.giveUp();
  });

  async function open(given: Partial<ApprovalRequest> = {}): Promise<Approval> {
    const approval = await openApproval({
      page: PAGE,
      siteUrl: 'https://example.com/blog/',
      name: 'wp-bisect on desk, 2026-01-15',
      lastPage: (result) => `<p>${result}</p>`,
      clock,
      timeoutMs: 1,
      ...given,
    });
    opened.push(approval);
    return approval;
  }

  const answerUrl = ({ url }: Approval, query: Record<string, string>) =>
    `${url}?${new URLSearchParams(query)}`;

  it('leads to the page of the site, with everything that page asks for', async () => {
    const { url } = await open();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{22}$/);
    const { status, headers } = await get(url);
    expect(status).toBe(302);
    const page = new URL(String(headers.location));
    expect(page.origin + page.pathname).toBe(PAGE);
    const asked = Object.fromEntries(page.searchParams);
    expect(asked).toMatchObject({
      app_name: 'wp-bisect on desk, 2026-01-15',
      success_url: url,
      reject_url: `${url}?success=false`,
    });
    expect(asked.app_id).toMatch(/^[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}$/);
  });

  it('takes one answer, shows a page that keeps nothing, and listens no longer', async () => {
    const approval = await open();
    const shown = await get(answerUrl(approval, APPROVED));
    expect(shown).toMatchObject({ status: 200, text: '<p>approved</p>' });
    expect(shown.headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
    expect(await approval.answer).toEqual({ user: 'admin', password: 'n3w Pass' });
    await expect(get(approval.url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it.each<[string, (approval: Approval) => Promise<Got>, number]>([
    ['another path', ({ port }) => get(`http://127.0.0.1:${port}/?password=x`), 404],
    ['another name', (a) => get(answerUrl(a, APPROVED), { host: 'evil.test' }), 421],
    ['a POST', (a) => get(answerUrl(a, APPROVED), { method: 'POST' }), 405],
    ['a HEAD', (a) => get(answerUrl(a, APPROVED), { method: 'HEAD' }), 405],
  ])('does not accept %s', async (_, knock, status) => {
    const approval = await open();
    expect(await knock(approval)).toMatchObject({ status, text: '' });
    // Still waiting, and the right answer still counts.
    await get(answerUrl(approval, APPROVED));
    expect(await approval.answer).toMatchObject({ user: 'admin' });
  });

  it.each([
    ...['//', '///', '/\\', '//:', '//evil.test/', '///evil.test/x', 'http://[', 'http://'],
    ...['http://127.0.0.1:99999/', 'http://evil.test/', 'https://127.0.0.1/', 'x:', '*', '/%'],
    ...['javascript:alert(1)', '//%00@', '//[::1'],
  ])('answers 400 or 404 to "%s", and goes on waiting', async (target) => {
    const approval = await open();
    const { status, text } = await get(approval.url, { path: target });
    expect([400, 404]).toContain(status);
    expect(text).toBe('');
    await get(answerUrl(approval, APPROVED));
    expect(await approval.answer).toMatchObject({ user: 'admin' });
  });

  it.each([
    ['bytes that are no HTTP', '\u0000\u0001\u0002\r\n\r\n'],
    ['half a request', 'GET / HTTP/1.1\r\nHost: '],
    ['headers without an end', `GET / HTTP/1.1\r\n${'X: y\r\n'.repeat(50_000)}`],
    ['two lengths', 'POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx'],
    ['an upgrade', 'GET / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n'],
    ['a request for a tunnel', 'CONNECT evil.test:443 HTTP/1.1\r\nHost: evil.test\r\n\r\n'],
    ['an expectation', 'GET / HTTP/1.1\r\nHost: x\r\nExpect: the unexpected\r\n\r\n'],
  ])('goes on waiting while others send %s', async (_, bytes) => {
    const approval = await open();
    const others = Array.from({ length: 20 }, () => {
      const socket = connectSocket(approval.port, '127.0.0.1', () => socket.write(bytes));
      socket.on('error', () => {});
      return socket;
    });
    await Promise.all(others.map((socket) => once(socket, 'connect')));
    await get(answerUrl(approval, APPROVED));
    expect(await approval.answer).toMatchObject({ user: 'admin' });
    for (const socket of others) socket.destroy();
  });

  it.each<[string, Record<string, string>, object]>([
    ['a refusal', { success: 'false' }, { why: 'rejected' }],
    ['no password', { ...APPROVED, password: '' }, { why: 'incomplete' }],
    ['no site', { user_login: 'admin', password: 'x' }, { why: 'incomplete' }],
    [
      'another site',
      { ...APPROVED, site_url: 'https://example.com/shop' },
      { why: 'another-site', named: 'https://example.com/shop' },
    ],
    [
      'another host',
      { ...APPROVED, site_url: 'https://example.com.evil.test/blog' },
      { why: 'another-site' },
    ],
  ])('turns %s into a problem', async (_, query, facts) => {
    const approval = await open();
    await get(answerUrl(approval, query));
    await expect(approval.answer).rejects.toMatchObject({ code: 'not-approved', facts });
    await expect(approval.answer).rejects.not.toThrow(/n3w/);
  });

  it('recognises the page that says that application passwords are off', async () => {
    const approval = await open();
    await get(answerUrl(approval, { success: 'false', error: 'disabled' }));
    const facts = { why: 'switched-off', status: 501 };
    await expect(approval.answer).rejects.toMatchObject({ facts });
  });

  it('accepts the name that a site behind a proxy has for itself', async () => {
    const approval = await open();
    await get(answerUrl(approval, { ...APPROVED, site_url: 'http://www.example.com:8080/blog/' }));
    expect(await approval.answer).toMatchObject({ user: 'admin' });
  });

  it('waits until its deadline at most, and not after it is given up or Ctrl-C', async () => {
    const late = await open();
    clock.ring();
    await expect(late.answer).rejects.toMatchObject({ facts: { why: 'timed-out' } });
    const left = await open();
    left.giveUp();
    await expect(left.answer).rejects.toMatchObject({ facts: { why: 'given-up' } });
    const controller = new AbortController();
    const stopped = await open({ signal: controller.signal });
    controller.abort();
    await expect(stopped.answer).rejects.toMatchObject({ name: 'AbortError' });
    for (const { url } of [late, left, stopped]) {
      await expect(get(url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    }
    const already = await open({ signal: AbortSignal.abort() });
    await expect(already.answer).rejects.toMatchObject({ name: 'AbortError' });
  });
});
