// Loaded into the Playground CLI (and its workers) before anything else: nothing but loopback is reached, and
// wordpress.org's plugin downloads are answered from the folder WP_BISECT_PLUGIN_ZIPS.
import { readFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { basename, join } from 'node:path';

const LOCAL = /^(127\.0\.0\.1|::1|localhost)$/;
const connect = Socket.prototype.connect;
Socket.prototype.connect = function (...args) {
  const [first] = Array.isArray(args[0]) ? args[0] : args;
  const host = typeof first === 'object' ? (first?.host ?? 'localhost') : args[1];
  const isLocal = typeof first === 'object' && first?.path !== undefined;
  if (isLocal || typeof host !== 'string' || LOCAL.test(host)) return connect.apply(this, args);
  process.nextTick(() => this.destroy(new Error(`Not in this test: ${host}`)));
  return this;
};

const onLine = globalThis.fetch;
globalThis.fetch = async (input, init) => {
  const url = new URL(input instanceof Request ? input.url : String(input));
  if (url.origin === 'https://downloads.wordpress.org' && url.pathname.startsWith('/plugin/')) {
    const zip = await readFile(
      join(process.env.WP_BISECT_PLUGIN_ZIPS ?? '', basename(url.pathname)),
    ).catch(() => null);
    return zip === null
      ? new Response('Not Found', { status: 404 })
      : new Response(zip, { headers: { 'content-type': 'application/zip' } });
  }
  if (!LOCAL.test(url.hostname) && url.protocol.startsWith('http')) {
    process.stderr.write(`refused: ${url}\n`);
    throw new TypeError(`Not in this test: ${url.host}`);
  }
  return onLine(input, init);
};
