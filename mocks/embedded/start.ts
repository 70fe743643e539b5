import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ADMIN } from './accounts.ts';
import { callChild } from './call.ts';
import { layOut } from './layout.ts';
import { findNativePhp } from './native-php.ts';
import { fileOf, idOf } from './plugin-files.ts';
import { makePrivateFolder, sweepDeadFolders } from './private-folder.ts';
import type { ChildSetup, FromChild, ToChild } from './protocol.ts';
import { provision } from './provision.ts';
import { siteFolders } from './site.ts';
import type { EmbeddedWordPress, StartWordPress, WordPressOptions } from './types.ts';

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
    const setup = layOut(privateDir, provisioned, options, findNativePhp());
    return await startChild(setup, options);
  } catch (error) {
    rmSync(privateDir, { recursive: true, force: true });
    throw error;
  }
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
