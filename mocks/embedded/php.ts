import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** One request to PHP: the script to run and everything a web server would tell it. Paths are those PHP sees. */
export type PhpRequest = {
  readonly script: string;
  readonly uri: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly server: Readonly<Record<string, string>>;
};

/** What PHP answered. Header names are lower case; a header sent twice (Set-Cookie) keeps both values. */
export type PhpAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string[]>>;
  readonly body: Uint8Array;
  readonly errors: string;
};

/** Told when PHP begins and stops working on a request. */
export type Watch = { began(): void; ended(): void };

/** A PHP that answers one request at a time, in the order they came. */
export type Php = {
  request(request: PhpRequest, watch?: Watch): Promise<PhpAnswer>;
  /** Runs a script (with its `<?php`) outside any request and returns what it prints; throws if PHP failed. */
  evaluate(code: string, watch?: Watch): Promise<string>;
  /** Runs `work` while no request is being answered. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
};

type Mount = { readonly at: string; readonly from: string };

// The little of @php-wasm that is used here. The packages live in the cache, not in node_modules,
// so their own types are out of reach.
type Runtime = {
  setSapiName(name: string): Promise<void>;
  mkdir(path: string): void;
  mount(path: string, handler: unknown): Promise<unknown>;
  writeFile(path: string, content: string): void;
  exit(): void;
  runStream(request: Record<string, unknown>): Promise<{
    headers: Promise<Record<string, string[]>>;
    httpStatusCode: Promise<number>;
    stdoutBytes: Promise<Uint8Array>;
    stderrText: Promise<string>;
    exitCode: Promise<number>;
  }>;
};
type Packages = {
  PHP: new (runtimeId: number) => Runtime;
  setPhpIniEntries(php: Runtime, entries: Record<string, string>): Promise<void>;
  loadNodeRuntime(version: string, options: object): Promise<number>;
  createNodeFsMountHandler(folder: string): MountHandler;
};
/** Puts a folder into Emscripten's file system, of which the parts are given here that matter. */
type MountHandler = (php: unknown, files: EmscriptenFiles, at: string) => unknown;
type EmscriptenFiles = {
  lookupNode(parent: unknown, name: string): FileNode;
  hashRemoveNode(node: FileNode): void;
  isDir(mode: number): boolean;
};
type FileNode = {
  readonly mode: number;
  /** Throws where there is no such file. */
  readonly node_ops: { getattr?(node: FileNode): unknown };
};

// Compiled scripts in memory halve the time of a request (90 -> 50 ms); a file cache inside the
// emulated file system does not. revalidate_freq=0: a must-use plugin written now counts now.
const PHP_INI = {
  display_errors: '0',
  log_errors: '1',
  // As php.ini-production has it: a stray warning is no reason to lose the status line.
  output_buffering: '4096',
  'opcache.file_cache': '',
  'opcache.file_cache_only': '0',
  'opcache.revalidate_freq': '0',
  'opcache.optimization_level': '0',
  'opcache.max_accelerated_files': '4000',
  'opcache.memory_consumption': '96',
  realpath_cache_size: '4096k',
  upload_max_filesize: '64M',
  post_max_size: '64M',
  // Site Health asks for the version of Ghostscript: starting a program ends PHP in WebAssembly.
  disable_functions: 'exec',
} as const;

// PHP instances leak a little with every request; a new one costs about a second.
const REQUESTS_PER_RUNTIME = 600;

/** Loads the PHP runtime from the cache and mounts host folders into its file system. */
export const openPhp = async (options: {
  readonly packagesDir: string;
  readonly mounts: readonly Mount[];
  readonly logFile: string;
}): Promise<Php> => {
  const packages = await loadPackages(options.packagesDir);
  let runtime = await boot(packages, options);
  let served = 0;
  const exclusively = oneAtATime();

  const renew = async () => {
    try {
      runtime.exit();
    } catch {
      // It is being thrown away: how it dies does not matter.
    }
    runtime = await boot(packages, options);
    served = 0;
  };

  const run = async (
    request: Record<string, unknown>,
    watch?: Watch,
  ): Promise<PhpAnswer & { exit: number }> => {
    if (served >= REQUESTS_PER_RUNTIME) await renew();
    served += 1;
    watch?.began();
    try {
      const answer = await runtime.runStream(request);
      const [status, headers, body, errors, exit] = await Promise.all([
        answer.httpStatusCode,
        answer.headers,
        answer.stdoutBytes,
        answer.stderrText,
        answer.exitCode,
      ]);
      return { status, headers, body, errors, exit };
    } catch (error) {
      // The WebAssembly instance itself broke down (stack or memory): as with a dead php-fpm worker,
      // this request is lost and the next one meets a fresh process.
      await renew();
      return {
        status: 502,
        headers: { 'content-type': ['text/plain'] },
        body: new TextEncoder().encode('502 Bad Gateway\n'),
        errors: String(error),
        exit: -1,
      };
    } finally {
      watch?.ended();
    }
  };

  return {
    exclusively,
    request: (request, watch) =>
      exclusively(() =>
        run(
          {
            scriptPath: request.script,
            relativeUri: request.uri,
            method: request.method,
            protocol: 'http',
            headers: request.headers,
            body: request.body,
            $_SERVER: request.server,
          },
          watch,
        ),
      ),
    evaluate: (code, watch) =>
      exclusively(async () => {
        const answer = await run({ code, protocol: 'http', headers: { host: '127.0.0.1' } }, watch);
        const text = new TextDecoder().decode(answer.body);
        if (answer.exit !== 0) {
          throw new Error(`PHP failed: ${answer.errors.trim() || text.trim() || answer.exit}`);
        }
        return text;
      }),
  };
};

/** Runs pieces of work one after the other, in the order they came. */
export const oneAtATime = (): Php['exclusively'] => {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  };
};

const loadPackages = async (packagesDir: string): Promise<Packages> => {
  const from = (name: string) =>
    import(pathToFileURL(join(packagesDir, 'node_modules', '@php-wasm', name, 'index.js')).href);
  const [universal, node] = await Promise.all([from('universal'), from('node')]);
  return {
    PHP: universal.PHP,
    setPhpIniEntries: universal.setPhpIniEntries,
    loadNodeRuntime: node.loadNodeRuntime,
    createNodeFsMountHandler: node.createNodeFsMountHandler,
  };
};

const boot = async (
  packages: Packages,
  options: { readonly mounts: readonly Mount[]; readonly logFile: string },
): Promise<Runtime> => {
  const runtime = new packages.PHP(
    await packages.loadNodeRuntime('8.3', { emscriptenOptions: { processId: 1 } }),
  );
  await runtime.setSapiName('cli-server');
  await packages.setPhpIniEntries(runtime, { ...PHP_INI, error_log: options.logFile });
  for (const [nth, { at, from }] of options.mounts.entries()) {
    runtime.mkdir(at);
    const handler = packages.createNodeFsMountHandler(from);
    const mount: MountHandler = (php, files, point) => {
      // All mounts are in one file system.
      if (nth === 0) forgetRemoved(files);
      return handler(php, files, point);
    };
    await runtime.mount(at, mount);
  }
  return runtime;
};

/** Emscripten remembers the files it has met, and access() says of them that they are there, whoever removed them since. */
const forgetRemoved = (files: EmscriptenFiles): void => {
  const lookup = files.lookupNode;
  files.lookupNode = (parent, name) => {
    const node = lookup(parent, name);
    try {
      if (!files.isDir(node.mode)) node.node_ops.getattr?.(node);
    } catch (error) {
      files.hashRemoveNode(node);
      throw error;
    }
    return node;
  };
};
