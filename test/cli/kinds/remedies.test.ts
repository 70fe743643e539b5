// The rules for servers that the report tells, on the servers themselves: a page of PHP says what arrives there.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { headerWords } from '../../../src/report/findings/authorization-header.ts';
import { en } from '../../language/english.ts';
import { listen } from '../../wordpress/http/server.ts';

const found = (names: readonly string[]) =>
  names
    .flatMap((name) => ['/usr/sbin', '/usr/bin'].map((folder) => join(folder, name)))
    .find(existsSync);
const FPM = existsSync('/usr/sbin')
  ? readdirSync('/usr/sbin').find((name) => /^php-fpm\d/.test(name))
  : undefined;
const FPM_PATH = FPM && join('/usr/sbin', FPM);
const NGINX = found(['nginx']);
const APACHE = found(['apache2', 'httpd']);
const MODULES = '/usr/lib/apache2/modules';

/** Why a server is not tried here; null where it is. */
const whyNot = (server: string | undefined, name: string) => {
  if (!FPM_PATH) return 'php-fpm is not installed';
  return server ? null : `${name} is not installed`;
};
const noNginx = whyNot(NGINX, 'nginx');
const noApache = whyNot(APACHE && existsSync(MODULES) ? APACHE : undefined, 'Apache');
if (noNginx) console.log(`The rules for nginx are not tried: ${noNginx}.`);
if (noApache) console.log(`The rules for Apache are not tried: ${noApache}.`);

/** What the report tells of a header that gets lost, or that somebody adds. */
const LOST = headerWords(en, { kind: 'header-lost', server: 'nginx', matters: true }).advice;
const LOST_ON_APACHE = headerWords(en, {
  kind: 'header-lost',
  server: 'apache',
  matters: true,
}).advice;
const FOREIGN = headerWords(en, {
  kind: 'header-foreign',
  url: 'http://a.test/',
  code: null,
  gate: false,
});

/** The rule that a sentence names; without it the sentence has changed, and so must this test. */
function ruleIn(sentence: string, rule: string): string {
  expect(sentence).toContain(rule);
  return rule;
}

let folder: string;
const started: ChildProcess[] = [];

beforeAll(async () => {
  if (noNginx && noApache) return;
  folder = await mkdtemp(join(tmpdir(), 'wp-bisect-rules-'));
  await chmod(folder, 0o755);
  await mkdir(join(folder, 'www'));
  await writeFile(
    join(folder, 'www', 'index.php'),
    "<?php echo $_SERVER['HTTP_AUTHORIZATION'] ?? $_SERVER['REDIRECT_HTTP_AUTHORIZATION'] ?? 'nothing';",
  );
  const isRoot = userInfo().uid === 0;
  const user = isRoot ? 'user = nobody\ngroup = nogroup\n' : '';
  await writeFile(
    join(folder, 'fpm.conf'),
    `[global]\nerror_log = ${folder}/fpm.log\ndaemonize = no\n[www]\n${user}listen = ${folder}/fpm.sock\nlisten.mode = 0666\npm = static\npm.max_children = 1\n`,
  );
  start(FPM_PATH ?? '', ['--nodaemonize', '--fpm-config', join(folder, 'fpm.conf')]);
  await until(() => existsSync(join(folder, 'fpm.sock')));
});

afterAll(async () => {
  for (const child of started) {
    child.kill('SIGTERM');
    await new Promise((resolve) =>
      child.exitCode === null ? child.once('exit', resolve) : resolve(0),
    );
  }
  if (folder) await rm(folder, { recursive: true, force: true });
});

