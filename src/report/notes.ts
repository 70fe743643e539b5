/** Facts worth telling that are not errors, one sentence each. */

import { own } from '../model/own-property.ts';
import type { Note, RefusalReason, Staleness, Symptom } from '../model/report.ts';
import { keyringNote, madeNote } from './approval-page.ts';
import {
  answerLine,
  clean,
  count,
  duration,
  type Given,
  list,
  moment,
  pathOf,
  requestLine,
  symptomTitle,
  urlWord,
} from './format.ts';
import { MULTISITE } from './problems/multisite.ts';
import { notTracedReason } from './trace.ts';

/** Names of plugins by id; the id itself where none is known. */
export type NameOf = (plugin: string) => string;

/** A note as a sentence. `symptoms` are those of the report, for notes that point at one. */
export function explainNote(note: Note, name: NameOf, symptoms: readonly Symptom[] = []): string {
  const names = (plugins: readonly string[]) => list(plugins.map(name));
  const titleOf = (index: number) => {
    const symptom = symptoms[index];
    return symptom === undefined ? `Symptom ${index + 1}` : symptomTitle(symptom);
  };
  switch (note.type) {
    case 'plain-http':
      return `${clean(note.host)} is reached over plain http: passwords travel unencrypted.`;
    case 'switch-skipped':
      return `The ${note.switch} switch was not used: ${switchReason(note.code)}`;
    case 'hazard':
      return note.pinned
        ? `${name(note.plugin)} was not switched off: ${clean(note.what)}. To test it, name it with --only.`
        : `${name(note.plugin)} was among the plugins switched: ${clean(note.what)}.`;
    case 'left-behind':
      return `Health Check keeps something until it is deleted: ${leftBehind(note.what)}.`;
    case 'appeared-meanwhile':
      return `Somebody activated ${names(note.plugins)} during the run; that was left alone.`;
    case 'awkward-plugin':
      return `${name(note.plugin)} would not be switched: ${refusalReason(note.code)}.`;
    case 'non-monotone':
      return `The failure also depends on ${names(note.plugins)} being active: switching ${note.plugins.length === 1 ? 'it' : 'them'} off can itself cause a 401.`;
    case 'rate-limited':
      return `The site slowed this run down (429): ${duration(note.waitedSeconds)} were spent waiting.`;
    case 'site-suffers':
      return note.from === 'slow'
        ? 'The site became much slower during the run, also with everything on. The run stopped early for its sake; try again when less is going on there.'
        : 'The site began to answer with errors or not at all, also with everything on. The run stopped early for its sake; see whether it works, then try again.';
    case 'flaky':
      return `The failure comes and goes: about ${Math.round(note.failRate * 100)} of 100 requests fail. Each set was therefore tried several times.`;
    case 'symptom-not-solved':
      return `${titleOf(note.symptom)}: not explained: ${unsolved(note.reason)}.`;
    case 'off-again':
      return `Another administrator activated ${names(note.plugins)} during the run, and at the end it is off: WordPress may have lost the change, or somebody deactivated it. Check it under Plugins.`;
    case 'taken-off-list':
      return `WordPress took ${names(note.plugins)} off its list of active plugins, because the files are gone; it does that whenever somebody opens the page of plugins. Nothing of it was running before, either.`;
    case 'leads':
      return `It fails with ${names(note.plugins)} as the only ${note.plugins.length === 1 ? 'suspect' : 'suspects'} on; what of that it takes is not proven.`;
    case 'gone-meanwhile':
      return `${titleOf(note.symptom)} works with everything on again, so the failure came and went by itself: what was proven of ${names(note.plugins)} is withdrawn.`;
    case 'ended-by-switching':
      return `${titleOf(note.symptom)} works since plugins were switched, also with all of them on again: switching plugins made the failure go away. A cache was emptied, or a plugin deleted a setting when it was switched off.${note.plugins.length === 0 ? '' : ` Look first at ${names(note.plugins)}: that went off between the last failure and the first success.`}`;
    case 'site-lags':
      return 'This site notices a switch late (several servers, a replica or a cache): each switch was waited out.';
    case 'two-voices':
      return 'This site answers with two voices: its servers or caches disagree about which plugins are active. Nothing can be proven that way. Switch the cache off or ask for a single server, or use --switch isolated.';
    case 'over-forecast':
      return `The run used up the ${count(note.probes, 'probe')} of its forecast and stopped.`;
    case 'session-renewed':
      return 'The session ended during the run and was renewed.';
    case 'other-error':
      return `${requestLine(note.request)} answers ${answerLine(note.observed)}, which does not count as failing. To search for what makes it: ${searchFor(note)}.`;
    case 'not-searched':
      return `${requestLine(note.request)} answers ${answerLine(note.observed)}: ${MEANT[note.reason]}. To search for the plugin behind it all the same: --request "${note.request.method} ${pathOf(note.request.url)}".`;
    case 'multisite':
      return 'This is a multisite network: plugins that are active for the whole network were left alone. To test them for all its sites, add --network.';
    case 'network-switched':
      return `This concerns every site of the network: ${names(note.plugins)} ${note.plugins.length === 1 ? 'is' : 'are'} switched for all of them.`;
    case 'network-closed': {
      const { fact, remedy } = MULTISITE['network-closed'](note, 'beforehand');
      return `${fact} ${remedy}`;
    }
    case 'restored-leftover':
      return `An earlier run (${moment(note.since)}) was cut off; what it had left off was put back first.`;
    case 'resumed-from':
      return `The run of ${moment(note.since)} was taken up again: ${count(note.probes, 'probe')} of it counted, and nothing of that was tried twice.`;
    case 'not-resumed':
      return `What the run of ${moment(note.since)} had found out was not used: ${STALE[note.why]}. Everything was tried anew.`;
    case 'leftover-found':
      return `A run on this site${note.since === null ? '' : ` (${moment(note.since)})`} was cut off and has not been put back: plugins may be off. --restore puts them back; nothing was touched now.`;
    case 'nothing-to-restore':
      return 'No run on this machine has left anything to put back. Journals are kept where the run was interrupted (and in its WP_BISECT_HOME).';
    case 'restore-by-wp-cli':
      return 'The interrupted run switched plugins through WP-CLI. If nobody can sign in, give the same --wp-cli to --restore.';
    case 'restored-through':
      return note.instead === null
        ? `The ${note.switch} switch put the plugins back.`
        : `The ${note.switch} switch put the plugins back: the ${note.instead} switch could not.`;
    case 'journal-stays':
      return `The journal of this run could not be deleted: ${clean(note.path)}. Delete it by hand; otherwise the next run takes this one for interrupted, and switches on what was active before it.`;
    case 'application-password-made':
      return madeNote(note);
    case 'keyring':
      return keyringNote(note);
    case 'not-traced':
      return `The line of code was not looked up: ${notTracedReason(note.code, note.detail)}.`;
    case 'tracer-used':
      return note.file === null
        ? 'A tracing plugin was uploaded to name the line of code, and removed again before any plugin was switched.'
        : `The tracer wp-content/mu-plugins/${clean(note.file, 120)} named the line of code. Delete that file now.`;
    case 'traced-otherwise':
      return `${titleOf(note.symptom)}: the answer was written in ${name(note.plugin)}, and switching plugins says otherwise. What was switched is the proof.`;
    case 'insecure-tls':
      return note.by === 'environment'
        ? 'The certificate of the site was not checked (NODE_TLS_REJECT_UNAUTHORIZED=0 is set in the environment).'
        : 'The certificate of the site was not checked (--insecure).';
  }
}

