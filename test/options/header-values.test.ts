// Headers and the body of a request: what may be typed, and where a secret value is taken from.
import { describe, expect, it } from 'vitest';
import { isProblem } from '../../src/model/errors.ts';
import { parseOptions } from '../../src/options/parse-options.ts';
import { en } from '../language/english.ts';

const SITE = 'example.com';
const POST = [SITE, '--bisect', '--yes', '--request', 'POST /wp-json/x/v1/y'];

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const parsed = parseOptions(en, args, env);
  if (parsed.type !== 'run') throw new Error(`not a run: ${parsed.type}`);
  return parsed;
}

function complaint(args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  try {
    parseOptions(en, args, env);
  } catch (error) {
    if (isProblem(error, 'bad-option')) return error.facts.message;
    throw error;
  }
  throw new Error(`accepted: ${args.join(' ')}`);
}

const withHeader = (line: string) => [...POST, '--header', line];

describe('the value of a header', () => {
  it.each([
    ['X-Key: plain', 'plain'],
    ['X-Key: me@example.com', 'me@example.com'],
    ['X-Key: @@me', '@me'],
    ['X-Key: @@env:HOME', '@env:HOME'],
    ['X-Key: @@', '@'],
    ['X-Key:', ''],
  ])('is taken as typed in %s', (line, value) => {
    const { options, variables } = run(withHeader(line), { HOME: '/root' });
    expect(options).toMatchObject({ headers: { 'X-Key': value }, hidden: [], headerFiles: [] });
    expect(variables).toEqual([]);
  });

  it('comes from the environment, trimmed, as a secret whose variable is named', () => {
    const { options, variables } = run(withHeader('X-Key: @env:MY_KEY'), { MY_KEY: ' s3cret \n' });
    expect(options).toMatchObject({ headers: { 'X-Key': 's3cret' }, hidden: ['s3cret'] });
    expect(variables).toEqual(['MY_KEY']);
  });

  it('may be a credential where it comes from a variable or file, and only there', () => {
    const line = 'Authorization: @env:TOKEN';
    expect(run(withHeader(line), { TOKEN: 'Bearer x' }).options.headers).toEqual({
      Authorization: 'Bearer x',
    });
    expect(complaint(withHeader('Authorization: Bearer x'))).toContain('@env:VARIABLE');
  });

  it('is read from its file only when the run starts', () => {
    const { options } = run(withHeader('X-Key: @/run/secrets/schlüssel'));
    expect(options.headers).toEqual({});
    expect(options.headerFiles).toEqual([
      { flag: '--header', name: 'X-Key', path: '/run/secrets/schlüssel' },
    ]);
  });

  it.each([
    ['X-Key: @env:GONE', 'GONE'],
    ['X-Key: @env:EMPTY', 'EMPTY'],
    ['X-Key: @env:constructor', 'constructor'],
    ['X-Key: @env:', 'after @'],
    ['X-Key: @', 'after @'],
    ['X-Key: @env:LINES', 'cannot carry'],
  ])('is refused in %s with the reason, and not shown', (line, reason) => {
    const said = complaint(withHeader(line), { EMPTY: ' ', LINES: 'hunter2\nX-Other: 1' });
    expect(said).toContain(reason);
    expect(said).not.toContain('hunter2');
  });
});

