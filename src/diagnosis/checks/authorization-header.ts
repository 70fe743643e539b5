import { isProblem } from '../../model/errors.ts';
import type { HeaderFacts, ServerKind } from '../../model/facts/access.ts';
import type { FindingResult, Found } from '../../model/findings.ts';
import type { Symptom } from '../../model/report.ts';
import { isSecretName } from '../../model/secrets.ts';
import {
  basicRealm,
  HEADER_TEST,
  hasAuthorization,
  headerArrives,
} from '../../wordpress/http/basic-auth.ts';
import { findJson } from '../../wordpress/http/json.ts';
import { restUrl, tellable } from '../../wordpress/http/urls.ts';
import type { Check } from '../check.ts';
import type { DiagnosisInput } from '../input.ts';
import { lookAgain } from '../reader.ts';

/** Does the Authorization header reach PHP? Site Health knows, and tells it to whoever is signed in. */
async function authorizationHeader(input: DiagnosisInput): Promise<Found<HeaderFacts>> {
  const foreign = input.symptoms.filter(isOfForeignCredential);
  const [first] = foreign;
  if (first) {
    const facts = { url: tellable(first.request.url), code: first.observed.code } as const;
    return {
      ...found('cause', { kind: 'header-foreign', ...facts, gate: input.given.gate }),
      explained: foreign.map((symptom) => input.symptoms.indexOf(symptom)),
    };
  }
  if (input.proven.includes('application-password')) {
    return found('cleared', { kind: 'header-arrives', shownBy: 'application-password' });
  }
  if (wasRecognised(input)) {
    return found('cleared', { kind: 'header-arrives', shownBy: 'application-password' });
  }
  const unknown = (why: (HeaderFacts & { kind: 'header-unknown' })['why'], status: number | null) =>
    found('not-checked', { kind: 'header-unknown', why, status });
  if (!input.address || !input.proven.includes('session')) return unknown('no-session', null);

  const url = restUrl(input.address, HEADER_TEST.route);
  const answer = await lookAgain(input, { as: 'session', url, headers: HEADER_TEST.headers });
  if (answer === null) return unknown('no-answer', null);
  if (basicRealm(answer) !== null) return unknown('gate', answer.status);
  const arrives = headerArrives(answer.status, findJson(answer.text));
  if (arrives === null) return unknown('refused', answer.status);
  if (arrives) {
    return found('cleared', { kind: 'header-arrives', shownBy: 'site-health' });
  }
  // The gate's own password is in the same header: it is not lost, it is taken.
  if (input.given.gate) return unknown('gate', answer.status);
  const matters = isUsed(input);
  const server = serverKind(answer.headers.get('server'));
  const explained = [...input.symptoms.keys()].filter((at) => isSentWithHeader(input.symptoms[at]));
  const lost = found(matters ? 'cause' : 'clue', { kind: 'header-lost', server, matters });
  return { ...lost, explained };
}

/** Core's words for an application password that is none (wp-includes/user.php). */
const OF_PASSWORD = /^(?:incorrect_password|invalid_username|invalid_email)$/;

/**
 * True where WordPress complains of a credential although none was sent. Whoever is in front of it has put
 * one in, such as the user of a portal; WooCommerce and others only make WordPress look at it.
 */
function isOfForeignCredential({ request, observed }: Symptom): boolean {
  const { as, headers, url } = request;
  const bringsOwn =
    hasAuthorization(request) ||
    Object.keys(headers).some(isSecretName) ||
    [...new URL(url).searchParams.keys()].some(isSecretName);
  return as === 'anonymous' && !bringsOwn && OF_PASSWORD.test(observed.code ?? '');
}

/** A password that WordPress has called wrong has reached it. */
function wasRecognised({ refused }: DiagnosisInput): boolean {
  return refused.some(
    ({ credential, problem }) =>
      credential === 'application-password' &&
      (isProblem(problem, 'not-allowed') ||
        isProblem(problem, 'wrong-password') ||
        isProblem(problem, 'unknown-user')),
  );
}

/** True where something that fails is sent with that header, or only an application password was refused. */
function isUsed({ symptoms, refused }: DiagnosisInput): boolean {
  if (symptoms.length > 0) return symptoms.some(isSentWithHeader);
  return refused.some(({ credential }) => credential === 'application-password');
}

function isSentWithHeader(symptom: Symptom | undefined): boolean {
  if (!symptom) return false;
  return symptom.request.as === 'application-password' || hasAuthorization(symptom.request);
}

/** The web server by its `Server` header. */
function serverKind(header: string | null): ServerKind {
  const named = header ?? '';
  if (/litespeed/i.test(named)) return 'litespeed';
  if (/apache/i.test(named)) return 'apache';
  if (/nginx|openresty|tengine/i.test(named)) return 'nginx';
  return /iis/i.test(named) ? 'iis' : 'other';
}

function found(result: FindingResult, facts: HeaderFacts): Found<HeaderFacts> {
  return { check: 'authorization-header', result, facts };
}

export const authorizationHeaderCheck: Check<HeaderFacts> = {
  id: 'authorization-header',
  sureness: 8,
  explains: ({ request }) => request.as === 'application-password',
  run: authorizationHeader,
  kindOf: ({ kind }) => {
    if (kind === 'header-foreign') return 'foreign-credential';
    return kind === 'header-lost' ? 'authorization-header-stripped' : 'unknown';
  },
  maySpareSearch: ({ refused, symptoms }) =>
    refused.length > 0 ||
    symptoms.some(isOfForeignCredential) ||
    symptoms.some(({ request }) => request.as === 'application-password'),
};
