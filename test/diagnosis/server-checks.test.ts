import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DiagnosisInput } from '../../src/diagnosis/input.ts';
import { Problem } from '../../src/model/errors.ts';
import type { ServerFacts } from '../../src/model/facts/server.ts';
import type { CheckId, FindingResult, Found } from '../../src/model/findings.ts';
import { checkNamed } from '../../src/report/findings/index.ts';
import { mend } from '../../src/wordpress/discover/typed-address.ts';
import { en } from '../language/english.ts';
import type { Got, Reply } from '../wordpress/http/server.ts';
import {
  indexOf,
  internet,
  moved as moved301,
  restAnswer,
} from '../wordpress/http/small-internet.ts';
import {
  addressAt,
  apache,
  type Given,
  iis,
  litespeed,
  moved,
  nginx,
  page,
  php,
  rest,
  sampleInput,
  sceneAt,
  wordpress,
} from './real-servers.ts';
import { symptom } from './samples.ts';

const POSTS = '/wp-json/wp/v2/posts';
const GIF = '/wp-includes/images/blank.gif';
const BASIC = { 'WWW-Authenticate': 'Basic realm="Closed"' };
const RAY = { Server: 'cloudflare', 'CF-RAY': '8f1c2d3e4a5b6c7d-TXL' };

type Seen = Found<{ readonly kind: string }>;

/** The checks of the address and of whoever answers before WordPress. */
const SERVER = ['address', 'gate', 'www-authenticate', 'iis', 'firewall', 'status'].map(checkNamed);

function worded(found: Seen) {
  return checkNamed(found.check).tell(en, found, { searchFollows: false }).facts.finding;
}

/** Runs all six checks, one after the other, on one scene. */
async function look(scene: DiagnosisInput): Promise<ReadonlyMap<CheckId, Seen>> {
  const found = new Map<CheckId, Seen>();
  for (const { id, look: run } of SERVER) found.set(id, await run(scene));
  return found;
}

type Row = readonly [
  seen: string,
  check: CheckId,
  result: FindingResult,
  facts: Record<string, unknown>,
  site: (got: Got) => Reply,
  given: Given | ((origin: string) => Given),
];

const all = (reply: Reply) => () => reply;
const on = (pattern: RegExp, reply: Reply) =>
  wordpress((path) => (pattern.test(path) ? reply : undefined));
const closed = (realm: string | null, refused = false) =>
  new Problem('gate-closed', { url: 'http://127.0.0.1/', realm, refused });

/** A staging site, to somebody who knows the password of its gate. */
const STAGING = wordpress((_, { headers }) =>
  headers.authorization ? undefined : nginx(401, 'Staging'),
);
const GATE = { user: null, applicationPassword: null, password: null, gate: true };

/** A site that gives this answer the first time it is asked for a path, and recovers. */
function once(pattern: RegExp, reply: Reply): (got: Got) => Reply {
  let isFirst = true;
  return wordpress((path) => {
    if (!isFirst || !pattern.test(path)) return undefined;
    isFirst = false;
    return reply;
  });
}

