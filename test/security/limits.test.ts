// A server that sends too much, too slowly or for ever costs little, and ends.
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSocketServer, type Socket } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Problem } from '../../src/model/errors.ts';
import { createBrowser } from '../../src/wordpress/http/cookies.ts';
import { createRateLimit } from '../../src/wordpress/http/rate-limit.ts';
import { retryAfterSeconds, waitAsAsked } from '../../src/wordpress/http/retry.ts';
import { connect } from '../wordpress/http/connect-at-once.ts';
import { listen } from '../wordpress/http/server.ts';

const MIB = 1_024 * 1_024;

async function site(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  const port = await listen(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${port}/`;
}

async function endless(send: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createSocketServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', () => send(socket));
  });
  const port = await listen(server as never);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${port}/`;
}

/** Writes as long as somebody reads. */
function pour(socket: Socket, text: string): void {
  const more = () => {
    while (!socket.destroyed && socket.write(text));
  };
  socket.on('drain', more);
  more();
}

describe("an answer's body", () => {
  const zeros = Buffer.alloc(64 * MIB, '0');
  it.each([
    ['gzip', gzipSync(zeros)],
    ['deflate', deflateSync(zeros)],
    ['br', brotliCompressSync(zeros, { params: { 1: 1 } })],
    ['gzip, gzip', gzipSync(gzipSync(zeros))],
  ])('is cut at 8 MiB of what it expands to when compressed with %s', async (encoding, packed) => {
    expect(packed.length).toBeLessThan(MIB);
    const url = await site((_, response) => {
      response.writeHead(200, { 'Content-Encoding': encoding, 'Content-Type': 'text/html' });
      response.end(packed);
    });
    const { connection } = connect();
    expect((await connection.explore({ url })).text).toHaveLength(8 * MIB);
  });

  it('is cut at 8 MiB where it never ends, and its connection is closed', async () => {
    let closed: (() => void) | undefined;
    const gone = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const url = await endless((socket) => {
      socket.on('close', () => closed?.());
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
      pour(socket, `10000\r\n${'x'.repeat(65_536)}\r\n`);
    });
    const { connection } = connect();
    expect((await connection.explore({ url })).text).toHaveLength(8 * MIB);
    await gone;
  });

  it('times out where it comes byte by byte, however steadily', async () => {
    const url = await site((_, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write('.'), 5);
      response.on('close', () => clearInterval(drip));
    });
    const { connection } = connect({ timeoutMs: 150 });
    const error = await connection.explore({ url, retry: false }).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'timed-out' });
  });
});

describe("an answer's headers", () => {
  it('count as a failed connection where they never end', async () => {
    const url = await endless((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      pour(socket, `X-More: ${'x'.repeat(1_000)}\r\n`);
    });
    const { connection } = connect();
    const error: Problem = await connection
      .explore({ url, retry: false })
      .catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'connection-failed' });
  });

  it('time out where they come line by line, however steadily', async () => {
    const url = await endless((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const drip = setInterval(() => socket.write('X: y\r\n'), 5);
      socket.on('close', () => clearInterval(drip));
    });
    const { connection } = connect({ timeoutMs: 150 });
    const error = await connection.explore({ url, retry: false }).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'timed-out' });
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-23T00:00:00Z');
  it('with a date is counted from the Date header of the site, where there is one', () => {
    const headers = new Headers({
      'Retry-After': 'Mon, 23 Nov 2026 09:00:30 GMT',
      Date: 'Mon, 23 Nov 2026 09:00:00 GMT',
    });
    expect(retryAfterSeconds(headers, now)).toBe(30);
  });

  it.each([
    ['1e99', null],
    ['-5', null],
    ['-0', null],
    ['+5', null],
    ['0x10', null],
    ['NaN', null],
    ['Infinity', null],
    ['', null],
    ['9'.repeat(400), 86_400],
    ['Fri, 31 Dec 9999 23:59:59 GMT', 86_400],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['Mon, 23 Nov 2026 00:00:07 GMT', 7],
    ['120', 120],
  ])('"%s" is read as %s seconds', async (value, seconds) => {
    const headers = new Headers({ 'Retry-After': value });
    expect(retryAfterSeconds(headers, now)).toBe(seconds);
    const slept: number[] = [];
    const clock = { now: () => now, sleep: async (ms: number) => void slept.push(ms) };
    await waitAsAsked({ status: 429, headers }, clock);
    expect(slept).toEqual([Math.min(60, seconds ?? 5) * 1_000]);
  });
});