/** The command that searches for another error than a 401; the address as it was found. */
function searchFor({ request, observed }: Extract<Note, { type: 'other-error' }>): string {
  if (observed.status < 500) return `--fails-on ${observed.status}`;
  const { origin, pathname } = new URL(request.url);
  const folder = pathname.replace(
    /(?:wp-(?:admin|json|content|includes)\b|wp-\w+\.php|xmlrpc\.php).*$/,
    '',
  );
  return `wp-bisect ${urlWord(origin + folder)} --bisect --fails-on ${observed.status}`;
}

/** Notes worth a line while the run is on; the rest waits for the report. */
export function isUrgent(note: Note): boolean {
  if (note.type === 'keyring') return true;
  return [
    'plain-http',
    'insecure-tls',
    'appeared-meanwhile',
    'leftover-found',
    'not-traced',
    'network-switched',
    'network-closed',
  ].includes(note.type);
}

/** `must-use:FILE` or `option:NAME` in words. */
function leftBehind(what: string): string {
  const [kind, name = ''] = what.split(/:(.*)/s);
  return kind === 'must-use'
    ? `the file mu-plugins/${clean(name, 80)}, without effect outside of a session`
    : `the option ${clean(name, 80)}`;
}

const STALE: Readonly<Record<Staleness, string>> = {
  'not-recorded': 'its journal does not tell what was examined',
  'too-old': 'it is more than a day old',
  'plugins-changed': 'the active plugins or their versions are not the same any more',
  'symptoms-changed': 'what fails now is not what it examined',
  'comes-and-goes': 'the failure comes and goes, so a single look proves nothing',
  'other-switch': 'it switched plugins in another way',
  'in-a-session': 'what a session of its own shows counts only when that session has ended well',
};

/** Why a refusal is usually no fault. */
const MEANT: Readonly<Record<RefusalReason, string>> = {
  'hides-user-names': 'usual protection that hides user names, probably not your problem',
  'closes-xmlrpc': 'usual protection against XML-RPC attacks, probably not your problem',
  'wants-a-login': 'WordPress shows this to nobody without a login',
  'no-https': 'WordPress offers application passwords over https only',
};

const UNSOLVED: Readonly<Record<string, string>> = {
  'not-reproduced': 'it did not fail again with everything on',
  'not-a-plugin': 'it fails with every suspect off, too',
  inconclusive: 'the evidence contradicts itself',
  contradiction: 'the evidence contradicts itself',
  'non-monotone': 'other plugins both cause and cure it',
  unresolved: 'other errors keep the request from telling in some states',
  flaky: 'it comes and goes too irregularly',
  'too-many': 'too many plugins seem to be involved',
};

function unsolved(reason: string): string {
  return own(UNSOLVED, reason) ?? clean(reason, 200);
}

/** Why a switch could not be used, or a plugin would not be switched, in words. */

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
  'no-wp-cli': 'it needs a WP-CLI command for this site.',
  'wp-cli-missing': 'the program of its command cannot be started.',
  'wp-cli-failed': 'its command failed.',
  'wp-cli-timed-out': 'its command did not end in time.',
  'wp-cli-unclear': 'its command did not print what WP-CLI prints.',
  'wp-cli-other-site': 'its command leads to another site.',
  'by-hand':
    'a session of its own cannot be seen in your browser, and what fails is judged by hand.',
  'does-not-show': 'the failure does not show in its session.',
  unclear: 'what it showed was not clear.',
  'stays-with-everything-off':
    'the failure stays in its session with every plugin left out; only really switching shows what a plugin left behind.',
  'stays-with-no-hook-run':
    'the failure stays with every plugin off; only a real deactivation shows what a plugin left behind.',
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
