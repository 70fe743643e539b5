/** A scene with nothing special but what is given; everything that is sent is written down. */

import type { DiagnosisInput } from '../../src/diagnosis/input.ts';
import { Problem, type ProblemCode, type ProblemFacts } from '../../src/model/errors.ts';
import type { Identity } from '../../src/model/report.ts';
import type {
  HttpAnswer,
  HttpRequest,
  LoginCookie,
  SiteAddress,
} from '../../src/wordpress/http/types.ts';
import { ADDRESS, answer, fakeClient, html, json, restError } from '../symptoms/answers.ts';

/** How the site answers. */
export type Site = (request: HttpRequest, path: string, as: Identity) => HttpAnswer;

/** What is special about a scene. */
export type Special = Partial<Omit<DiagnosisInput, 'clients' | 'given' | 'address'>> & {
  readonly site?: Site;
  readonly address?: SiteAddress | null;
  readonly given?: Partial<DiagnosisInput['given']>;
  /** How an address of the host answers; absent: there is no way to ask one. */
  readonly at?: (ipAddress: string, request: HttpRequest) => HttpAnswer;
  readonly loginCookie?: LoginCookie;
};

const PAGE = html(200, '<html><title>Shop</title></html>', { url: ADDRESS.home });
const LOGIN = withCookies('wordpress_test_cookie=WP%20Cookie%20check; path=/; secure; HttpOnly');

/** The login page with these cookies. */
export function withCookies(...cookies: readonly string[]): HttpAnswer {
  const headers = new Headers({ 'content-type': 'text/html; charset=UTF-8' });
  for (const cookie of cookies) headers.append('set-cookie', cookie);
  const form = '<form><input name="log"><input type="password" name="pwd"></form>';
  return { ...answer(200, form), headers };
}

/** A healthy site. */
export const HEALTHY: Site = (_, path) => {
  if (path.endsWith('wp-login.php')) return LOGIN;
  if (path.endsWith('/authorization-header')) return headerTest('good');
  return path.includes('wp-json') ? json(200, []) : PAGE;
};

/** Site Health's answer on the Authorization header. */
export function headerTest(status: 'good' | 'recommended', server = 'nginx/1.22.1'): HttpAnswer {
  return json(200, { test: 'authorization_header', status }, { headers: { server } });
}

/** A healthy site, but for these paths. */
export function site(special: Readonly<Record<string, HttpAnswer>>): Site {
  return (request, path, as) => special[path] ?? HEALTHY(request, path, as);
}

/** A credential that the site refused. */
export function refusal<C extends ProblemCode>(
  credential: 'application-password' | 'session',
  code: C,
  facts: ProblemFacts[C],
) {
  return { credential, problem: new Problem(code, facts) as unknown as Problem };
}

/** A refused application password, as the proof of credentials tells it. */
export function refusedApplicationPassword(
  why: ProblemFacts['application-passwords-refused']['why'],
  code: string | null = 'rest_not_logged_in',
) {
  const facts = { code, status: 401, why, suspects: [] };
  return refusal('application-password', 'application-passwords-refused', facts);
}

/** The scene, and what was sent there. */
export function sampleInput(special: Special = {}): {
  readonly scene: DiagnosisInput;
  readonly sent: readonly (HttpRequest & { readonly as: Identity })[];
} {
  const { site: respond = HEALTHY, given, at, loginCookie, address = ADDRESS, ...rest } = special;
  const sent: (HttpRequest & { as: Identity })[] = [];
  const client = (as: Identity) => ({
    ...fakeClient(as, (request, path) => {
      sent.push({ ...request, as });
      return { ...respond(request, path, as), url: request.url };
    }),
    ...(as === 'session' && loginCookie && { loginCookie: () => loginCookie }),
  });
  const proven = special.proven ?? ['application-password', 'session'];
  const refused = special.refused ?? [];
  const identities = [...proven, ...refused.map(({ credential }) => credential)];
  const scene: DiagnosisInput = {
    typed: 'shop.test',
    address,
    blocked: null,
    clients: Object.fromEntries(
      (address ? (['anonymous', ...identities] as const) : []).map((as) => [as, client(as)]),
    ),
    proven,
    refused,
    symptoms: [],
    rates: (special.symptoms ?? []).map(() => ({ fails: 4, of: 4 })),
    exact: false,
    plugins: [],
    mustUse: [],
    dropIns: [],
    theme: 'quiet',
    explore: () => Promise.reject(new Error('not used')),
    names: {
      lookup: async () => ['192.0.2.1'],
      authoritative: async () => ['192.0.2.1'],
      hostsFile: async () => [],
    },
    system: 'linux',
    clock: { now: () => 1_790_000_000_000, sleep: async () => {} },
    signal: new AbortController().signal,
    ...rest,
    given: {
      user: 'name',
      applicationPassword: 'shaped',
      password: 'other',
      gate: false,
      ...given,
    },
    ...(at && {
      exploreAt: (ipAddress: string) => async (request: HttpRequest) => {
        sent.push({ ...request, as: 'anonymous' });
        return at(ipAddress, request);
      },
    }),
  };
  return { scene, sent };
}

export { ADDRESS, answer, html, json, restError };
