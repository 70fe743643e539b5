import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { isProblem } from '../../src/model/errors.ts';
import { type Options, parseOptions } from '../../src/options/parse-options.ts';
import { en } from '../language/english.ts';

function options(args: readonly string[], env: Record<string, string> = {}): Options {
  const parsed = parseOptions(en, args, env);
  if (parsed.type !== 'run') throw new Error(`not a run: ${parsed.type}`);
  return parsed.options;
}

function complaint(args: readonly string[], env: Record<string, string> = {}): string {
  try {
    parseOptions(en, args, env);
  } catch (error) {
    if (isProblem(error, 'bad-option')) return error.facts.message;
    if (isProblem(error)) return error.code;
    throw error;
  }
  throw new Error(`accepted: ${args.join(' ')}`);
}

const SITE = 'example.com';

describe('an option that is not given has a default', () => {
  it('no argument starts the interactive mode', () => {
    expect(options([])).toEqual({
      site: null,
      mode: 'interactive',
      sites: null,
      resume: false,
      secretSource: null,
      input: true,
      user: null,
      secrets: {
        applicationPassword: null,
        password: null,
        gatePassword: null,
        recoveryLink: null,
        woocommerceKey: null,
        woocommerceSecret: null,
        bearer: null,
      },
      network: false,
      loginUrl: null,
      gate: null,
      caFile: null,
      wpCli: null,
      insecure: false,
      audience: null,
      allowHttp: false,
      recheck: null,
      blueprint: null,
      requests: [],
      as: null,
      headers: {},
      siteHeaders: {},
      headerFiles: [],
      hidden: [],
      data: null,
      body: null,
      failsOn: [401],
      switch: 'auto',
      installHealthCheck: false,
      trace: false,
      keep: [],
      only: [],
      repeat: null,
      parallel: 3,
      proof: null,
      maxProbes: null,
      leaveOff: false,
      all: false,
      format: 'text',
      output: null,
      summary: null,
      verbosity: 'normal',
      color: true,
      timeoutSeconds: 30,
      lang: null,
      messageLang: null,
      yes: false,
      home: null,
    });
  });
});