function start(command: string, args: readonly string[]): ChildProcess {
  const child = spawn(command, args, { stdio: 'ignore' });
  started.push(child);
  return child;
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  await vi.waitUntil(holds, { timeout: 20_000, interval: 50 });
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** What PHP is given of an Authorization header, once the server answers. */
async function arrives(port: number): Promise<string> {
  const ask = () =>
    fetch(`http://127.0.0.1:${port}/index.php`, {
      headers: { Authorization: 'Basic dXNlcjpwd2Q=' },
    });
  await until(() =>
    ask().then(
      () => true,
      () => false,
    ),
  );
  return (await ask()).text();
}

const ALL = 'Basic dXNlcjpwd2Q=';

describe.skipIf(noNginx !== null)('on nginx with PHP-FPM', () => {
  async function served(inLocation: string): Promise<string> {
    const port = await freePort();
    const own = await mkdtemp(join(folder, 'nginx-'));
    const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((name) => `${name}_temp_path ${own}/${name};`)
      .join(' ');
    await writeFile(
      join(own, 'nginx.conf'),
      `pid ${own}/pid; error_log ${own}/error.log; daemon off;\nevents {}\nhttp { access_log off; ${temp}\nserver { listen 127.0.0.1:${port}; root ${folder}/www;\nlocation ~ \\.php$ { fastcgi_pass unix:${folder}/fpm.sock; fastcgi_param REQUEST_METHOD $request_method; fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name; ${inLocation} } } }`,
    );
    start(NGINX ?? '', ['-p', own, '-c', join(own, 'nginx.conf')]);
    return arrives(port);
  }

  test('the Authorization header is lost where it is not passed on, and arrives with our rule', async () => {
    const withholds = 'fastcgi_pass_request_headers off;';
    expect(await served(withholds)).toBe('nothing');
    const rule = ruleIn(LOST, 'fastcgi_param HTTP_AUTHORIZATION $http_authorization;');
    expect(await served(`${withholds} ${rule}`)).toBe(ALL);
  });

  test('an Authorization header that a proxy adds does not reach PHP with our rule', async () => {
    expect(await served('')).toBe(ALL);
    const rule = ruleIn(FOREIGN.advice, 'fastcgi_param HTTP_AUTHORIZATION ""');
    expect(await served(`${rule};`)).toBe('nothing');
  });
});

describe.skipIf(noApache !== null)('on Apache with PHP-FPM', () => {
  async function served(inFolder: string): Promise<string> {
    const port = await freePort();
    const own = await mkdtemp(join(folder, 'apache-'));
    const compiledIn = spawnSync(APACHE ?? '', ['-l'], { encoding: 'utf8' }).stdout;
    const modules = [
      'mpm_event',
      'authz_core',
      'proxy',
      'proxy_fcgi',
      'rewrite',
      'headers',
      'unixd',
    ]
      .filter(
        (name) => !compiledIn.includes(`mod_${name}.c`) && existsSync(`${MODULES}/mod_${name}.so`),
      )
      .map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`)
      .join('\n');
    const user = userInfo().uid === 0 ? 'User nobody\nGroup nogroup\n' : '';
    await writeFile(
      join(own, 'apache.conf'),
      `ServerRoot ${own}\nServerName 127.0.0.1\nListen 127.0.0.1:${port}\nPidFile ${own}/pid\nErrorLog ${own}/error.log\n${modules}\n${user}DocumentRoot ${folder}/www\n<Directory ${folder}/www>\nRequire all granted\n${inFolder}\n</Directory>\n<FilesMatch "\\.php$">\nSetHandler "proxy:unix:${folder}/fpm.sock|fcgi://localhost/"\n</FilesMatch>\n`,
    );
    start(APACHE ?? '', ['-f', join(own, 'apache.conf'), '-D', 'FOREGROUND']);
    return arrives(port);
  }

  test.each([
    ['CGIPassAuth On', 'CGIPassAuth On'],
    ["WordPress' own rule", 'RewriteRule .* - [E=HTTP_AUTHORIZATION:%{HTTP:Authorization}]'],
  ])('the Authorization header is lost by default, and arrives with %s', async (_, told) => {
    expect(await served('')).toBe('nothing');
    const rule = ruleIn(LOST_ON_APACHE, told);
    expect(await served(rule.startsWith('Rewrite') ? `RewriteEngine On\n${rule}` : rule)).toBe(ALL);
  });

  test('an Authorization header that a proxy adds does not reach PHP with our rule', async () => {
    const rule = ruleIn(FOREIGN.advice, 'RequestHeader unset Authorization');
    expect(await served(`CGIPassAuth On\n${rule}`)).toBe('nothing');
  });
});
