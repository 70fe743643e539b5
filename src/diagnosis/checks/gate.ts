/** Does the server ask for a password in front of WordPress, and where? */

import { isProblem } from '../../model/errors.ts';
import type { Answerer, GateFacts, NotLooked } from '../../model/facts/server.ts';
import type { Found } from '../../model/findings.ts';
import type { Cause, Challenge, Symptom } from '../../model/report.ts';
import { STATIC_FILE } from '../../wordpress/discover/recognise.ts';
import { parseChallenges } from '../../wordpress/http/basic-auth.ts';
import type { HttpAnswer } from '../../wordpress/http/types.ts';
import { isAdminPage, isLoginPage, restRouteOf, tellable } from '../../wordpress/http/urls.ts';
import { type Check, hasNoCode, isSigned } from '../check.ts';
import { KNOWN_PLUGINS } from '../fingerprints.ts';
import type { DiagnosisInput } from '../input.ts';
import { isAnswer } from '../reader.ts';
import {
  answererOf,
  hasPhpTraces,
  hasPhpType,
  isServersOwn,
  serverPage,
} from '../response-origin.ts';
import { readerOf, type ServerReadings } from '../server-reader.ts';
import { notWordPress, server } from './after-search.ts';

/** The same below wp-admin, since WordPress 4.9. */
const ADMIN_FILE = 'wp-admin/images/wordpress-logo.svg';

type GateFound = Found<GateFacts | NotLooked>;

/** Does the server itself want a login, before WordPress runs? A static file tells: PHP has no part in it. */
async function gate(input: DiagnosisInput): Promise<GateFound> {
  const look = readerOf(input);
  const { blocked } = input;
  if (isProblem(blocked, 'gate-closed') && blocked.facts.byPlugin) {
    const { url, realm } = blocked.facts;
    return found('cleared', { kind: 'gate-of-php', url: tellable(url), realm, file: null });
  }
  if (input.given.gate && input.address !== null) return openedGate(look);
  const isClosed = isProblem(blocked, 'gate-closed');
  const refused = isClosed ? null : await refusalOf(look);
  if (refused === 'none') return found('cleared', { kind: 'no-gate', file: null });
  if (refused !== null && 'kind' in refused) return found('not-checked', refused);

  const file = await look.file(STATIC_FILE);
  if (!isAnswer(file)) {
    if (isClosed) return closedUnseen(blocked.facts);
    return found('not-checked', file);
  }
  if (file.status === 401) {
    return closedFile(input, file, refused?.url ?? (isClosed ? blocked.facts.url : file.url));
  }
  if (file.status === 403) {
    const facts = { kind: 'files-refused', file: tellable(file.url), status: 403 } as const;
    return found('clue', { ...facts, ...answererOf(file) });
  }
  if (refused === null) return found('cleared', { kind: 'no-gate', file: tellable(file.url) });
  return (await closedPlace(input, look, refused)) ?? openFile(refused, file);
}

function found(result: GateFound['result'], facts: GateFacts | NotLooked): GateFound {
  return { check: 'gate', result, facts };
}

/** A 401 that is to be explained: as it was observed, and the page it comes with, where it still does. */
type Refused = {
  readonly url: string;
  readonly challenges: readonly Challenge[];
  readonly layer: string | null;
  readonly code: string | null;
  readonly page: HttpAnswer | null;
};

async function refusalOf(look: ServerReadings): Promise<Refused | NotLooked | 'none'> {
  const { failing } = look;
  if (failing !== null && failing.observed.status !== 401) return 'none';
  // Whatever else is known, WordPress' REST server has answered: nothing in front of it did.
  if (failing !== null && failing.observed.code !== null && noChallenge(failing)) return 'none';
  const seen = await look.seen();
  const page = isAnswer(seen) && look.isSame(seen) ? seen : null;
  if (failing !== null) {
    const { challenges, code, layer } = failing.observed;
    return { url: failing.request.url, challenges, layer: layer ?? null, code, page };
  }
  if (!isAnswer(seen)) return seen;
  if (seen.status !== 401) return 'none';
  const challenges = challengesIn(seen);
  return { url: seen.url, challenges, layer: serverPage(seen), code: null, page: seen };
}

function noChallenge({ observed }: Symptom): boolean {
  return observed.challenges.length === 0 && observed.layer === undefined;
}

/** The person has opened it with `--gate`: what fails, fails behind it. */
async function openedGate(look: ServerReadings): Promise<GateFound> {
  const file = await look.file(STATIC_FILE);
  if (!isAnswer(file)) return found('not-checked', file);
  const url = tellable(file.url);
  if (file.status !== 401) return found('cleared', { kind: 'no-gate', file: url });
  const { realm } = askedBy(challengesIn(file));
  const facts = { kind: 'gate-opened', file: url, realm } as const;
  return found('clue', { ...facts, ...answererOf(file) });
}

/** The search for the site saw two files closed; now nobody answers. */
function closedUnseen(facts: { url: string; realm: string | null; refused: boolean }): GateFound {
  const { realm, refused } = facts;
  const unseen: Answerer = { server: null, host: null };
  const url = tellable(facts.url);
  const writtenBy = writerOf(realm);
  return found('cause', {
    kind: 'gate-everywhere',
    url,
    file: null,
    realm,
    refused,
    // The search for the site takes nothing but a Basic challenge for a gate.
    scheme: 'Basic',
    writtenBy,
    ...unseen,
  });
}

