import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ADMIN } from './accounts.ts';
import { callChild } from './call.ts';
import { fileOf, idOf, pluginsIn, pluginsOnDisk } from './plugin-files.ts';
import { makePrivateFolder, sweepDeadFolders } from './private-folder.ts';
import type { ChildSetup, FromChild, ToChild } from './protocol.ts';
import { type Provisioned, provision } from './provision.ts';
import { CORE_THEMES, layOutSite, siteFolders } from './site.ts';
import type { EmbeddedWordPress, StartWordPress, WordPressOptions } from './types.ts';

const QUIET_THEME = 'quiet-theme';
const here = import.meta.dirname;

/**
 * Boots a real WordPress 7.1.1 on 127.0.0.1 in a child process with a private database and wp-content, and
 * resolves when it answers (about a second and a half). Rejects when an option names something that is not
 * there, when the cache cannot be filled, or when the boot fails or takes too long.
 */
export const startWordPress: StartWordPress = async (options) => {
  const provisioned = await provision(options.onProgress);
  sweepDeadFolders();
  const privateDir = makePrivateFolder();
  try {
    const setup = layOut(privateDir, provisioned, options);
    return await startChild(setup, options);
  } catch (error) {
    rmSync(privateDir, { recursive: true, force: true });
    throw error;
  }
};

const layOut = (
  privateDir: string,
  provisioned: Provisioned,
  options: WordPressOptions,
): ChildSetup => {
  layOutSite(privateDir, provisioned.wordpressDir);
  const folders = siteFolders(privateDir);
  const present: string[] = [];
  for (const id of options.plugins) {
    const source = sourceOf(id);
    cpSync(source, join(folders.plugins, basename(source)), { recursive: true });
    present.push(id);
  }
  for (const path of options.mount ?? []) {
    if (!existsSync(path))
      throw new Error(`Nothing to mount at ${path}. Give a plugin's folder or file.`);
    const found = pluginsIn(path);
    if (found.length === 0)
      throw new Error(`${path} is not a plugin: no file of it has a "Plugin Name:" header.`);
    cpSync(path, join(folders.plugins, basename(path)), { recursive: true, dereference: true });
    present.push(...found);
  }
  mkdirSync(folders.muPlugins, { recursive: true });
  for (const name of options.muPlugins ?? []) {
    const source = join(here, 'mu-plugins', `${name}.php`);
    if (!existsSync(source)) throw new Error(`There is no sample must-use plugin "${name}".`);
    cpSync(source, join(folders.muPlugins, `${name}.php`));
  }
  cpSync(join(here, 'themes'), folders.themes, { recursive: true });
  const theme = options.theme ?? QUIET_THEME;
  if (!CORE_THEMES.includes(theme) && !existsSync(join(folders.themes, theme))) {
    throw new Error(`There is no theme "${theme}".`);
  }
  const onSite = new Set(pluginsOnDisk(folders.plugins));
  const forNetwork = options.networkActive;
  const active = options.active ?? present.filter((id) => !forNetwork?.includes(id));
  const missing = [...active, ...(forNetwork ?? [])].filter((id) => !onSite.has(id));
  if (missing.length > 0)
    throw new Error(`Not on the site, so not to be activated: ${missing.join(', ')}.`);
  return {
    ...provisioned,
    privateDir,
    activeFiles: active.map(fileOf),
    networkActiveFiles: forNetwork?.map(fileOf),
    theme,
    requestTimeoutMs: options.requestTimeoutMs ?? 30_000,
    options: {
      permalinks: options.permalinks,
      constants: options.constants,
      siteOptions: options.siteOptions,
      port: options.port,
      siteUrl: options.siteUrl,
      latencyMs: options.latencyMs,
      server: options.server,
    },
  };
};

const sourceOf = (id: string): string => {
  const name = id.includes('/') ? id.split('/', 1)[0]! : `${id}.php`;
  if (existsSync(join(here, 'plugins', fileOf(id)))) return join(here, 'plugins', name);
  throw new Error(`There is no sample plugin "${id}". The names are in mocks/embedded/samples.ts.`);
};

const startChild = async (
  setup: ChildSetup,
  options: WordPressOptions,
): Promise<EmbeddedWordPress> => {
  options.onProgress?.('Booting WordPress');
  const child = spawn(process.execPath, ['--import', 'tsx', join(here, 'child.ts')], {
    cwd: here,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  let stopping = false;
  let complaint = '';
  child.stderr?.on('data', (chunk) => {
    complaint = (complaint + chunk).slice(-2000);
  });
  const exited = new Promise<string>((resolve) => {
    child.once('close', (code, signal) => {
      rmSync(setup.privateDir, { recursive: true, force: true });
      resolve(stopping ? 'stopped' : complaint.trim() || `exited with ${signal ?? code}`);
    });
  });
  const stop = async () => {
    stopping = true;
    child.kill('SIGKILL');
    await exited;
  };
  const url = await listening(child, setup, exited, options.bootTimeoutMs ?? 60_000).catch(
    async (error) => {
      await stop();
      throw error;
    },
  );
  const call = callChild(child, exited);
  const activeFiles = () => call('activeFiles');
  const setActive = async (plugins: readonly string[]) => {
    await call('setActive', plugins.map(fileOf));
  };
  return {
    url,
    user: ADMIN.user,
    password: ADMIN.password,
    pid: child.pid!,
    contentDir: siteFolders(setup.privateDir).content,
    createApplicationPassword: (name = 'wp-bisect', user = ADMIN.user) =>
      call('createApplicationPassword', name, user),
    activeFiles,
    activePlugins: async () => (await activeFiles()).map(idOf).sort(),
    setActive,
    requests: () => call('requests'),
    clearRequests: async () => {
      await call('clearRequests');
    },
    reset: async (active) => {
      await call('reset');
      if (active) await setActive(active);
    },
    runPhp: (code) => call('runPhp', code),
    stop,
    exited,
  };
};

/** Hands the child its set-up and waits until it serves. */
const listening = (
  child: ChildProcess,
  setup: ChildSetup,
  exited: Promise<string>,
  timeoutMs: number,
): Promise<string> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`WordPress did not boot within ${timeoutMs} ms and was killed.`)),
      timeoutMs,
    );
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      child.off('message', onMessage);
      finish();
    };
    const onMessage = (message: FromChild) => {
      if (message.type === 'listening') settle(() => resolve(message.url));
      if (message.type === 'broken') {
        settle(() => reject(new Error(`WordPress did not boot: ${message.message}`)));
      }
    };
    child.on('message', onMessage);
    child.once('error', (error) => settle(() => reject(error)));
    void exited.then((reason) =>
      settle(() => reject(new Error(`WordPress did not boot: ${reason}`))),
    );
    child.send({ type: 'set-up', setup } satisfies ToChild);
  });
