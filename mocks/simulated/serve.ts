import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { getResponse, type RequestHandler } from 'msw';
import { type Certificate, selfSignedCertificate } from './certificate.ts';
import { handlersFor } from './handlers.ts';
import type { Served, SimulatedSite } from './types.ts';

/** Where and how a site is served. */
export interface ServeOptions {
  /** Name in the site's own URL, default 127.0.0.1; `localhost` also leads here, `[::1]` is IPv6. */
  readonly host?: string;
  /** Port; default any free one. */
  readonly port?: number;
  /** Over TLS, with a certificate made now or the one given. */
  readonly https?: boolean | Certificate;
  /** With `https`: a second port that answers 301 to the secure address (`Served.plainUrl`). */
  readonly redirectHttp?: boolean;
  /** Handlers asked before the site's, as if given to `use`. */
  readonly handlers?: readonly RequestHandler[];
}

/** Serves a site on loopback for other processes. The origin of the site's URL becomes the served one. */
export async function serve(site: SimulatedSite, options: ServeOptions = {}): Promise<Served> {
  const certificate =
    options.https === true ? await selfSignedCertificate() : options.https || undefined;
  const scheme = certificate ? 'https:' : 'http:';
  const host = options.host ?? '127.0.0.1';
  const address = host.startsWith('[') ? host.slice(1, -1) : '127.0.0.1';
  const overrides = [...(options.handlers ?? [])];
  const handlers = handlersByAddress(site);
  const listen =
    (own: 'http:' | 'https:') => (incoming: IncomingMessage, outgoing: ServerResponse) => {
      const origin = `${own}//${incoming.headers.host ?? new URL(site.url).host}`;
      const visitor = incoming.socket.remoteAddress ?? '127.0.0.1';
      answer(site, [...overrides, ...handlers(visitor)], origin, incoming, outgoing).catch(() =>
        incoming.destroy(),
      );
    };
  const main = certificate
    ? createSecureServer(certificate, listen('https:'))
    : createServer(listen('http:'));
  const listening = [await start(main, options.port ?? 0, address)];
  site.moveTo(`${scheme}//${host}:${listening[0]?.port}${new URL(site.url).pathname}`);

  let plainUrl: string | undefined;
  if (certificate && options.redirectHttp) {
    const plain = await start(createServer(listen('http:')), 0, address);
    listening.push(plain);
    const origin = `http://${host}:${plain.port}`;
    site.change({ redirectsFrom: [...(site.options.redirectsFrom ?? []), origin] });
    plainUrl = origin + new URL(site.url).pathname;
  }
  return {
    url: site.url,
    plainUrl,
    certificate: certificate?.cert,
    use: (...given) => {
      overrides.unshift(...given);
    },
    resetHandlers: () => {
      overrides.splice(0, overrides.length, ...(options.handlers ?? []));
    },
    close: async () => {
      await Promise.all(listening.map(({ stop }) => stop()));
    },
  };
}

/** The site's handlers for a visitor from an address; made once for each. */
function handlersByAddress(site: SimulatedSite): (address: string) => readonly RequestHandler[] {
  const made = new Map<string, readonly RequestHandler[]>();
  return (address) => {
    const handlers = made.get(address) ?? handlersFor(site, address);
    made.set(address, handlers);
    return handlers;
  };
}

interface Listening {
  readonly port: number;
  stop(): Promise<void>;
}

async function start(server: Server, port: number, address: string): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, resolve);
  });
  const stop = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    // Open keep-alive connections would hold the process.
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return { port: (server.address() as AddressInfo).port, stop };
}

async function answer(
  site: SimulatedSite,
  handlers: readonly RequestHandler[],
  origin: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const request = await toRequest(origin, incoming);
  const address = incoming.socket.remoteAddress ?? '127.0.0.1';
  // Whatever name the client used, on this port it talks to this site.
  const response =
    (await getResponse([...handlers], request)) ?? (await site.handle(request, address));
  if (response.type === 'error') {
    incoming.socket.destroy();
    return;
  }
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) {
    if (name !== 'set-cookie') outgoing.setHeader(name, value);
  }
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) outgoing.setHeader('set-cookie', cookies);
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}

async function toRequest(origin: string, incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const headers = new Headers();
  for (let at = 0; at < incoming.rawHeaders.length; at += 2) {
    headers.append(incoming.rawHeaders[at] ?? '', incoming.rawHeaders[at + 1] ?? '');
  }
  const method = incoming.method ?? 'GET';
  const isBodyless = method === 'GET' || method === 'HEAD';
  // The target as it came: `//x` is a path here, not a host.
  return new Request(origin + (incoming.url ?? '/'), {
    method,
    headers,
    ...(!isBodyless && { body: Buffer.concat(chunks) }),
  });
}