/**
 * A static file wants a password. That is the server, unless the file is not there and PHP answers in
 * its place: WordPress in a folder of its own, not found yet, with a plugin that asks everybody.
 */
function closedFile(
  { address, blocked }: DiagnosisInput,
  file: HttpAnswer,
  asked: string,
): GateFound {
  const url = tellable(asked);
  const { realm, scheme } = askedBy(challengesIn(file));
  if (hasPhpTraces(file)) return found('cleared', { kind: 'gate-of-php', url, realm, file: null });
  const isFolderSure = (address?.namespaces.length ?? 0) > 0;
  const who = answererOf(file);
  if (!isFolderSure && serverPage(file) === null && hasPhpType(file)) {
    const facts = { kind: 'gate-unproven', url, file: tellable(file.url), realm } as const;
    return found('clue', { ...facts, isFileOpen: false, ...who });
  }
  const refused = isProblem(blocked, 'gate-closed') && blocked.facts.refused;
  return found('cause', {
    kind: 'gate-everywhere',
    url,
    file: tellable(file.url),
    realm,
    scheme,
    refused,
    writtenBy: writerOf(realm),
    ...who,
  });
}

/** Static files are open in general; the server may close one place all the same. */
async function closedPlace(
  input: DiagnosisInput,
  look: ServerReadings,
  refused: Refused,
): Promise<GateFound | null> {
  const { page, code } = refused;
  if (code !== null || (page !== null && hasPhpTraces(page))) return null;
  const place = placeOf(refused.url);
  const { realm, scheme } = askedBy(refused.challenges);
  const facts = { kind: 'gate-place', url: tellable(refused.url), place, realm, scheme } as const;
  const isOwnPage = !isOfKnownPlugin(realm) && (await isServersOwn(input, page));
  if (isOwnPage) {
    return found('cause', { ...facts, proof: 'own-page', ...answererOf(page) });
  }
  if (place !== 'wp-admin') return null;
  const file = await look.file(ADMIN_FILE);
  if (!isAnswer(file) || file.status !== 401 || hasPhpTraces(file)) return null;
  return found('cause', { ...facts, proof: 'static-file', ...answererOf(file) });
}

/** Nothing shows the server: PHP asks, or whoever it is cannot be told from here. */
function openFile(refused: Refused, file: HttpAnswer): GateFound {
  const { challenges, page, code } = refused;
  if (challenges.length === 0) {
    return found('cleared', { kind: 'no-gate', file: tellable(file.url) });
  }
  const isOfPhp = code !== null || (page !== null && (hasPhpTraces(page) || hasPhpType(page)));
  const { realm } = askedBy(challenges);
  const facts = { url: tellable(refused.url), file: tellable(file.url), realm } as const;
  if (isOfPhp || isOfKnownPlugin(realm)) {
    return found('cleared', { kind: 'gate-of-php', ...facts });
  }
  const who = answererOf(page);
  return found('clue', { kind: 'gate-unproven', ...facts, isFileOpen: true, ...who });
}

function placeOf(url: string): Extract<GateFacts, { kind: 'gate-place' }>['place'] {
  const asked = new URL(url);
  if (isLoginPage(asked)) return 'wp-login';
  if (isAdminPage(asked) || /\/wp-admin\//.test(asked.pathname)) return 'wp-admin';
  return restRouteOf(url) === null ? 'elsewhere' : 'rest';
}

function challengesIn(answer: HttpAnswer) {
  return parseChallenges(answer.headers.get('www-authenticate'));
}

/** Basic, where it is among what is asked for: the one that `--gate` can answer. */
function askedBy(challenges: readonly Challenge[]): {
  readonly realm: string | null;
  readonly scheme: string | null;
} {
  const basic = challenges.find(({ scheme }) => /^basic$/i.test(scheme)) ?? challenges[0];
  return { realm: basic?.realm ?? null, scheme: basic?.scheme ?? null };
}

function isOfKnownPlugin(name: string | null): boolean {
  return (
    name !== null && KNOWN_PLUGINS.some(({ signs }) => signs.some(({ realm }) => realm === name))
  );
}

/** A plugin that writes such a rule into `.htaccess`, known by the gate's name. */
function writerOf(name: string | null): string | null {
  const known = KNOWN_PLUGINS.find(
    ({ leaves, signs }) =>
      leaves?.includes('htaccess') && signs.some(({ realm }) => realm === name),
  );
  return name === null ? null : (known?.name ?? null);
}

/**
 * A rule in the server's own configuration may be a plugin's, which takes it back when it is
 * deactivated. Nginx reads no file that a plugin could have written.
 */
function isLeftToSearch(facts: GateFacts): boolean {
  switch (facts.kind) {
    case 'gate-place':
      return !(facts.proof === 'own-page' && facts.server === 'nginx');
    case 'gate-everywhere':
      return facts.writtenBy !== null;
    default:
      return false;
  }
}

function kindOf({ kind }: GateFacts): Cause['kind'] {
  switch (kind) {
    case 'gate-of-php':
      return 'plugin-suspected';
    case 'files-refused':
      return 'server';
    case 'no-gate':
      return 'unknown';
    default:
      return 'server-basic-auth';
  }
}

export const gateCheck: Check<GateFacts> = {
  id: 'gate',
  sureness: 5,
  explains: hasNoCode,
  run: gate,
  kindOf,
  maySpareSearch: (input) => !isSigned(input),
  isLeftToSearch,
  after: [
    { order: 4, run: server },
    { order: 21, run: notWordPress },
  ],
};
