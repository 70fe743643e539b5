/** Why a switch could not be used, or a plugin would not be switched, in words. */

import { clean } from './describe.ts';

const REASONS: Readonly<Record<string, string>> = {
  'no-session': 'it needs the password of the account (WP_BISECT_PASSWORD).',
  'no-credential': 'it needs a password that the site accepts.',
  'health-check-missing':
    'the Health Check & Troubleshooting plugin is not installed (--install-health-check installs it for this run).',
  'rest-refuses-session':
    'a plugin refuses REST requests of signed-in people; it needs an application password (WP_BISECT_APP_PASSWORD).',
  'not-there-yet': 'it is not there yet.',
};

const REFUSALS: Readonly<Record<string, string>> = {
  'still-active': 'it stayed active, whatever the site answered',
  'still-inactive': 'it stayed inactive, whatever the site answered',
  'went-off-by-itself': 'it went off by itself',
  unreachable: 'this switch cannot reach it',
};

/** Why a plugin would not be switched, in words; the code itself where no sentence is known. */
export function refusalReason(code: string): string {
  return REFUSALS[code] ?? clean(code, 80);
}

/** A switch's reason code in words; the code itself where no sentence is known. */
export function switchReason(code: string): string {
  return REASONS[code] ?? `the site answers ${clean(code, 80)}.`;
}
