import { describe, expect, it } from 'vitest';
import { Problem } from '../../src/model/errors.ts';
import type { UnresolvedReason } from '../../src/model/report.ts';
import { judge, judgeRefusal } from '../../src/symptoms/verdict.ts';
import type { HttpAnswer } from '../../src/wordpress/http/types.ts';
import { answer, get, html, json, NGINX_401, redirect, restError } from './answers.ts';

const POSTS = { request: get('/wp-json/wp/v2/posts'), failsOn: [401] };
const ORDERS = { request: get('/wp-json/wc/v3/orders', 'session'), failsOn: [401] };
const FRONT = { request: get('/'), failsOn: [401] };
const DASHBOARD = { request: get('/wp-admin/', 'session'), failsOn: [401] };

describe('the verdict "fails"', () => {
  it('is given for status 401, from any sender', () => {
    expect(judge(POSTS, restError(401, 'rest_login_required')).verdict).toBe('fails');
    expect(judge(FRONT, NGINX_401).verdict).toBe('fails');
    expect(judge(FRONT, answer(401, '')).verdict).toBe('fails');
  });

  it('is given for what --fails-on lists, and then not for 401', () => {
    const asked = { ...POSTS, failsOn: [403, 'rest_login_required'] };
    expect(judge(asked, restError(403, 'rest_forbidden')).verdict).toBe('fails');
    expect(judge(asked, restError(401, 'rest_login_required')).verdict).toBe('fails');
    expect(judge(asked, restError(401, 'another_code'))).toMatchObject({
      verdict: 'unresolved',
      reason: 'other-error',
    });
  });

  it('is given for a code stacked behind another one', () => {
    const stacked = json(403, {
      code: 'first',
      message: 'a',
      data: { status: 403 },
      additional_errors: [{ code: 'second', message: 'b', data: null }],
    });
    expect(judge({ ...POSTS, failsOn: ['second'] }, stacked).verdict).toBe('fails');
  });
});

describe('the verdict "passes"', () => {
  it.each<[string, { request: typeof POSTS.request; failsOn: number[] }, HttpAnswer]>([
    ['JSON with status 200', POSTS, json(200, [])],
    ['JSON behind PHP notices', POSTS, html(200, 'Notice: x\n[{"id":1}]')],
    [
      'a body that is neither JSON nor HTML',
      POSTS,
      answer(200, 'a,b\n', { headers: { 'content-type': 'text/csv' } }),
    ],
    ['204', POSTS, answer(204, '')],
    [
      'a complaint about the request: who guards the door let it through',
      POSTS,
      restError(400, 'rest_missing_callback_param'),
    ],
    ['a page', FRONT, html(200, '<html><title>Shop</title><p>Welcome</html>')],
    ['a redirect within the site', FRONT, redirect('https://shop.test/welcome/')],
    ['a redirect to www', FRONT, redirect('https://www.shop.test/')],
    [
      'a redirect to another name of this machine',
      { ...FRONT, request: { ...get('/'), url: 'http://localhost:8080/' } },
      redirect('http://127.0.0.1:8080/', { url: 'http://localhost:8080/' }),
    ],
    [
      'the login form for a visitor of the dashboard',
      { ...DASHBOARD, request: get('/wp-admin/') },
      redirect('/wp-login.php?redirect_to=x&reauth=1'),
    ],
    [
      'an object that does not exist',
      { ...POSTS, request: get('/wp-json/wp/v2/posts/99') },
      restError(404, 'rest_post_invalid_id'),
    ],
  ])('is given for %s', (_, symptom, given) => {
    expect(judge(symptom, given).verdict).toBe('passes');
  });

  it('is given for an empty answer to HEAD', () => {
    const head = { request: { ...POSTS.request, method: 'HEAD' }, failsOn: [401] };
    expect(judge(head, html(200, '')).verdict).toBe('passes');
  });
});