describe('the rate limit of requests', () => {
  it('lets a burst through, then ten a second; a pause fills it again', () => {
    const pace = createRateLimit({ perSecond: 10, burst: 3 });
    const asked = (now: number, times: number) => Array.from({ length: times }, () => pace(now));
    expect(asked(0, 5)).toEqual([0, 0, 0, 100, 200]);
    expect(asked(250, 1)).toEqual([50]);
    expect(asked(100_000, 4)).toEqual([0, 0, 0, 100]);
  });

  it('asks for no endless wait after the clock has jumped', () => {
    const pace = createRateLimit({ perSecond: 10, burst: 3 });
    for (let n = 0; n < 3; n += 1) pace(1_000_000);
    expect(pace(0)).toBe(100);
    expect(pace(9e15)).toBe(0);
  });

  it('applies to every request to another machine, repeats included, until Ctrl-C', async () => {
    let clock = 0;
    const sent: number[] = [];
    const stop = new AbortController();
    const { connection } = connect({
      now: () => clock,
      sleep: async (ms, signal) => {
        signal?.throwIfAborted();
        clock += ms;
      },
      fetch: async () => {
        sent.push(clock);
        return new Response('', { status: sent.length === 1 ? 503 : 200 });
      },
    });
    for (let n = 0; n < 100; n += 1) await connection.explore({ url: 'https://example.test/' });
    expect(sent).toHaveLength(101);
    for (const [index, at] of sent.entries()) {
      const within = sent.filter((other) => other >= at && other < at + 1_000).length;
      expect(within, `requests in the second after number ${index}`).toBeLessThanOrEqual(40);
    }
    expect(sent.at(-1)).toBeGreaterThanOrEqual(7_000);
    stop.abort();
    const { signal } = stop;
    await expect(
      connection.explore({ url: 'https://example.test/', signal }),
    ).rejects.toMatchObject({ name: 'AbortError' });
    expect(sent).toHaveLength(101);
  });

  it('does not slow down a server on this machine', async () => {
    const slept: number[] = [];
    const { connection } = connect({
      now: () => 0,
      sleep: async (ms) => void slept.push(ms),
      fetch: async () => new Response(''),
    });
    for (let n = 0; n < 50; n += 1) await connection.explore({ url: 'http://127.0.0.1:1/' });
    expect(slept).toEqual([]);
  });
});

describe('the cookies of a site', () => {
  it('are at most 150, and the login is among them, whatever the site sets', async () => {
    let answers = 0;
    const asked: string[] = [];
    const url = await site((request, response) => {
      answers += 1;
      asked.push(request.headers.cookie ?? '');
      const many = Array.from(
        { length: 100 },
        (_, at) => `visit_${answers}_${at}=${'x'.repeat(20)}`,
      );
      const signedIn = answers === 1 ? ['wordpress_logged_in_1=admin; path=/'] : [];
      response.setHeader('Set-Cookie', [...signedIn, `long=${'x'.repeat(5_000)}`, ...many]);
      response.end();
    });
    const { connection } = connect();
    const { send } = createBrowser(connection.explore);
    for (let times = 0; times < 6; times += 1) await send({ url });
    const last = asked.at(-1) ?? '';
    expect(last.split('; ').length).toBeLessThanOrEqual(150);
    expect(last).toContain('wordpress_logged_in_1=admin');
    expect(last).toContain('visit_5_99=');
    expect(last).not.toContain('long=');
  });
});
