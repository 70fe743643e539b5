/** Why something was not done or does not count, one whole sentence for each code. */

import { type Language, msg } from '../language/language.ts';
import type { Staleness } from '../model/notes.ts';
import { own } from '../model/own-property.ts';
import type { RefusalReason } from '../model/report.ts';
import { type CredentialSource, clean } from './format.ts';

/** Why the results of an earlier run do not count. */
export const STALE: Readonly<Record<Staleness, string>> = {
  'not-recorded': msg('Its journal does not tell what was examined.'),
  'too-old': msg('It is more than a day old.'),
  'plugins-changed': msg('The active plugins or their versions have changed since.'),
  'symptoms-changed': msg('What fails now is not what it examined.'),
  'comes-and-goes': msg('The failure comes and goes, so a single test proves nothing.'),
  'other-switch': msg('It switched plugins in another way.'),
  'in-a-session': msg(
    'It used a session of its own, and such results count only when that session has ended well.',
  ),
};

/** Why a refusal is usually no fault. */
export const MEANT: Readonly<Record<RefusalReason, string>> = {
  'hides-user-names': msg(
    'That is usual protection: it hides user names, and is probably not your problem.',
  ),
  'closes-xmlrpc': msg(
    'That is usual protection against XML-RPC attacks, and is probably not your problem.',
  ),
  'wants-a-login': msg('WordPress shows this only after a login.'),
  'wants-a-token': msg('This part of REST is for apps with a token of their own.'),
  'no-https': msg('WordPress offers application passwords over https only.'),
};

const UNSOLVED: Readonly<Record<string, string>> = {
  'not-reproduced': msg('It did not fail again with every plugin on.'),
  'not-a-plugin': msg('It fails with every suspect off, too.'),
  inconclusive: msg('The results of the tests contradict each other.'),
  contradiction: msg('The results of the tests contradict each other.'),
  'non-monotone': msg('Other plugins both cause and cure it.'),
  unresolved: msg('With some plugins off, other errors hide whether it fails.'),
  flaky: msg('It comes and goes too irregularly.'),
  'too-many': msg('Too many plugins seem to be involved.'),
};

/** Why a failing request is left without an explanation. */
export function unsolvedReason(t: Language, reason: string): string {
  const known = own(UNSOLVED, reason);
  return known === undefined ? theReasonIs(t, reason) : t.__(known);
}

const REASONS: Readonly<Record<string, string>> = {
  'no-session': msg('It needs the password of the account.'),
  'session-refused': msg('The password of the account did not open a session.'),
  'no-credential': msg('It needs a password that the site accepts.'),
  'health-check-missing': msg('The Health Check & Troubleshooting plugin is not installed.'),
  'rest-refuses-session': msg(
    'A plugin refuses REST requests of signed-in users, so this switch needs an application password.',
  ),
  'health-check-inactive': msg('The Health Check & Troubleshooting plugin is not active.'),
  'no-form': msg('Health Check shows no form for a troubleshooting session.'),
  'no-cookie': msg('Health Check began no troubleshooting session.'),
  'not-isolating': msg('Health Check does not leave plugins out on this site.'),
  'session-ended': msg('Its session ended.'),
  'isolation-lost': msg('Its session ended, or another administrator began one.'),
  'request-into-wp-admin': msg('A request into wp-admin is not safe inside its session.'),
  'server-error': msg("wp-admin's page of plugins answers with an error of the server."),
  'redirected-away': msg("wp-admin's page of plugins leads elsewhere."),
  'session-lost': msg('The site ended the session at once.'),
  'page-refused': msg("The site does not open wp-admin's page of plugins for this account."),
  'changes-refused': msg('The site refuses every change of its plugins in this way.'),
  'no-wp-cli': msg('It needs a WP-CLI command for this site.'),
  'wp-cli-missing': msg('The program of its command cannot be started.'),
  'wp-cli-failed': msg('Its command failed.'),
  'wp-cli-timed-out': msg('Its command did not end in time.'),
  'wp-cli-unclear': msg('Its command did not print what WP-CLI prints.'),
  'wp-cli-other-site': msg('Its command leads to another site.'),
  'by-hand': msg('Your browser cannot see its session, and you check the failure yourself.'),
  'does-not-show': msg('The failure does not show in its session.'),
  unclear: msg('What it showed was not clear.'),
  'stays-with-everything-off': msg(
    'The failure stays in its session with every plugin off. Only a real deactivation shows what a plugin left behind.',
  ),
  'stays-with-no-hook-run': msg(
    'The failure stays with every plugin off. Only a real deactivation shows what a plugin left behind.',
  ),
  'directory-unreachable': msg(
    'Health Check could not be installed: the site cannot reach the plugin directory.',
  ),
  'file-changes-forbidden': msg(
    'Health Check could not be installed: the site forbids file changes.',
  ),
  'file-credentials': msg(
    'Health Check could not be installed: the site would ask for FTP credentials.',
  ),
  'not-allowed': msg('Health Check could not be installed: this user may not install plugins.'),
  'would-not-start': msg('Health Check was installed and would not start; it was removed again.'),
  other: msg('Health Check could not be installed.'),
};

/** What gives a switch what it needs, where that is given beforehand. */
const REMEDIES: Readonly<Record<string, string>> = {
  'no-session': msg('Put it into WP_BISECT_PASSWORD.'),
  'health-check-missing': msg('--install-health-check installs it for this run.'),
  'rest-refuses-session': msg('Put one into WP_BISECT_APP_PASSWORD.'),
  'health-check-inactive': msg('--install-health-check activates it for this run.'),
};

const REFUSALS: Readonly<Record<string, string>> = {
  'still-active': msg('It stayed active, whatever the site answered.'),
  'still-inactive': msg('It stayed inactive, whatever the site answered.'),
  'went-off-by-itself': msg('It went off by itself.'),
  unreachable: msg('This switch cannot reach it.'),
  fatal: msg('It ended in a fatal error.'),
  'server-error': msg('It ended in an error of the server.'),
  'wp-die': msg('WordPress, or a plugin, refused it on a page of its own.'),
  redirected: msg('It answered with a redirect.'),
  unexpected_redirect: msg('It answered with a redirect.'),
  'not-installed': msg('It is not installed.'),
  'inactive-on-site': msg('It is inactive on the site.'),
  'same-folder': msg('It shares its folder with a plugin that stays on.'),
};

/** Why a plugin would not be switched; the code itself where no sentence is known. */
export function refusalReason(t: Language, code: string): string {
  const known = own(REFUSALS, /^http-5\d\d$/.test(code) ? 'server-error' : code);
  return known === undefined ? theReasonIs(t, code) : t.__(known);
}

/** A switch's reason code in words; the code itself where no sentence is known. */
export function switchReason(
  t: Language,
  code: string,
  given: CredentialSource = 'beforehand',
): string {
  const known = own(REASONS, code);
  const reason =
    known === undefined
      ? t.__('The site answers %(code)s.', { code: clean(code, 80) })
      : t.__(known);
  const remedy = given === 'asked' ? undefined : own(REMEDIES, code);
  return remedy === undefined ? reason : `${reason} ${t.__(remedy)}`;
}

function theReasonIs(t: Language, code: string): string {
  return t.__('The reason: %(code)s.', { code: clean(code, 200) });
}