describe('the verdict "unresolved"', () => {
  it.each<
    [string, UnresolvedReason, { request: typeof POSTS.request; failsOn: number[] }, HttpAnswer]
  >([
    ['a refusal with another status', 'other-error', POSTS, restError(403, 'rest_forbidden')],
    [
      'a route that has gone with its plugin',
      'other-error',
      ORDERS,
      restError(404, 'rest_no_route'),
    ],
    ['a 404 page', 'other-error', FRONT, html(404, '<title>Not found</title>')],
    [
      'a REST request answered by a page',
      'other-error',
      POSTS,
      html(200, '<html><title>Please log in</title></html>'),
    ],
    ['an empty page', 'other-error', FRONT, html(200, ' ')],
    [
      'a wp_die() page with status 200',
      'other-error',
      FRONT,
      html(200, '<body id="error-page"><p>No.</p>'),
    ],
    [
      'a login form instead of a 401',
      'other-error',
      FRONT,
      redirect('https://shop.test/wp-login.php?redirect_to=%2F'),
    ],
    [
      'a password form instead of a 401',
      'other-error',
      FRONT,
      redirect('/?password-protected=login&redirect_to=x'),
    ],
    ['a REST request sent to the home page', 'other-error', POSTS, redirect('https://shop.test/')],
    ['a redirect to a foreign host', 'other-error', FRONT, redirect('https://elsewhere.test/')],
    [
      'a redirect to a host below this one, where a single sign-on may be',
      'other-error',
      FRONT,
      redirect('https://login.shop.test/'),
    ],
    ['a redirect that no browser follows', 'other-error', FRONT, redirect('http://[broken')],
    [
      'the login form for a session',
      'credential-lost',
      DASHBOARD,
      redirect('/wp-login.php?reauth=1'),
    ],
    ['a refused nonce', 'credential-lost', ORDERS, restError(403, 'rest_cookie_invalid_nonce')],
    ['a fatal error', 'server-error', POSTS, restError(500, 'internal_server_error')],
    ['a gateway error', 'server-error', FRONT, html(502, '<title>Bad gateway</title>')],
    [
      'core in maintenance',
      'maintenance',
      POSTS,
      restError(503, 'wp_die', 'Briefly unavailable.', { headers: { 'retry-after': '600' } }),
    ],
    ['a maintenance page', 'maintenance', FRONT, html(503, '<title>Maintenance mode</title>')],
    [
      'a server that is busy',
      'server-error',
      FRONT,
      html(503, '<title>Service unavailable</title>'),
    ],
    ['too many requests', 'rate-limited', POSTS, restError(429, 'too_many')],
    [
      'a lock-out page',
      'rate-limited',
      POSTS,
      html(503, '<title>503</title><h1>Your access to this site has been limited</h1>'),
    ],
    [
      'a challenge',
      'challenge',
      FRONT,
      html(403, '<title>Just a moment...</title>', { headers: { 'cf-mitigated': 'challenge' } }),
    ],
    [
      'a captcha that claims success',
      'challenge',
      FRONT,
      html(202, '<meta http-equiv="refresh" content="0;/.well-known/sgcaptcha/?r=%2F">'),
    ],
    ['a firewall', 'challenge', FRONT, html(403, 'Access Denied - Sucuri Website Firewall')],
  ])('is given for %s', (_, reason, symptom, given) => {
    expect(judge(symptom, given)).toMatchObject({ verdict: 'unresolved', reason });
  });

  it('is given for a 401 by which IIS means "too many requests"', () => {
    const busy = html(401, '<h2>HTTP Error 401.501 - Unauthorized</h2>', {
      headers: { server: 'Microsoft-IIS/10.0' },
    });
    expect(judge(FRONT, busy).reason).toBe('rate-limited');
    const refused = html(401, '<h2>HTTP Error 401.2 - Unauthorized</h2>', {
      headers: { server: 'Microsoft-IIS/10.0' },
    });
    expect(judge(FRONT, refused).verdict).toBe('fails');
  });

  it('is given for a bot challenge, also where 403 counts as failing', () => {
    const challenged = html(403, '', { headers: { 'cf-mitigated': 'challenge' } });
    expect(judge({ ...FRONT, failsOn: [401, 403] }, challenged).reason).toBe('challenge');
  });

  it('is given for a lost nonce, also where 403 counts as failing, unless its code was named', () => {
    const lost = restError(403, 'rest_cookie_invalid_nonce');
    expect(judge({ ...ORDERS, failsOn: [403] }, lost).reason).toBe('credential-lost');
    expect(judge({ ...ORDERS, failsOn: ['rest_cookie_invalid_nonce'] }, lost).verdict).toBe(
      'fails',
    );
  });

  it('comes with the seconds to wait', () => {
    const inSeconds = restError(429, 'x', '', { headers: { 'retry-after': '17' } });
    expect(judge(POSTS, inSeconds).retryAfterSeconds).toBe(17);
    const byDate = restError(429, 'x', '', {
      headers: {
        date: 'Mon, 23 Nov 2026 09:00:00 GMT',
        'retry-after': 'Mon, 23 Nov 2026 09:01:30 GMT',
      },
    });
    expect(judge(POSTS, byDate).retryAfterSeconds).toBe(90);
  });

  it.each<[Problem, UnresolvedReason]>([
    [new Problem('timed-out', { url: 'x', seconds: 30 }), 'no-answer'],
    [new Problem('connection-failed', { host: 'x', cause: 'ECONNRESET' }), 'no-answer'],
    [new Problem('session-lost', { url: 'x' }), 'credential-lost'],
    [new Problem('rate-limited', { url: 'x', retryAfterSeconds: 5 }), 'rate-limited'],
    [new Problem('bot-challenge', { url: 'x', by: 'cloudflare' }), 'challenge'],
  ])('is given for the error %s', (problem, reason) => {
    expect(judge(POSTS, problem)).toMatchObject({
      verdict: 'unresolved',
      reason,
      observed: { status: 0, code: problem.code },
    });
  });
});