/** One line for each thing that the checks must recognise, or must not. */
// biome-ignore format: a table is read by its lines.
const ROWS: readonly Row[] = [
  // gate
  ['nginx closes everything', 'gate', 'cause', { kind: 'gate-everywhere', realm: 'Staging', server: 'nginx', refused: false }, all(nginx(401, 'Staging')), { fails: ['/'] }],
  ['Apache closes everything, WordPress was not found', 'gate', 'cause', { kind: 'gate-everywhere', realm: 'Staff "only", please', server: 'apache' }, all(apache()), { address: null, clients: {}, blocked: closed('Staff "only", please') }],
  ['the password for the gate is wrong', 'gate', 'cause', { kind: 'gate-everywhere', refused: true }, all(nginx(401, 'Staging')), { address: null, clients: {}, blocked: closed('Staging', true) }],
  ['LiteSpeed closes everything', 'gate', 'cause', { kind: 'gate-everywhere', server: 'litespeed' }, all(litespeed(401)), { fails: ['/'] }],
  ['IIS closes everything', 'gate', 'cause', { kind: 'gate-everywhere', server: 'iis', scheme: 'Negotiate' }, all(iis(2, ['Negotiate', 'NTLM'])), { fails: ['/'] }],
  ['a host with a page of its own closes everything', 'gate', 'cause', { kind: 'gate-everywhere', host: 'WP Engine' }, all(page(401, '<h1>Locked</h1>', { ...BASIC, 'X-Powered-By': 'WP Engine' })), { fails: ['/'] }],
  ['a rule that a plugin has written', 'gate', 'cause', { kind: 'gate-everywhere', writtenBy: 'WP BASIC Auth' }, all(apache('Basic realm="Please Enter Your Password"')), { fails: ['/'] }],
  ['nginx refuses without asking for anything', 'gate', 'cause', { kind: 'gate-everywhere', scheme: null }, all(nginx(401)), { fails: ['/'] }],
  ['the folder wp-admin is closed', 'gate', 'cause', { kind: 'gate-place', place: 'wp-admin', proof: 'own-page' }, on(/^\/wp-admin\//, apache()), { fails: ['/wp-admin/index.php'] }],
  ['the folder wp-admin is closed, with a page of the host', 'gate', 'cause', { kind: 'gate-place', place: 'wp-admin', proof: 'static-file' }, on(/^\/wp-admin\//, page(401, 'Locked', BASIC)), { fails: ['/wp-admin/index.php'] }],
  ['the login page is closed', 'gate', 'cause', { kind: 'gate-place', place: 'wp-login' }, on(/^\/wp-login\.php/, nginx(401, 'Admins')), { fails: ['/wp-login.php'] }],
  ['the REST API is closed', 'gate', 'cause', { kind: 'gate-place', place: 'rest' }, on(/^\/wp-json/, nginx(401, 'API')), { fails: [POSTS] }],
  ['a gate that --gate opens', 'gate', 'clue', { kind: 'gate-opened', realm: 'Staging' }, STAGING, { given: GATE }],
  ['the server refuses files', 'gate', 'clue', { kind: 'files-refused', status: 403 }, wordpress((path) => (path === '/' ? page(401, '') : path === GIF ? page(403, 'No') : undefined)), { fails: ['/'] }],
  ['PHP asks at every page: files are open', 'gate', 'cleared', { kind: 'gate-of-php', realm: 'Closed' }, on(/^(?!.*\.(?:gif|svg)$)/, php(401, '<h1>Not yet open</h1>', BASIC)), { fails: ['/'] }],
  ['PHP asks at wp-login.php', 'gate', 'cleared', { kind: 'gate-of-php' }, on(/^\/wp-login\.php/, php(401, 'Who is calling?', BASIC)), { fails: ['/wp-login.php'] }],
  ['PHP asks in wp-admin', 'gate', 'cleared', { kind: 'gate-of-php' }, on(/^\/wp-admin\/index/, php(401, 'Ring the bell.', { ...BASIC, 'X-Powered-By': 'PHP/8.2' })), { fails: ['/wp-admin/index.php'] }],
  ['WooCommerce asks in JSON', 'gate', 'cleared', { kind: 'gate-of-php' }, on(/^\/wp-json/, rest(401, 'woocommerce_rest_authentication_error', BASIC)), { fails: [POSTS] }],
  ['a plugin asks, behind a server that swaps its page', 'gate', 'cleared', { kind: 'gate-of-php' }, on(/^\/$/, { ...apache('Basic realm="Restricted Site"') }), { fails: ['/'] }],
  ['a plugin asks, and nginx puts its own page in place of every 401', 'gate', 'clue', { kind: 'gate-unproven', isFileOpen: true }, on(/^(?!.*\.(?:gif|svg)$)/, nginx(401, 'Lodge')), { fails: ['/', POSTS] }],
  ['a login page behind such a server', 'gate', 'clue', { kind: 'gate-unproven' }, on(/^\/(?:wp-login|\?rest_route)/, apache('Basic realm="Doorman"')), { fails: ['/wp-login.php'] }],
  ['PHP answers for files that are not there', 'gate', 'cleared', { kind: 'gate-of-php' }, all(php(401, 'Closed', { ...BASIC, 'X-Powered-By': 'PHP/8.2.0' })), { address: null, clients: {}, blocked: closed('Closed') }],
  ['perhaps PHP answers for files that are not there', 'gate', 'clue', { kind: 'gate-unproven', isFileOpen: false }, all(php(401, 'Closed', BASIC)), { address: null, clients: {}, blocked: closed('Closed') }],
  ['nothing shows who asks', 'gate', 'clue', { kind: 'gate-unproven', isFileOpen: true }, on(/^\/$/, page(401, 'Closed', BASIC)), { fails: ['/'] }],
  ['a plugin was seen asking', 'gate', 'cleared', { kind: 'gate-of-php', realm: 'Lodge' }, wordpress(), { blocked: new Problem('gate-closed', { url: 'http://127.0.0.1/', realm: 'Lodge', refused: false, byPlugin: true }) }],
  ['an ordinary 401 of WordPress', 'gate', 'cleared', { kind: 'no-gate', file: null }, on(/posts/, rest(401, 'rest_login_required')), { fails: [POSTS] }],
  ['a healthy site', 'gate', 'cleared', { kind: 'no-gate' }, wordpress(), {}],

  // challenge
  ['nginx asks', 'www-authenticate', 'clue', { kind: 'challenge', by: 'server', challenges: [{ scheme: 'Basic', realm: 'Staging' }] }, all(nginx(401, 'Staging')), { fails: ['/'] }],
  ['Windows sign-in, in two headers', 'www-authenticate', 'clue', { kind: 'challenge', by: 'server', challenges: [{ scheme: 'Negotiate', realm: null }, { scheme: 'Basic', realm: 'x' }] }, all(iis(2, ['Negotiate', 'Basic realm="x"'])), { fails: ['/'] }],
  ['Digest', 'www-authenticate', 'clue', { kind: 'challenge', by: 'server', challenges: [{ scheme: 'Digest', realm: 'Dig' }] }, all(apache('Digest realm="Dig", nonce="bn=8", algorithm=MD5, qop="auth"')), { fails: ['/'] }],
  ['bare Bearer in JSON', 'www-authenticate', 'clue', { kind: 'challenge', by: 'php', challenges: [{ scheme: 'Bearer', realm: null }] }, on(/posts/, rest(401, 'jwt_auth_no_auth_header', { 'WWW-Authenticate': 'Bearer' })), { fails: [POSTS] }],
  ['a page of PHP asks', 'www-authenticate', 'clue', { kind: 'challenge', by: 'php', plugin: null }, on(/^\/$/, php(401, 'Closed', BASIC)), { fails: ['/'] }],
  ['a page that PHP signs', 'www-authenticate', 'clue', { kind: 'challenge', by: 'php' }, on(/^\/$/, page(401, 'Closed', { ...BASIC, 'X-Powered-By': 'PHP/8.2.1' })), { fails: ['/'] }],
  ['a known plugin asks', 'www-authenticate', 'clue', { kind: 'challenge', by: 'php', plugin: 'HTTP Auth' }, on(/^\/$/, php(401, 'Closed', { 'WWW-Authenticate': 'Basic realm="Restricted Site"' })), { fails: ['/'] }],
  ['a proxy asks, and names itself', 'www-authenticate', 'clue', { kind: 'challenge', by: 'proxy', via: '1.1 squid' }, on(/^\/$/, page(401, 'Proxy', { ...BASIC, 'Proxy-Authenticate': 'Basic realm="p"', Via: '1.1 squid' })), { fails: ['/'] }],
  ['a proxy answers 407', 'www-authenticate', 'cause', { kind: 'proxy-wants-login' }, all(page(407, 'Proxy', { 'Proxy-Authenticate': 'Basic realm="p"' })), {}],
  ['nothing shows who asks', 'www-authenticate', 'clue', { kind: 'challenge', by: 'unknown' }, on(/^\/$/, page(401, 'Closed', BASIC)), { fails: ['/'] }],
  ['somebody asks, and nginx puts its own page in place of every 401', 'www-authenticate', 'clue', { kind: 'challenge', by: 'unknown' }, on(/^(?!.*\.(?:gif|svg)$)/, nginx(401, 'Lodge')), { fails: ['/', POSTS] }],
  ['no challenge: WordPress', 'www-authenticate', 'clue', { kind: 'challenge-missing', by: 'wordpress', code: 'rest_login_required' }, on(/posts/, rest(401, 'rest_login_required')), { fails: [POSTS] }],
  ['no challenge: the server', 'www-authenticate', 'clue', { kind: 'challenge-missing', by: 'server', server: 'nginx' }, on(/posts/, nginx(401)), { fails: [POSTS] }],
  ['no challenge: who knows', 'www-authenticate', 'clue', { kind: 'challenge-missing', by: 'unknown' }, on(/posts/, page(401, '')), { fails: [POSTS] }],
  ['a healthy site', 'www-authenticate', 'cleared', { kind: 'no-challenge' }, wordpress(), {}],

  // IIS
  ...([1, 2, 3, 4, 501, 502, 503, 504] as const).map(
    (substatus): Row => [`401.${substatus}`, 'iis', 'cause', { kind: 'iis', substatus }, on(/^\/$/, iis(substatus)), { fails: ['/'] }],
  ),
  ['401.5: the program said no', 'iis', 'clue', { kind: 'iis', substatus: 5 }, on(/^\/$/, iis(5)), { fails: ['/'] }],
  ['a page of IIS without a sub-code', 'iis', 'clue', { kind: 'iis-page', substatus: null }, on(/^\/$/, iis(null)), { fails: ['/'] }],
  ['a sub-code that was seen once', 'iis', 'cause', { kind: 'iis', substatus: 501 }, once(/^\/$/, iis(501)), { fails: ['/'] }],
  ['a sub-code that nobody explains', 'iis', 'clue', { kind: 'iis-page', substatus: 77 }, on(/^\/$/, iis(77)), { fails: ['/'] }],
  ['the number in an article, on IIS', 'iis', 'cleared', { kind: 'not-iis', server: 'iis' }, on(/^\/$/, php(401, '<title>Members only</title><p>What does HTTP error 401.3 mean? It is 401.3 - Unauthorized.</p>', { Server: 'Microsoft-IIS/10.0' })), { fails: ['/'] }],
  ['the page of IIS, on nginx', 'iis', 'cleared', { kind: 'not-iis', server: 'nginx' }, on(/^\/$/, php(401, iis(3).body ?? '')), { fails: ['/'] }],
  ['WordPress on IIS', 'iis', 'cleared', { kind: 'not-iis' }, on(/posts/, rest(401, 'rest_login_required', { Server: 'Microsoft-IIS/10.0' })), { fails: [POSTS] }],

  // firewall
  ['Cloudflare blocks', 'firewall', 'cause', { by: 'Cloudflare', action: 'block', ray: '8f1c2d3e4a5b6c7d-TXL' }, on(/posts/, page(403, '<title>Attention Required! | Cloudflare</title><h1>Sorry, you have been blocked</h1>', RAY)), { fails: [POSTS] }],
  ['Cloudflare wants a browser', 'firewall', 'cause', { by: 'Cloudflare', action: 'challenge' }, on(/posts/, page(403, '<title>Just a moment...</title>', { ...RAY, 'cf-mitigated': 'challenge' })), { fails: [POSTS] }],
  ['Sucuri blocks', 'firewall', 'cause', { by: 'Sucuri', action: 'block' }, on(/posts/, page(403, '<title>Access Denied - Sucuri Website Firewall</title>', { Server: 'Sucuri/Cloudproxy', 'X-Sucuri-ID': '15', 'X-Sucuri-Block': 'BLK' })), { fails: [POSTS] }],
  ['ModSecurity blocks', 'firewall', 'cause', { by: 'ModSecurity', action: 'block', status: 406 }, on(/posts/, page(406, '<head><title>Not Acceptable!</title></head><body><h1>Not Acceptable!</h1><p>This error was generated by Mod_Security.</p></body>')), { fails: [POSTS] }],
  ['Imunify360 wants a browser', 'firewall', 'cause', { by: 'Imunify360', action: 'challenge' }, on(/posts/, page(403, '<p>This site is protected by imunify360</p>')), { fails: [POSTS] }],
  ['Imunify360 refuses programs', 'firewall', 'cause', { by: 'Imunify360', action: 'block' }, all({ headers: { 'Content-Type': 'application/json' }, body: '{"message": "Access denied by Imunify360 bot-protection. IPs used for automation should be whitelisted"}' }), {}],
  ['BitNinja wants a browser', 'firewall', 'cause', { by: 'BitNinja', action: 'challenge' }, on(/posts/, page(403, '<title>Security check by BitNinja.IO</title>')), { fails: [POSTS] }],
  ['SiteGround wants a browser', 'firewall', 'cause', { by: 'SiteGround', action: 'challenge' }, on(/posts/, page(202, '<p>Our system thinks you might be a robot!</p>', { 'SG-Captcha': 'challenge' })), { blocked: new Problem('bot-challenge', { url: 'http://127.0.0.1/', by: 'SiteGround' }), address: null, clients: {} }],
  ['SiteGround blocks', 'firewall', 'cause', { by: 'SiteGround', action: 'block' }, on(/posts/, page(403, '<title>403</title><p>Your access is restricted due to a security rule.</p>')), { fails: [POSTS] }],
  ['Wordfence blocks', 'firewall', 'clue', { by: 'Wordfence', action: 'block' }, on(/posts/, php(503, '<h1>Your access to this site has been limited by the site owner</h1><p><em>Generated by Wordfence at Mon, 23 Nov 2026 12:00:00 GMT.<br>Your computer\'s time: </em></p>')), { fails: [POSTS] }],
  ['LiteSpeed refuses', 'firewall', 'cause', { by: 'LiteSpeed', action: 'block' }, on(/posts/, litespeed(403)), { fails: [POSTS] }],
  ['LiteSpeed wants a browser', 'firewall', 'cause', { by: 'LiteSpeed', action: 'challenge' }, on(/posts/, page(403, '<form action="/.lsrecap/recaptcha?"></form>', { Server: 'LiteSpeed' })), { fails: [POSTS] }],
  ['cPHulk has locked somebody out', 'firewall', 'cause', { by: 'cPanel (cPHulk)', action: 'block' }, on(/posts/, page(403, '<p>This address is blocked by cPHulk.</p>')), { fails: [POSTS] }],
  ['a block that was seen once', 'firewall', 'cause', { by: 'ModSecurity', action: 'block', status: 406 }, once(/posts/, page(406, '<title>Not Acceptable!</title>This error was generated by Mod_Security.')), { fails: [POSTS] }],
  ['cf-ray on an ordinary 401', 'firewall', 'cleared', { kind: 'firewall-present', names: ['Cloudflare'] }, on(/posts/, rest(401, 'rest_login_required', RAY)), { fails: [POSTS] }],
  ['Sucuri hands out an ordinary 401', 'firewall', 'cleared', { kind: 'firewall-present', names: ['Sucuri'] }, on(/posts/, rest(401, 'rest_login_required', { 'X-Sucuri-ID': '15', 'X-Sucuri-Cache': 'MISS' })), { fails: [POSTS] }],
  ['a REST error that quotes a firewall', 'firewall', 'cleared', { kind: 'no-firewall' }, on(/posts/, { ...rest(401, 'x'), body: JSON.stringify({ code: 'x', message: 'protected by imunify360. Generated by Wordfence at noon.', data: { status: 401 } }) }), { fails: [POSTS] }],
  ['an article about firewalls', 'firewall', 'cleared', { kind: 'no-firewall' }, wordpress((path) => (path === '/' ? php(200, `<title>News</title>Sorry, you have been blocked; cPHulk; ${'x'.repeat(40_000)}`) : undefined)), {}],
  ['LiteSpeed asks for a password', 'firewall', 'cleared', { kind: 'no-firewall' }, all(litespeed(401)), { fails: ['/'] }],

  // status
  ['403 in place of 401', 'status', 'clue', { kind: 'relatives', met: [{ status: 403 }], also401: false }, on(/posts/, rest(403, 'rest_forbidden')), { fails: [POSTS] }],
  ['404 beside a 401', 'status', 'clue', { kind: 'relatives', met: [{ status: 404 }], also401: true }, on(/posts/, rest(401, 'rest_login_required')), { fails: [POSTS, '/wp-json/gone/v1'] }],
  ['400', 'status', 'clue', { met: [{ status: 400 }] }, on(/posts/, nginx(400)), { fails: [POSTS] }],
  ['408', 'status', 'clue', { met: [{ status: 408 }] }, on(/posts/, page(408, '')), { fails: [POSTS] }],
  ['407', 'status', 'cause', { met: [{ status: 407 }] }, all(page(407, '')), {}],
  ['401 it is', 'status', 'cleared', { kind: 'only-401' }, on(/posts/, rest(401, 'rest_login_required')), { fails: [POSTS] }],
  ['a healthy site', 'status', 'cleared', { kind: 'no-relative', status: 200 }, wordpress(), {}],
  ['a staging site whose gate was opened', 'status', 'cleared', { kind: 'no-relative', status: 200 }, STAGING, { given: GATE }],
  ['a server error', 'status', 'cleared', { kind: 'no-relative', status: 500 }, on(/posts/, rest(500, 'internal_server_error')), { fails: [POSTS] }],

  // address
  ['one folder up is open', 'address', 'clue', { notes: [{ note: 'folders', status: 401 }] }, wordpress((path) => (path === '/a/b/c' ? php(401, 'x') : path === '/a/b' ? php(200, 'x') : undefined)), { fails: ['/a/b/c'] }],
  ['nothing above is open', 'address', 'cleared', { notes: [] }, all(nginx(401, 'Staging')), { fails: ['/a/b/c'] }],
  ['what WordPress keeps to itself', 'address', 'cleared', { notes: [] }, on(/users/, rest(401, 'rest_not_logged_in')), { fails: ['/wp-json/wp/v2/users/me'] }],
  ['the dashboard is closed, its folder redirects', 'address', 'cleared', { notes: [] }, wordpress((path) => (path === '/wp-admin/index.php' ? nginx(401, 'Admins') : path === '/wp-admin' ? php(200, 'x') : undefined)), { fails: ['/wp-admin/index.php'] }],
  ['permalinks are plain', 'address', 'clue', { notes: [{ note: 'permalinks', status: 404 }] }, on(/^\/wp-json/, page(404, 'Not Found')), (origin) => ({ address: plain(origin) })],
  ['permalinks are plain, and that is what fails', 'address', 'cause', { notes: [{ note: 'permalinks' }] }, on(/^\/wp-json/, page(404, 'Not Found')), (origin) => ({ address: plain(origin), fails: [POSTS], exact: true })],
  ['the pretty root is closed, not missing', 'address', 'cleared', { notes: [] }, on(/^\/wp-json/, nginx(403)), (origin) => ({ address: plain(origin) })],
  ...(
    [
      ['/wp-jsn/wp/v2/posts', 'wp-json'],
      ['/wpjson/wp/v2/posts', 'wp-json'],
      ['/wp-json//wp/v2/posts', 'double-slash'],
      ['/wp-json/wp/posts', 'version'],
      ['/wp-json/posts', 'version'],
      ['/wp-json/wp/v2/posts%20', 'blanks'],
      ['/wp-json/wp/v2/posts,', 'trailing-punctuation'],
    ] as const
  ).map(
    ([path, slip]): Row => [path, 'address', 'cause', { notes: [{ note: 'slip', of: 'request', slips: [slip], answers: 200 }] }, wordpress((asked) => (asked === path ? page(404, 'Not Found') : undefined)), { fails: [path], exact: true }],
  ),
  ['a slip that makes no difference', 'address', 'clue', { notes: [{ note: 'slip', answers: 401 }, { note: 'folders' }] }, on(/posts/, rest(401, 'rest_login_required')), { fails: ['/wp-json//wp/v2/posts'], exact: true }],
  ['a link with its full stop', 'address', 'clue', { notes: [{ note: 'slip', of: 'site', slips: ['trailing-punctuation'] }] }, wordpress(), (origin) => ({ typed: `${origin}/.` })],
  ['an outdated link', 'address', 'clue', { notes: [{ note: 'outdated-link', status: 404 }] }, wordpress(), (origin) => ({ typed: `${origin}/old-page/` })],
  ['no WordPress there', 'address', 'cause', { notes: [{ note: 'not-wordpress', status: 404 }] }, all(page(404, 'x')), { address: null, clients: {}, blocked: new Problem('not-wordpress', { url: 'http://127.0.0.1/', status: 404 }) }],
  ['a redirect in a circle', 'address', 'cause', { notes: [{ note: 'redirect-loop' }] }, wordpress((path) => moved(path === '/' ? '/a' : '/')), { address: null, clients: {}, blocked: new Problem('redirect-loop', { url: 'http://127.0.0.1/' }) }],
  ['a redirect to another site', 'address', 'cause', { notes: [{ note: 'redirected-away', to: 'https://new.example/' }] }, all(moved('https://new.example/')), { address: null, clients: {}, blocked: new Problem('redirected-away', { from: 'http://127.0.0.1/', to: 'https://new.example/' }) }],
  ['a redirect to another name of this machine', 'address', 'clue', { notes: [{ note: 'redirects', end: 200 }] }, wordpress((path, { headers }) => (path === '/start' ? moved(`http://localhost:${headers.host?.split(':')[1]}/`) : undefined)), (origin) => ({ typed: `${origin}/start` })],
  ['a redirect on the same host', 'address', 'cleared', { notes: [{ note: 'redirects', changes: ['path'], end: 200 }] }, wordpress((path) => (path === '/start' ? moved('/') : undefined)), (origin) => ({ typed: `${origin}/start` })],
  ['the right address', 'address', 'cleared', { notes: [] }, wordpress(), {}],
  ['nobody there', 'address', 'not-checked', { kind: 'not-looked', why: 'host-unknown' }, wordpress(), { address: null, clients: {}, blocked: new Problem('host-unknown', { host: 'x.test' }) }],
];

function plain(origin: string) {
  return {
    home: `${origin}/`,
    siteUrl: `${origin}/`,
    restRoot: `${origin}/?rest_route=/`,
    namespaces: ['wp/v2'],
  };
}

/** A finding as a person would read it; ports differ from run to run. */
function told(found: Seen): string {
  const { check, result, evidence, meaning, advice } = worded(found);
  const text = [`${check}: ${result}`, evidence, meaning, advice].filter(Boolean).join('\n  ');
  return text.replace(/127\.0\.0\.1:\d+/g, 'shop.test').replace(/localhost:\d+/g, 'localhost');
}

const ALL_KINDS: Readonly<Record<ServerFacts['kind'], true>> = {
  address: true,
  'gate-everywhere': true,
  'gate-place': true,
  'gate-opened': true,
  'gate-unproven': true,
  'gate-of-php': true,
  'files-refused': true,
  'no-gate': true,
  challenge: true,
  'challenge-missing': true,
  'proxy-wants-login': true,
  'no-challenge': true,
  iis: true,
  'iis-page': true,
  'not-iis': true,
  firewall: true,
  'firewall-present': true,
  'no-firewall': true,
  relatives: true,
  'only-401': true,
  'by-design': true,
  'no-relative': true,
  'not-looked': true,
};

describe('the checks of the address, and of what answers before WordPress', () => {
  const transcript = new Map<string, string>();
  const kinds = new Set<string>();

  it.each(ROWS)('%s: the check %s says %s', async (seen, check, result, facts, site, about) => {
    const { scene, asked } = await sceneAt(site, about);
    const found = await look(scene);
    const own = found.get(check)!;
    expect(own.facts).toMatchObject(facts);
    expect(own.result).toBe(result);

    const isIll = scene.symptoms.length > 0 || scene.blocked !== null;
    // A check that breaks says so, and nothing else does.
    expect(JSON.stringify([...found.values()])).not.toContain('"unexpected"');
    expect(asked().length).toBeLessThanOrEqual(isIll ? 8 : 4);
    expect(asked().filter(({ method }) => method !== 'GET' && method !== 'HEAD')).toEqual([]);
    for (const each of found.values()) kinds.add(each.facts.kind);
    transcript.set(`${check}: ${seen}`, told(own));
  });

  it('says each of these in words', async () => {
    expect([...kinds].toSorted()).toEqual(Object.keys(ALL_KINDS).toSorted());
    const text = [...transcript].map(([row, words]) => `# ${row}\n${words}\n`).join('\n');
    await expect(text).toMatchFileSnapshot('goldens/server-findings.txt');
  });
});

describe('the six checks of the server together', () => {
  const shop = { address: addressAt('https://shop.test') };
  const found = indexOf('https://shop.test');
  const served = () => restAnswer(found);

  it('show every hop from http to https to www, and that credentials get lost there', async () => {
    const { connection, sent } = internet({
      'http://shop.test': () => moved301('https://shop.test/'),
      'https://shop.test': () => moved301('https://www.shop.test/'),
      'https://www.shop.test': served,
    });
    const address = addressAt('https://www.shop.test');
    const seen = await look(sampleInput({ typed: 'http://shop.test/', address }, connection));
    expect(seen.get('address')).toMatchObject({
      result: 'clue',
      facts: {
        notes: [
          {
            note: 'redirects',
            hops: [
              { status: 301, from: 'http://shop.test/', to: 'https://shop.test/' },
              { status: 301, from: 'https://shop.test/', to: 'https://www.shop.test/' },
            ],
            changes: ['to-https', 'www'],
            end: 200,
          },
        ],
      },
    });
    expect(worded(seen.get('address')!).meaning).toContain('drop the Authorization header');
    expect(sent).toHaveLength(3);
  });

  it.each([
    ['its method', { method: 'OPTIONS' }],
    ['a header of it', { headers: { 'X-App': '1' } }],
    ['its sender', { as: 'session' }],
  ] as const)('say nothing of folders where the request is refused for %s', async (_, own) => {
    const { scene } = await sceneAt(wordpress(), {});
    const refused = symptom(POSTS, { status: 401 });
    const url = `${new URL(scene.address!.home).origin}${POSTS}`;
    const symptoms = [{ ...refused, request: { ...refused.request, url, ...own } }];
    const seen = await look({ ...scene, symptoms });
    expect(seen.get('address')).toMatchObject({ result: 'cleared', facts: { notes: [] } });
  });

  it('do not report a redirect of an address that was not typed', async () => {
    const { connection } = internet({ 'https://shop.test': served });
    const seen = await look(sampleInput({ typed: 'shop.test', ...shop }, connection));
    expect(seen.get('address')?.result).toBe('cleared');
  });

  it('ask no other host than the one that was typed', async () => {
    const { connection, sent } = internet({
      'https://shop.test': () => moved301('https://evil.test/'),
    });
    await look(sampleInput({ typed: 'https://shop.test/', ...shop }, connection));
    expect(sent.map(({ url }) => new URL(url).host)).not.toContain('evil.test');
  });

  it('leave enough requests for the proof, also after many redirects and in deep folders', async () => {
    const site = wordpress((path) => {
      if (path === '/s') return moved('/t');
      if (path === '/t') return moved('/u');
      if (path === '/u') return moved('/v');
      return path.startsWith('/a/') ? nginx(401, 'Deep') : undefined;
    });
    const fails = ['/a/b/c/d/e/f'];
    const about = (origin: string) => ({ typed: `${origin}/s`, fails });
    const { scene, asked } = await sceneAt(site, about);
    const seen = await look(scene);
    expect(seen.get('gate')).toMatchObject({ result: 'cause', facts: { proof: 'own-page' } });
    expect(asked().length).toBeLessThanOrEqual(8);
  });

  it('send the same requests when they run in parallel', async () => {
    const { scene, asked } = await sceneAt(all(nginx(401, 'Staging')), { fails: ['/a/b/c/d'] });
    const results = await Promise.all(SERVER.map(({ look: run }) => run(scene)));
    expect(results.find(({ check }) => check === 'gate')?.result).toBe('cause');
    expect(asked().length).toBeLessThanOrEqual(8);
    expect(new Set(asked().map(({ url }) => url)).size).toBe(asked().length);
  });

  it('never send the session, which would sign in again when refused', async () => {
    const { scene, asked } = await sceneAt(on(/posts/, rest(401, 'acme_no')), { fails: [POSTS] });
    const [symptom] = scene.symptoms;
    const request = { ...symptom!.request, as: 'session' as const };
    const session = {
      identity: 'session' as const,
      send: () => Promise.reject(new Error('not to be used')),
      rest: () => Promise.reject(new Error('not to be used')),
    };
    const clients = { ...scene.clients, session };
    const seen = await look({ ...scene, clients, symptoms: [{ ...symptom!, request }] });
    expect(JSON.stringify([...seen.values()])).not.toContain('unexpected');
    expect(asked().some(({ url }) => url === POSTS)).toBe(true);
  });

  it('never repeat a request that writes', async () => {
    const { scene, asked } = await sceneAt(on(/posts/, rest(401, 'acme_no')), { fails: [POSTS] });
    const [symptom] = scene.symptoms;
    const request = { ...symptom!.request, method: 'POST' };
    const seen = await look({ ...scene, symptoms: [{ ...symptom!, request }] });
    expect(seen.get('iis')).toMatchObject({ result: 'not-checked', facts: { why: 'not-a-read' } });
    expect(seen.get('status')?.result).toBe('cleared');
    expect(asked().map(({ url }) => url)).not.toContain(POSTS);
  });

  it('stop when they are cancelled', async () => {
    const ending = new AbortController();
    const { scene } = await sceneAt(wordpress(), { signal: ending.signal });
    ending.abort();
    await expect(look(scene)).rejects.toThrow();
  });

  it('survive what a hostile site sends', async () => {
    const evil = '\u001b]0;owned\u0007\u202eevil\u2066';
    const inHeader = (text: string) => Buffer.from(text).toString('latin1') + 'r'.repeat(2_000);
    const site = all({
      status: 401,
      headers: {
        'Content-Type': 'text/html',
        Server: `\u009b31m${'x'.repeat(4_000)}`,
        Via: 'v'.repeat(3_000),
        // A header holds no control characters of ASCII, but any bytes above it.
        'WWW-Authenticate': `Basic realm="${inHeader('\u202eevil\u2066')}"${', A'.repeat(1_000)}`,
      },
      body: `<title>${evil}</title>{"code":"${'['.repeat(8 * 1_024 * 1_024)}`,
    });
    const { scene } = await sceneAt(site);
    const failing = symptom('/', { message: evil, challenges: [{ scheme: 'Basic', realm: evil }] });
    const request = { ...failing.request, url: scene.address!.home };
    const seen = await look({ ...scene, symptoms: [{ ...failing, request }] });
    for (const each of seen.values()) {
      const { evidence, meaning, advice } = worded(each);
      const text = evidence + meaning + advice;
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters must be gone.
      expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      expect(text.length).toBeLessThan(2_500);
    }
  });
});

describe('slips in an address', () => {
  it.each([
    ['htp://shop.test', 'http://shop.test', 'scheme'],
    ['https//shop.test', 'https://shop.test', 'scheme'],
    ['https:/shop.test', 'https://shop.test', 'scheme'],
    ['http://https://shop.test/', 'https://shop.test/', 'scheme'],
    ['https://shop,test', 'https://shop.test', 'comma'],
    ['ww.shop.test', 'www.shop.test', 'www'],
    ['wwww.shop.test', 'www.shop.test', 'www'],
    ['https://shop.test\\blog', 'https://shop.test/blog', 'backslash'],
    ['<https://shop.test/>', 'https://shop.test/', 'wrapping'],
    ['https://shop.test/blog).', 'https://shop.test/blog', 'trailing-punctuation'],
    ['https://shop.test/blog\u200b', 'https://shop.test/blog', 'blanks'],
    ['https://shop.test/WP-JSON/', 'https://shop.test/wp-json/', 'wp-json'],
    ['https://shop.test/wp-jason', 'https://shop.test/wp-json', 'wp-json'],
    ['https://shop.test/wp-json/wc/orders', 'https://shop.test/wp-json/wc/v3/orders', 'version'],
    ['https://shop.test/wp-json/v2/posts', 'https://shop.test/wp-json/wp/v2/posts', 'version'],
  ])('are mended: %s becomes %s (%s)', (written, meant, slip) => {
    const namespaces = ['wp/v2', 'wc/v1', 'wc/v3', 'wc/store', 'wc/store/v1'];
    expect(mend(written, namespaces)).toEqual({ meant, slips: [slip] });
  });

  it.each([
    'https://shop.test',
    'shop.test/blog/',
    'HTTPS://www.Shop.test:8443/a_(b)?q=hello.&x=1',
    'http://localhost:8080/wp-json/wp/v2/posts',
    'https://shop.test/wp-json/wc/store/products',
    'https://shop.test/wp-json/oembed/1.0/embed',
    'https://shop.test/json/',
    'https://shop.test/wp-jobs/',
    'https://shop.test/?rest_route=/wp/v2/posts',
    'https://xn--mnchen-3ya.test/',
    'https://[::1]:8080/',
  ])('are not found in %s', (address) => {
    expect(mend(address, ['wp/v2', 'wc/v3', 'wc/store/v1', 'oembed/1.0'])).toEqual({
      meant: address,
      slips: [],
    });
  });

  it('are not found again in a mended address', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), fc.nat(3), (url, which) => {
        const written = [`${url} `, `<${url}>`, `${url}\u200b`, url.replace('://', ':/')][which]!;
        const once = mend(written).meant;
        expect(mend(once)).toEqual({ meant: once, slips: [] });
      }),
    );
  });
});
