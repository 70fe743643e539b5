/** What each check of the diagnosis is called: the one table for every screen, answer and message. */

import type { CheckId } from '../model/findings.ts';

type CheckName = {
  /** A row of a list; at most 26 columns. */
  readonly label: string;
  /** In the middle of a sentence: "Not the cause: the address and a cache." */
  readonly phrase: string;
};

/** In the order in which the checks run. */
const NAMES: Readonly<Record<CheckId, CheckName>> = {
  address: { label: 'Site address', phrase: 'the address' },
  gate: { label: 'Server password gate', phrase: 'a password gate of the server' },
  challenge: { label: 'Who asks for the login', phrase: 'who asks for the login' },
  iis: { label: 'IIS (Windows server)', phrase: 'IIS' },
  firewall: { label: 'Firewall or bot check', phrase: 'a firewall' },
  status: { label: 'Statuses other than 401', phrase: 'other errors' },
  credentials: { label: 'User and password', phrase: 'the credentials' },
  'authorization-header': {
    label: 'Authorization header',
    phrase: 'the Authorization header',
  },
  dns: { label: 'Name servers (DNS)', phrase: 'the name servers' },
  cache: { label: 'Caches', phrase: 'a cache' },
  steadiness: { label: 'Always or sometimes', phrase: 'whether it comes and goes' },
  session: { label: 'Session and cookies', phrase: 'the session' },
  'beside-plugins': {
    label: 'Must-use files, drop-ins',
    phrase: 'must-use plugins and drop-ins',
  },
  plugin: { label: 'Known plugins', phrase: 'the plugins' },
};

/** Every check, in the order in which a diagnosis runs them. */
export const CHECK_IDS = Object.keys(NAMES) as readonly CheckId[];

/** What a check looks at, as a row of a list. */
export function checkLabel(check: CheckId): string {
  return NAMES[check].label;
}

/** What a check looks at, in the middle of a sentence. */
export function checkName(check: CheckId): string {
  return NAMES[check].phrase;
}