describe('an application password that is refused with 400', () => {
  const refused = restError(400, 'simple-jwt-login-middleware', 'Wrong number of segments');
  const judged = (path: string, as: 'application-password' | 'anonymous') =>
    judgeRefusal({ request: get(path, as), failsOn: [401] }, refused);

  it('fails at users/me, and is searched by that code', () => {
    const { observation, failsOn } = judged('/wp-json/wp/v2/users/me', 'application-password');
    expect(observation.verdict).toBe('fails');
    expect(failsOn).toEqual([401, 'simple-jwt-login-middleware']);
  });

  it('is unresolved where the request itself may be wrong, or was sent as a visitor', () => {
    expect(judged('/wp-json/wp/v2/posts', 'application-password').observation.verdict).toBe(
      'passes',
    );
    expect(judged('/wp-json/wp/v2/users/me', 'anonymous').observation.verdict).toBe('passes');
  });
});

describe('an application password that is refused by a plugin that checks passwords itself', () => {
  const refused = restError(500, 'incorrect_password', 'The password you entered is incorrect.');
  const judged = (path: string, as: 'application-password' | 'session') =>
    judgeRefusal({ request: get(path, as), failsOn: [401] }, refused);

  it('fails whatever the status, and is searched by that code', () => {
    const { observation, failsOn } = judged('/wp-json/wp/v2/users/me', 'application-password');
    expect(observation.verdict).toBe('fails');
    expect(failsOn).toEqual([401, 'incorrect_password']);
  });

  it('is a server error for other senders, and with any other code', () => {
    expect(judged('/wp-json/wp/v2/users/me', 'session').observation).toMatchObject({
      verdict: 'unresolved',
      reason: 'server-error',
    });
    const broken = restError(500, 'internal_server_error', 'There has been a critical error.');
    const request = get('/wp-json/wp/v2/users/me', 'application-password');
    expect(judgeRefusal({ request, failsOn: [401] }, broken).observation.verdict).toBe(
      'unresolved',
    );
  });
});