describe('headers of every request to the site', () => {
  it('are secret, also as typed, and need no failing request', () => {
    const args = [SITE, '--restore', '--site-header', 'CF-Access-Client-Id: id-1234'];
    const { options } = run([...args, '--site-header', 'CF-Access-Client-Secret: @env:CF_SECRET'], {
      CF_SECRET: 'cf-s3cret',
    });
    expect(options.siteHeaders).toEqual({
      'CF-Access-Client-Id': 'id-1234',
      'CF-Access-Client-Secret': 'cf-s3cret',
    });
    expect([...options.hidden].toSorted()).toEqual(['cf-s3cret', 'id-1234']);
    expect(options.headers).toEqual({});
  });

  it.each([
    'Authorization',
    'cookie',
    'X-WP-Nonce',
    'Host',
    'Content-Type',
    'content-length',
    'Content-Encoding',
    'Accept',
    'X-HTTP-Method-Override',
    'X-WP-Bisect-Trace',
    'Proxy-Authorization',
  ])('cannot be %s, which the program sets itself', (name) => {
    for (const value of ['hunter2', '@env:X', '@file']) {
      const said = complaint([SITE, '--site-header', `${name}: ${value}`], { X: 'hunter2' });
      expect(said).toContain(`--site-header cannot set ${name}`);
      expect(said).not.toContain('hunter2');
    }
  });

  it('may be a User-Agent, which is no secret, beside that of the failing request', () => {
    const agents = ['--header', 'User-Agent: app/1', '--site-header', 'user-agent: Mozilla/5.0'];
    const { options } = run([...POST, ...agents]);
    expect(options).toMatchObject({ siteHeaders: { 'user-agent': 'Mozilla/5.0' }, hidden: [] });
  });

  it.each([
    [['--site-header', 'X-A: 1', '--site-header', 'x-a: @f'], '--site-header x-a is given twice'],
    [['--header', 'X-A: 1', '--site-header', 'x-a: 2'], 'both set x-a'],
    [['--header', 'X-A: 1', '--header', 'x-a: @env:HOME'], 'given twice'],
  ])('are refused where two have one name: %j', (args, reason) => {
    expect(complaint([...POST, ...args], { HOME: 'h' })).toContain(reason);
  });

  it.each([
    [['--site-header', 'X-A: 1'], '--site-header'],
    [['--request', '/a', '--header', 'X-A: @env:HOME'], 'every site of the list'],
    [['--request', '/a', '--header', 'X-A: @file'], 'every site of the list'],
  ])('are refused for a list of sites, to all of which they would go: %j', (args, reason) => {
    const said = complaint(['--sites', 'l', '--check', ...args], { HOME: 'h' });
    expect(said).toContain(reason);
  });
});

describe('a request with a method override', () => {
  it.each([
    'GET /wp-json/wp/v2/posts/1?_method=DELETE',
    '/wp-json/wp/v2/posts/1?x=1&%5Fmethod=DELETE',
    '/?rest_route=/wp/v2/posts/1&.method=DELETE#x',
  ])('is refused in the address %s, where it would write without --yes', (request) => {
    expect(complaint([SITE, '--bisect', '--request', request])).toContain('_method');
  });

  it.each(['X-HTTP-Method-Override: DELETE', 'x-http-method: @env:HOME'])(
    'is refused in the header %s',
    (line) => {
      const args = [SITE, '--bisect', '--request', '/a', '--header', line];
      expect(complaint(args, { HOME: 'DELETE' })).toContain('Name the method in --request');
    },
  );

  it('is not suspected in a parameter with a similar name', () => {
    const target = '/wp-json/x/v1/pay?payment_method=card&method=x';
    expect(run([SITE, '--bisect', '--request', target]).options.requests[0]?.target).toBe(target);
  });
});

describe('the body of a request', () => {
  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('is sent with one %s', (method) => {
    const args = [SITE, '--bisect', '--yes', '--request', `${method} /a`, '--data', 'body.json'];
    expect(run(args).options).toMatchObject({ data: 'body.json', body: null });
  });

  it.each([
    [[SITE, '--bisect', '--data', 'f'], '--data belongs to a request'],
    [[SITE, '--bisect', '--data', 'f', '--request', '/a'], 'a GET request carries no body'],
    [[SITE, '--bisect', '--data', 'f', '--request', 'HEAD /a'], 'a HEAD request carries no body'],
    [[SITE, '--bisect', '--data', 'f', '--request', 'OPTIONS /a'], 'carries no body'],
    [[...POST, '--data', 'f', '--request', 'POST /b'], 'Give --request once'],
    [[...POST, '--data', 'f', '--data', 'g'], 'twice'],
    [[...POST.filter((arg) => arg !== '--yes'), '--data', 'f'], '--yes'],
    [[...POST, '--data', '-', '--password-stdin'], 'stdin holds one'],
    [[...POST.filter((arg) => arg !== '--bisect'), '--data', '-'], 'Add --bisect'],
    [[SITE, '--restore', '--data', 'f'], '--restore'],
    [[SITE, '--recheck', 'r.json', '--data', 'f'], '--recheck'],
    [['--sites', 'l', '--check', '--request', 'POST /a', '--data', 'f'], '--sites'],
  ])('%j is refused with the reason', (args, reason) => {
    expect(complaint(args)).toContain(reason);
  });
});
