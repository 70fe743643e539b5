import { randomBytes } from 'node:crypto';
import { copyFileSync, cpSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { phpRequest } from './gateway.ts';
import { startGuardian } from './guardian.ts';
import { openNativePhp } from './native-php.ts';
import { activateForNetwork, makeNetwork, networkConstants } from './network.ts';
import { outOfBand } from './out-of-band.ts';
import { openPhp, type Php, type Watch } from './php.ts';
import type { Calls, ChildSetup, FromChild, ToChild } from './protocol.ts';
import { webServer } from './server.ts';
import { type Constants, placesOnDisk, siteFolders, siteMounts, VFS, wpConfig } from './site.ts';
import type { ServedRequest } from './types.ts';

type Handlers = {
  [Name in keyof Calls]: (...args: Calls[Name]['args']) => Promise<Calls[Name]['answer']>;
};

const tell = (message: FromChild): void => void process.send?.(message);

const boot = async (setup: ChildSetup): Promise<Handlers> => {
  const guardian = startGuardian(setup.privateDir, setup.requestTimeoutMs);
  const server = createServer();
  const port = await listen(server, setup.options.port ?? 0);
  const prefix = setup.options.subfolder ? `/${setup.options.subfolder}` : '';
  const url = setup.options.siteUrl ?? `http://127.0.0.1:${port}${prefix}`;
  const folders = siteFolders(setup.privateDir);
  copyFileSync(setup.templateDatabase, folders.database);
  const { nativePhp, privateDir } = setup;
  const places = nativePhp ? placesOnDisk(privateDir, setup.sqliteDir) : VFS;
  const scripts = outOfBand(places);
  const secret = randomBytes(16).toString('hex');
  const configure = (constants: Constants) =>
    writeFileSync(
      join(folders.root, 'wp-config.php'),
      wpConfig({ ...constants, ...setup.options.constants }, secret, places),
    );
  configure({});
  const php = nativePhp
    ? await openNativePhp({ binary: nativePhp, privateDir, logFile: places.log })
    : await openPhp({
        packagesDir: setup.packagesDir,
        mounts: siteMounts(privateDir, setup.wordpressDir, setup.sqliteDir),
        logFile: places.log,
      });
  await php.evaluate(scripts.prepareSite(setup, url));
  if (setup.networkActiveFiles) {
    const { host } = new URL(url);
    await php.evaluate(scripts.withWordPress(makeNetwork(host)));
    configure(networkConstants(host, setup.subdomains));
    await php.evaluate(scripts.withWordPress(activateForNetwork(setup.networkActiveFiles)));
  }
  await firstVisit(php, guardian, port, prefix, places.site);
  keepPristine(setup.privateDir);
  const served: ServedRequest[] = [];
  server.on(
    'request',
    webServer({
      php,
      guardian,
      siteRoot: folders.root,
      documentRoot: places.site,
      wordpressDir: setup.wordpressDir,
      port,
      prefix,
      pretty: setup.options.permalinks !== 'plain',
      network: setup.networkActiveFiles !== undefined,
      latencyMs: setup.options.latencyMs ?? 0,
      front: setup.options.server ?? {},
      log: (entry) => void served.push(entry),
    }),
  );
  tell({ type: 'listening', url: `${url.replace(/\/+$/, '')}/` });
  return handlers(setup, php, guardian, served, scripts);
};

// A site that people visit: plugins have had their first `init`, and the slow first request is over.
const firstVisit = (
  php: Php,
  guardian: Watch,
  port: number,
  prefix: string,
  documentRoot: string,
) =>
  php.request(
    phpRequest(
      {
        method: 'GET',
        uri: `${prefix}/`,
        headers: { host: `127.0.0.1:${port}`, accept: 'text/html' },
        body: new Uint8Array(),
        remoteAddress: '127.0.0.1',
        port,
        prefix,
      },
      { script: '/index.php', pathInfo: '' },
      documentRoot,
    ),
    guardian,
  );

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

const handlers = (
  setup: ChildSetup,
  php: Php,
  guardian: Watch,
  served: ServedRequest[],
  scripts: ReturnType<typeof outOfBand>,
): Handlers => ({
  runPhp: (code) => php.evaluate(scripts.withWordPress(code), guardian),
  activeFiles: async () => JSON.parse(await php.evaluate(scripts.readActiveFiles)),
  setActive: async (files) => {
    await php.evaluate(scripts.writeActiveFiles(files));
    return null;
  },
  createApplicationPassword: (name, user) =>
    php.evaluate(scripts.createApplicationPassword(name, user)),
  requests: async () => served,
  clearRequests: async () => {
    served.length = 0;
    return null;
  },
  reset: async () => {
    const credentials = await php.evaluate(scripts.readCredentials);
    await php.evaluate(scripts.removeStrayFiles);
    await php.exclusively(async () => putBackPristine(setup.privateDir));
    await php.evaluate(scripts.writeCredentials(credentials));
    served.length = 0;
    return null;
  },
});

// What a run can change, beside the database, lies in wp-content, and in dot files next to it.
const KEPT = ['plugins', 'mu-plugins', 'uploads', 'db.php'] as const;

const keepPristine = (privateDir: string): void => {
  const folders = siteFolders(privateDir);
  copyFileSync(folders.database, join(privateDir, 'pristine.sqlite'));
  for (const name of KEPT) {
    cpSync(join(folders.content, name), join(privateDir, 'pristine', name), { recursive: true });
  }
};

const putBackPristine = (privateDir: string): void => {
  const folders = siteFolders(privateDir);
  for (const leftover of ['-wal', '-shm', '-journal']) {
    rmSync(folders.database + leftover, { force: true });
  }
  copyFileSync(join(privateDir, 'pristine.sqlite'), folders.database);
  cpSync(join(privateDir, 'pristine'), folders.content, { recursive: true });
};

const describe = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

const main = (): void => {
  let ready: Promise<Handlers> | undefined;
  let folder: string | undefined;
  process.on('disconnect', () => {
    if (folder) rmSync(folder, { recursive: true, force: true });
    process.exit(0);
  });
  process.on('message', (message: ToChild) => {
    if (message.type === 'set-up') {
      folder = message.setup.privateDir;
      ready = boot(message.setup);
      ready.catch((error) => tell({ type: 'broken', message: describe(error) }));
      return;
    }
    const { id, name, args } = message;
    ready
      ?.then((known) => (known[name] as (...given: unknown[]) => Promise<unknown>)(...args))
      .then(
        (value) => tell({ type: 'answer', id, value }),
        (error) => tell({ type: 'failure', id, message: describe(error) }),
      );
  });
};

main();
