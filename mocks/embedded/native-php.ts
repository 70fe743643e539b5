/**
 * WordPress on a PHP of this system, which takes a third of the time of PHP in WebAssembly: PHP's own web server,
 * one request at a time, behind the same front and with the same answers.
 */

import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request as send } from 'node:http';
import { dirname, join } from 'node:path';
import { oneAtATime, type Php, type PhpAnswer, type PhpRequest, type Watch } from './php.ts';
import { SHARED_FOLDERS, siteFolders } from './site.ts';

/** What WordPress and its SQLite database need. */
const EXTENSIONS = ['pdo_sqlite', 'mbstring', 'dom', 'Zend OPcache'];

let found: string | null | undefined;

/**
 * The PHP of this system where `WP_BISECT_PHP=native` asks for it and one that will do is there (8.1 and newer, with
 * SQLite). Otherwise null: only PHP in WebAssembly keeps a plugin that nobody has read away from this computer.
 */
export const findNativePhp = (env: NodeJS.ProcessEnv = process.env): string | null => {
  if (env.WP_BISECT_PHP !== 'native' || process.platform === 'win32') return null;
  found ??= usable('php') ? 'php' : null;
  return found;
};

const usable = (binary: string): boolean => {
  const code = `exit( PHP_VERSION_ID >= 80100 && ! array_diff( ${JSON.stringify(EXTENSIONS)}, get_loaded_extensions() ) ? 0 : 1 );`;
  return spawnSync(binary, ['-r', code], { stdio: 'ignore' }).status === 0;
};

/**
 * Puts WordPress' own folders into the site's: links to the same files, since symbolic links to the folders would
 * lead WordPress out of the site.
 */
export const linkShared = (privateDir: string, wordpressDir: string): void => {
  for (const folder of SHARED_FOLDERS) {
    const [from, to] = [join(wordpressDir, folder), join(siteFolders(privateDir).root, folder)];
    try {
      rmSync(to, { recursive: true, force: true });
      execFileSync('cp', ['-R', '-l', from, dirname(to)], { stdio: 'ignore' });
    } catch {
      // Another disk, or a cp that knows no links.
      cpSync(from, to, { recursive: true });
    }
  }
};

const PHP_INI: Readonly<Record<string, string>> = {
  display_errors: '0',
  log_errors: '1',
  html_errors: '0',
  output_buffering: '4096',
  memory_limit: '256M',
  max_execution_time: '0',
  upload_max_filesize: '64M',
  post_max_size: '64M',
  'opcache.enable': '1',
  'opcache.enable_cli': '1',
  'opcache.validate_timestamps': '1',
  'opcache.revalidate_freq': '0',
  // A file written within the same second as the one before it counts, too.
  'opcache.file_update_protection': '2',
  // As in WebAssembly there is no network (and a site that called itself would wait for itself, its one process),
  // no mail and no other program.
  allow_url_fopen: '0',
  sendmail_path: 'true',
  disable_functions:
    'curl_init,curl_exec,stream_socket_client,fsockopen,exec,shell_exec,system,passthru,popen,proc_open',
};

/** Starts PHP's web server on loopback; it ends with this process, however that ends. */
export const openNativePhp = async (options: {
  readonly binary: string;
  readonly privateDir: string;
  readonly logFile: string;
}): Promise<Php> => {
  const router = join(options.privateDir, 'router.php');
  const orders = join(options.privateDir, 'request.json');
  writeFileSync(router, ROUTER);
  const start = () => listen(options.binary, router, options.logFile);
  let server = await start();
  const exclusively = oneAtATime();
  let evaluated = 0;

  const run = async (request: PhpRequest, watch?: Watch): Promise<PhpAnswer> => {
    watch?.began();
    try {
      writeFileSync(orders, JSON.stringify({ script: request.script, server: request.server }));
      return await ask(server.port, request);
    } catch (error) {
      // PHP broke down in the middle: this request is lost, and the next one meets a fresh process.
      server.child.stdin?.end();
      server = await start();
      return lost(error);
    } finally {
      watch?.ended();
    }
  };

  return {
    exclusively,
    request: (request, watch) => exclusively(() => run(request, watch)),
    evaluate: (code, watch) =>
      exclusively(async () => {
        evaluated += 1;
        const script = join(options.privateDir, `evaluate-${evaluated}.php`);
        writeFileSync(script, code.replace('<?php', `<?php ${TELL_FAILURE}`));
        try {
          const headers = { host: '127.0.0.1' };
          const request = { script, uri: '/', method: 'GET', headers, server: {} };
          const { body, headers: got, errors } = await run(request, watch);
          const text = new TextDecoder().decode(body);
          if (got['x-php-failed'] || errors)
            throw new Error(`PHP failed: ${errors || text.trim()}`);
          return text;
        } finally {
          rmSync(script, { force: true });
        }
      }),
  };
};

