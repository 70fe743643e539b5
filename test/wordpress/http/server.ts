/** A loopback server of a few lines, for what the simulated site does not imitate. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { onTestFinished } from 'vitest';

/** One request as the server saw it. */
export type Got = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
};

/** What a handler answers with. */
export type Reply = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body?: string;
  /** Cut the connection instead. */
  readonly drop?: boolean;
  /** Never answer. */
  readonly hang?: boolean;
};

/** A running server: its origin, and everything it got. */
export type Served = { readonly origin: string; readonly port: number; readonly got: Got[] };

/** Serves `handler` on loopback until the test is over. With `tls`, over https. */
export async function serve(
  handler: (got: Got, nth: number) => Reply,
  options: { readonly tls?: { readonly key: string; readonly cert: string } } = {},
): Promise<Served> {
  const got: Got[] = [];
  const listener = async (request: IncomingMessage, response: ServerResponse) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method = '', url = '', headers } = request;
    const entry = { method, url, headers, body };
    got.push(entry);
    const reply = handler(entry, got.length);
    if (reply.hang) return;
    if (reply.drop) return void request.socket.destroy();
    for (const [name, value] of Object.entries(reply.headers ?? {})) {
      if (value !== undefined) response.setHeader(name, value);
    }
    response.writeHead(reply.status ?? 200);
    response.end(reply.body ?? '');
  };
  const server = options.tls ? createTlsServer(options.tls, listener) : createServer(listener);
  const port = await listen(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { origin: `http${options.tls ? 's' : ''}://127.0.0.1:${port}`, port, got };
}

/** Starts a server on a free loopback port. */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** A JSON answer as WordPress' REST server gives it. */
export function json(value: unknown, status = 200, headers: Reply['headers'] = {}): Reply {
  return {
    status,
    headers: {
      'Content-Type': 'application/json; charset=UTF-8',
      'X-Robots-Tag': 'noindex',
      ...headers,
    },
    body: JSON.stringify(value),
  };
}

/** A REST error. */
export function restError(code: string, status: number, message = code): Reply {
  return json({ code, message, data: { status } }, status);
}
