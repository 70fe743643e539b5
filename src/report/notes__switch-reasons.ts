/** Why a switch could not be used, or a plugin would not be switched, in words. */

import { own } from '../model/own-property.ts';
import { clean } from './format.ts';
import type { Given } from './format__sentence.ts';

const REASONS: Readonly<Record<string, string>> = {
  'no-session': 'it needs the password of the account.',
  'session-refused': 'the password of the account did not open a session.',
  'no-credential': 'it needs a password that the site accepts.',
  'health-check-missing': 'the Health Check & Troubleshooting plugin is not installed.',
  'rest-refuses-session':
    'a plugin refuses REST requests of signed-in people; it needs an application password.',
  'health-check-inactive': 'the Health Check & Troubleshooting plugin is not active.',
  'no-form': 'Health Check shows no form for a troubleshooting session.',
  'no-cookie': 'Health Check began no troubleshooting session.',
  'not-isolating': 'Health Check does not leave plugins out on this site.',
  'session-ended': 'its session ended.',
  'isolation-lost': 'its session ended, or somebody else began another.',
  'request-into-wp-admin': 'a request into wp-admin is not safe inside its session.',
  'by-hand':
    'a session of its own cannot be seen in your browser, and what fails is judged by hand.',
  'does-not-show': 'the failure does not show in its session.',
  unclear: 'what it showed was not clear.',
  'stays-with-everything-off':
    'the failure stays in its session with every plugin left out; only really switching shows what a plugin left behind.',
  'directory-unreachable':
    'Health Check could not be installed: the site cannot reach the plugin directory.',
  'file-changes-forbidden': 'Health Check could not be installed: the site forbids file changes.',
  'file-credentials':
    'Health Check could not be installed: the site would ask for FTP credentials.',
  'not-allowed': 'Health Check could not be installed: this user may not install plugins.',
  'would-not-start': 'Health Check was installed and would not start; it was removed again.',
  other: 'Health Check could not be installed.',
};

/** What gives a switch what it needs, where that is given beforehand. */
const REMEDIES: Readonly<Record<string, string>> = {
  'no-session': 'WP_BISECT_PASSWORD',
  'session-refused': 'WP_BISECT_PASSWORD',
  'health-check-missing': '--install-health-check installs it for this run',
  'rest-refuses-session': 'WP_BISECT_APP_PASSWORD',
  'health-check-inactive': '--install-health-check activates it for this run',
};

const REFUSALS: Readonly<Record<string, string>> = {
  'still-active': 'it stayed active, whatever the site answered',
  'still-inactive': 'it stayed inactive, whatever the site answered',
  'went-off-by-itself': 'it went off by itself',
  unreachable: 'this switch cannot reach it',
  fatal: 'it ended in a fatal error',
  redirected: 'it answered with a redirect',
  'not-installed': 'it is not installed',
  'inactive-on-site': 'it is inactive on the site',
  'same-folder': 'it shares its folder with a plugin that stays on',
};

/** Why a plugin would not be switched, in words; the code itself where no sentence is known. */
export function refusalReason(code: string): string {
  return own(REFUSALS, code) ?? clean(code, 80);
}

/** A switch's reason code in words; the code itself where no sentence is known. */
export function switchReason(code: string, given: Given = 'beforehand'): string {
  const reason = own(REASONS, code) ?? `the site answers ${clean(code, 80)}.`;
  const remedy = given === 'asked' ? undefined : own(REMEDIES, code);
  return remedy === undefined ? reason : `${reason.slice(0, -1)} (${remedy}).`;
}