describe('every flag', () => {
  const cases: readonly (readonly [readonly string[], Partial<Options>])[] = [
    [[], { site: SITE, mode: 'interactive' }],
    [['--bisect'], { mode: 'bisect' }],
    [['--restore'], { mode: 'restore' }],
    [['--user', 'admin'], { user: 'admin' }],
    [['--user=info@example.com'], { user: 'info@example.com' }],
    [['--login-url', 'https://example.com/door'], { loginUrl: 'https://example.com/door' }],
    [['--gate', 'staging'], { gate: 'staging' }],
    [['--ca-file', '/etc/ca.pem'], { caFile: '/etc/ca.pem' }],
    [['--insecure'], { insecure: true }],
    [['--allow-http'], { allowHttp: true }],
    [
      ['--request', 'GET /wp-json/wc/v3/orders'],
      { requests: [{ method: 'GET', target: '/wp-json/wc/v3/orders' }] },
    ],
    [
      ['--request', '/a', '--request', 'head https://example.com/b'],
      {
        requests: [
          { method: 'GET', target: '/a' },
          { method: 'HEAD', target: 'https://example.com/b' },
        ],
      },
    ],
    [
      ['--request', 'POST /a', '--yes'],
      { requests: [{ method: 'POST', target: '/a' }], yes: true },
    ],
    [['--request', '/a', '--as', 'anonymous'], { as: 'anonymous' }],
    [['--request', '/a', '--as', 'application-password'], { as: 'application-password' }],
    [['--request', '/a', '--as', 'session'], { as: 'session' }],
    [
      ['--request', '/a', '--header', 'X-A: 1', '--header', 'Accept-Language:de'],
      { headers: { 'X-A': '1', 'Accept-Language': 'de' } },
    ],
    [['--fails-on', '401,403'], { failsOn: [401, 403] }],
    [['--fails-on', '401, 403,401'], { failsOn: [401, 403] }],
    [['--fails-on', 'rest_x[1]'], { failsOn: ['rest_x[1]'] }],
    [
      ['--fails-on', '[jwt_auth] incorrect_password'],
      { failsOn: ['[jwt_auth] incorrect_password'] },
    ],
    [['--fails-on', 'rest_login_required, 500'], { failsOn: ['rest_login_required', 500] }],
    [['--switch', 'auto'], { switch: 'auto' }],
    [['--switch', 'isolated'], { switch: 'isolated' }],
    [['--switch', 'admin'], { switch: 'admin' }],
    [['--switch', 'rest'], { switch: 'rest' }],
    [['--install-health-check'], { installHealthCheck: true }],
    [['--trace'], { trace: true }],
    [['--keep', 'akismet', '--keep', 'a/b'], { keep: ['akismet', 'a/b'] }],
    [['--only', 'akismet', '--only', 'a/b'], { only: ['akismet', 'a/b'] }],
    [['--repeat', '5'], { repeat: 5 }],
    [['--repeat', 'auto'], { repeat: 'auto' }],
    [['--parallel', '8'], { parallel: 8 }],
    [['--parallel', '1', '--switch', 'rest'], { parallel: 1, switch: 'rest' }],
    [['--leave-off'], { leaveOff: true }],
    [['--all'], { all: true }],
    [['--format', 'text'], { format: 'text' }],
    [['--format', 'json', '--bisect'], { format: 'json' }],
    [['--format', 'ndjson', '--bisect'], { format: 'ndjson' }],
    [['--format', 'ndjson', '--output', 'log'], { format: 'ndjson', output: 'log' }],
    [['--output', 'answer.txt'], { output: 'answer.txt' }],
    [['--quiet'], { verbosity: 'quiet' }],
    [['--verbose'], { verbosity: 'verbose' }],
    [['--no-color'], { color: false }],
    [
      ['--wp-cli', 'ssh host wp'],
      { wpCli: { program: 'ssh', args: ['host', 'wp'], throughShell: true } },
    ],
    [['--switch', 'wp-cli', '--wp-cli', 'wp'], { switch: 'wp-cli' }],
    [['--restore', '--wp-cli', 'wp'], { mode: 'restore' }],
    [['--timeout', '90'], { timeoutSeconds: 90 }],
    [['--yes'], { yes: true }],
  ];
  for (const [args, expected] of cases) {
    it(`${args.join(' ') || 'only the site'}: is read, before and after the site`, () => {
      expect(options([SITE, ...args])).toMatchObject(expected);
      // The site may stand anywhere.
      expect(options([...args, SITE])).toMatchObject({ site: SITE, ...expected });
    });
  }

  it('has the language of the run, and another one for the support message', () => {
    expect(options([SITE, '--lang', 'ru', '--message-lang', 'en'])).toMatchObject({
      lang: 'ru',
      messageLang: 'en',
    });
  });

  it('is in the help', () => {
    const help = parseOptions(en, ['--help']);
    if (help.type !== 'help') throw new Error(help.type);
    for (const flag of new Set(cases.flatMap(([args]) => args.filter((a) => a.startsWith('--'))))) {
      expect(help.text).toContain(flag.split('=')[0]);
    }
    for (const variable of ['APP_PASSWORD', 'PASSWORD', 'GATE_PASSWORD', 'USER', 'HOME']) {
      expect(help.text).toContain(`WP_BISECT_${variable}`);
    }
    for (const line of help.text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('--tracer takes the site and the folder for journals, and starts no run', () => {
    const parsed = parseOptions(en, [SITE, '--tracer'], { WP_BISECT_HOME: '/var/lib/x' });
    expect(parsed).toEqual({ type: 'tracer', site: SITE, home: '/var/lib/x' });
    expect(parseOptions(en, [SITE, '--tracer'])).toMatchObject({ home: null });
  });

  it('--help and --version win over the rest', () => {
    expect(parseOptions(en, [SITE, '--bisect', '-h']).type).toBe('help');
    expect(parseOptions(en, [SITE, '--bisect', '-V']).type).toBe('version');
  });
});

describe('the environment', () => {
  it('gives the secrets, the user and the folder for journals', () => {
    expect(
      options([SITE], {
        WP_BISECT_USER: 'admin',
        WP_BISECT_APP_PASSWORD: 'abcd efgh',
        WP_BISECT_PASSWORD: ' spaces count ',
        WP_BISECT_GATE_PASSWORD: 'g',
        WP_BISECT_HOME: '/var/lib/x',
        NO_COLOR: '1',
      }),
    ).toMatchObject({
      user: 'admin',
      secrets: { applicationPassword: 'abcd efgh', password: ' spaces count ', gatePassword: 'g' },
      home: '/var/lib/x',
      color: false,
    });
  });

  it('makes fatal errors count as failing where it holds a recovery link', () => {
    const link = 'https://a.test/wp-login.php?action=enter_recovery_mode&rm_token=t&rm_key=k';
    const given = options([SITE], { WP_BISECT_RECOVERY_LINK: link });
    expect(given).toMatchObject({ failsOn: [401, 500], secrets: { recoveryLink: link } });
    expect(options([SITE, '--recovery-link', link]).secrets.recoveryLink).toBe(link);
    expect(options([SITE, '--fails-on', '403'], { WP_BISECT_RECOVERY_LINK: link }).failsOn).toEqual(
      [403],
    );
  });

  it('repeats no part of a recovery link that was given twice', () => {
    const link = 'https://a.test/wp-login.php?action=enter_recovery_mode&rm_token=ttt9&rm_key=kkk9';
    const twice = () => options([SITE, '--recovery-link', link, '--recovery-link', link]);
    expect(twice).toThrow();
    try {
      twice();
    } catch (error) {
      expect(JSON.stringify((error as { facts: object }).facts)).not.toMatch(/ttt9|kkk9/);
    }
  });

  it('yields to the command line, and counts as unset where it is empty', () => {
    expect(options([SITE, '--user', 'me'], { WP_BISECT_USER: 'admin' }).user).toBe('me');
    const empty = options([SITE], { WP_BISECT_USER: '', WP_BISECT_PASSWORD: '', NO_COLOR: '' });
    expect(empty).toMatchObject({ user: null, secrets: { password: null }, color: true });
  });
});

describe('a usage error', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['--bisect', '--bisect needs the site'],
    ['--restore', '--restore needs the site'],
    ['--diagnose', '--diagnose needs the site'],
    ['--tracer', '--tracer needs the site'],
    ['a.test --tracer --bisect', '--bisect and --tracer'],
    ['a.test --tracer --diagnose', '--diagnose and --tracer'],
    ['a.test --tracer --restore', '--restore and --tracer'],
    ['a.test --tracer --trace', '--trace is for a search, and --tracer'],
    ['a.test --tracer --switch admin', '--switch is for a search, and --tracer'],
    ['a.test --tracer --request /x', '--request is for a search, and --tracer'],
    ['a.test --tracer --output x', '--tracer and --output'],
    ['a.test --tracer --format json', '--tracer and --format'],
    ['https://me:secret@a.test --tracer', 'secret-in-address'],
    ['a.test --diagnose --trace', '--trace is for a search'],
    ['a.test --restore --trace', '--trace is for a search'],
    ['a.test b.test', 'Give one site'],
    ['a.test --nope', "no option '--nope'"],
    ['a.test --user', '--user needs a value'],
    ['a.test --user a --user b', 'given twice'],
    ['a.test --user a:b', 'user name only'],
    ['a.test --gate a:b', 'user name only'],
    ['a.test --bisect --diagnose', '--bisect and --diagnose'],
    ['a.test --bisect --restore', '--bisect and --restore'],
    ['a.test --diagnose --restore', '--diagnose and --restore'],
    ['a.test --quiet --verbose', '--quiet and --verbose'],
    ['a.test --insecure --ca-file x', '--ca-file and --insecure'],
    ['a.test --diagnose --keep x', '--keep is for a search, and --diagnose'],
    ['a.test --diagnose --switch admin', '--switch is for a search'],
    ['a.test --diagnose --leave-off', '--leave-off is for a search'],
    ['a.test --diagnose --yes --request POST_/x', '--diagnose only reads'],
    ['a.test --restore --keep x', '--keep is for a search'],
    ['a.test --restore --fails-on 403', '--fails-on is for a search'],
    ['a.test --restore --all', '--all is for a search'],
    ['a.test --restore --leave-off', '--leave-off is for a search'],
    ['a.test --as session', '--as belongs to a request'],
    ['a.test --header X:1', '--header belongs to a request'],
    ['a.test --request DELETE_/x --bisect', 'The site carries out'],
    ['a.test --request FETCH_/x', 'is not one of GET'],
    ['a.test --request GET', 'needs a method and an address'],
    ['a.test --request /x --header nonsense', '--header takes'],
    ['a.test --request /x --header Authorization:x', 'is a credential'],
    ['a.test --request /x --header COOKIE:x', 'is a credential'],
    ['a.test --request /x --header X-WP-Nonce:x', 'is a credential'],
    ['a.test --request /x --as root', '--as does not take'],
    ['a.test --fails-on 401,', 'a list of HTTP statuses'],
    ['a.test --fails-on 99', 'a list of HTTP statuses'],
    ['a.test --fails-on 100', 'from 300 to 599'],
    ['a.test --fails-on 200', 'from 300 to 599'],
    ['a.test --fails-on 401,200', 'from 300 to 599'],
    ['a.test --fails-on 600', 'from 300 to 599'],
    ['a.test --fails-on 4011', 'from 300 to 599'],
    ['a.test --fails-on 401;403', 'from 300 to 599'],
    ['a.test --fails-on -1', 'from 300 to 599'],
    ['a.test --request /x --header X-A:1 --header x-a:2', 'is given twice'],
    ['a.test --request /x --header Host:b.test', 'The connection sets it'],
    ['a.test --switch none', 'one of: auto, isolated'],
    ['a.test --switch admin --install-health-check', 'only the isolated switch'],
    ['a.test --switch rest --parallel 4', 'only the isolated switch'],
    ['a.test --switch wp-cli', '--switch wp-cli needs the command'],
    ['a.test --switch wp-cli --wp-cli wp --parallel 4', 'only the isolated switch'],
    ['a.test --switch wp-cli --wp-cli wp --install-health-check', 'only the isolated switch'],
    ['a.test --wp-cli wp --wp-cli wp', 'given twice'],
    ['a.test --wp-cli=', 'bad-wp-cli'],
    ["a.test --wp-cli 'wp", 'bad-wp-cli'],
    ['a.test --check --wp-cli wp', '--wp-cli and --check'],
    ['a.test --diagnose --wp-cli wp', '--wp-cli and --diagnose'],
    ['a.test --tracer --wp-cli wp', '--wp-cli and --tracer'],
    ['--recheck old.json --wp-cli wp', '--wp-cli and --recheck'],
    ['--sites list --check --wp-cli wp', '--wp-cli and --check'],
    ['@prod --bisect', 'add --wp-cli wp'],
    ['@me:secret@a.test --wp-cli wp', 'secret-in-address'],
    ['a.test --keep x --only x', '--keep x and --only x'],
    ['a.test --repeat 0', 'from 1 to 100, or auto'],
    ['a.test --repeat many', 'from 1 to 100, or auto'],
    ['a.test --parallel 0', 'from 1 to 16'],
    ['a.test --parallel 1.5', 'from 1 to 16'],
    ['a.test --timeout 601', 'from 1 to 600'],
    ['a.test --timeout 1e2', 'from 1 to 600'],
    ['a.test --lang de', 'one of: en, ru'],
    ['a.test --message-lang', '--message-lang needs a value'],
    ['a.test --format yaml', 'one of: text, json, ndjson, markdown'],
    ['a.test --format ndjson', 'Add --bisect, or --output'],
    ['a.test --output=', 'It is empty'],
    ['a.test --password x', 'WP_BISECT_PASSWORD'],
    ['a.test --app-password=x', 'WP_BISECT_APP_PASSWORD'],
    ['a.test --gate-password x', 'WP_BISECT_GATE_PASSWORD'],
    ['https://me:secret@a.test', 'secret-in-address'],
    ['me:secret@a.test', 'secret-in-address'],
    ['a.test --login-url https://me:secret@a.test', 'secret-in-address'],
    ['a.test --request https://me:secret@a.test/', 'secret-in-address'],
  ];
  for (const [line, said] of cases) {
    it(`${line}: the error says "${said}"`, () => {
      // An underscore stands for a blank inside of one argument.
      const args = line.split(' ').map((word) => word.replace(/^([A-Z]+)_\//, '$1 /'));
      expect(complaint(args)).toContain(said);
    });
  }

  it('is not a user name that looks like an address', () => {
    expect(options(['a.test', '--user', 'a@b']).user).toBe('a@b');
    expect(options(['http://[::1]:8080/blog']).site).toBe('http://[::1]:8080/blog');
  });

  property.prop([fc.array(fc.string({ minLength: 1 }), { maxLength: 6 })])(
    'gives options or a usage error, whatever is typed',
    (args) => {
      try {
        parseOptions(en, args);
      } catch (error) {
        if (!isProblem(error)) throw error;
        expect(error.exitCode).toBe(2);
      }
    },
  );
});

describe('--diagnose', () => {
  it('accepts requests to check, and every format', () => {
    for (const format of ['text', 'json', 'ndjson', 'markdown']) {
      const line = [SITE, '--diagnose', '--request', '/x', '--fails-on', '403', '--format', format];
      expect(options(line)).toMatchObject({ mode: 'diagnose', failsOn: [403], format });
    }
  });
});