// What the front says about the request comes in a file: a header would be seen by plugins.
const ROUTER = `<?php
$_SERVER = ( function () {
	$orders = json_decode( file_get_contents( __DIR__ . '/request.json' ), true );
	chdir( dirname( $orders['script'] ) );
	$server = array_diff_key( $_SERVER, array_flip( array( 'REMOTE_PORT', 'PATH_INFO' ) ) );
	return array_merge( $server, $orders['server'], array( 'SCRIPT_FILENAME' => $orders['script'] ) );
} )();
require $_SERVER['SCRIPT_FILENAME'];
`;

// A script outside any request shows its errors, and the status of an answer does not tell them from what it prints.
const TELL_FAILURE = `ob_start(); register_shutdown_function( function () { $error = error_get_last(); if ( $error && ( $error['type'] & ( E_ERROR | E_PARSE | E_CORE_ERROR | E_COMPILE_ERROR | E_RECOVERABLE_ERROR | E_USER_ERROR ) ) ) { header( 'X-Php-Failed: 1' ); } } );`;

/** The server listens where the system lets it; the shell in between ends it when our end of its input closes. */
const listen = (
  binary: string,
  router: string,
  logFile: string,
): Promise<{ child: ChildProcess; port: number }> => {
  const ini = Object.entries({ ...PHP_INI, error_log: logFile }).flatMap(([name, value]) => [
    '-d',
    `${name}=${value}`,
  ]);
  const script = '"$@" < /dev/null & pid=$!; read -r _; kill -9 $pid; wait $pid';
  const server = [binary, ...ini, '-S', '127.0.0.1:0', router];
  const child = spawn('sh', ['-c', script, 'sh', ...server], { stdio: ['pipe', 'ignore', 'pipe'] });
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (said.length < 10_000) said += text;
      const port = /\(http:\/\/127\.0\.0\.1:(\d+)\) started/.exec(said)?.[1];
      if (port) resolve({ child, port: Number(port) });
    });
    child.once('error', reject);
    child.once('close', () => reject(new Error(`PHP did not start: ${said.trim()}`)));
  });
};

const ask = async (port: number, request: PhpRequest): Promise<PhpAnswer> => {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const { method, headers, uri: path, body } = request;
    const asking = send({ host: '127.0.0.1', port, method, path, headers, agent: false }, resolve);
    asking.once('error', reject);
    asking.end(body);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return {
    status: response.statusCode ?? 502,
    headers: pairsOf(response),
    body: Buffer.concat(chunks),
    errors: '',
  };
};

/** Headers of the connection between PHP and the front stay there. */
const HOP = new Set(['connection', 'host', 'transfer-encoding', 'date', 'content-length']);

const pairsOf = ({ rawHeaders }: IncomingMessage): Record<string, string[]> => {
  const headers: Record<string, string[]> = {};
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!.toLowerCase();
    if (!HOP.has(name)) headers[name] = [...(headers[name] ?? []), rawHeaders[at + 1]!];
  }
  return headers;
};

const lost = (error: unknown): PhpAnswer => ({
  status: 502,
  headers: { 'content-type': ['text/plain'] },
  body: new TextEncoder().encode('502 Bad Gateway\n'),
  errors: String(error),
});
