/** Facts worth telling that are not errors, one sentence each. */

import { type Language, msg } from '../language/language.ts';
import { own } from '../model/own-property.ts';
import type { Note, RefusalReason, Staleness, Symptom } from '../model/report.ts';
import { keyringNote, madeNote } from './approval-page.ts';
import {
  answerLine,
  clean,
  type Given,
  moment,
  pathOf,
  requestLine,
  symptomTitle,
} from './format.ts';
import { notTracedReason } from './trace.ts';

/** Names of plugins by id; the id itself where none is known. */
export type NameOf = (plugin: string) => string;

/** A note as a sentence. `symptoms` are those of the report, for notes that point at one. */
export function explainNote(
  t: Language,
  note: Note,
  name: NameOf,
  symptoms: readonly Symptom[] = [],
): string {
  const names = (plugins: readonly string[]) => t.list(plugins.map(name));
  const titleOf = (index: number) => {
    const symptom = symptoms[index];
    return symptom === undefined
      ? t.__('request %(number)s', { number: index + 1 })
      : symptomTitle(t, symptom);
  };
  switch (note.type) {
    case 'plain-http':
      return t.__('%(host)s uses plain http: passwords travel unencrypted.', {
        host: clean(note.host),
      });
    case 'switch-skipped':
      return t.__('The %(switch)s switch was not used. %(reason)s', {
        switch: note.switch,
        reason: switchReason(t, note.code),
      });
    case 'hazard': {
      const given = { plugin: name(note.plugin), what: clean(t.__(note.what)) };
      return note.pinned
        ? t.__('%(plugin)s was not switched off: %(what)s. To test it, name it with --only.', given)
        : t.__('%(plugin)s was among the plugins switched: %(what)s.', given);
    }
    case 'left-behind':
      return leftBehind(t, note.what);
    case 'appeared-meanwhile':
      return t.__(
        'Another administrator activated %(plugins)s during the run. wp-bisect left that as it is.',
        { plugins: names(note.plugins) },
      );
    case 'awkward-plugin':
      return t.__('%(plugin)s could not be switched: %(reason)s.', {
        plugin: name(note.plugin),
        reason: refusalReason(t, note.code),
      });
    case 'non-monotone':
      return t.__(
        'The failure also depends on these plugins being active: %(plugins)s. Switching them off can itself cause a 401.',
        { plugins: names(note.plugins) },
      );
    case 'rate-limited':
      return t.__('The site slowed this run down (429): wp-bisect waited %(duration)s.', {
        duration: t.duration(note.waitedSeconds),
      });
    case 'site-suffers':
      return note.from === 'slow'
        ? t.__(
            'The site became much slower during the run, also with every plugin on. The run stopped early to spare it. Try again at a quieter time.',
          )
        : t.__(
            'The site began to answer with errors or not at all, also with every plugin on. The run stopped early to spare it. See whether it works, then try again.',
          );
    case 'flaky':
      return t.__(
        'The failure comes and goes: about %(rate)s of 100 requests fail. wp-bisect therefore tested each set several times.',
        { rate: Math.round(note.failRate * 100) },
      );
    case 'symptom-not-solved':
      return t.__('%(request)s is not explained: %(reason)s.', {
        request: titleOf(note.symptom),
        reason: unsolved(t, note.reason),
      });
    case 'off-again':
      return t.__(
        'Another administrator activated %(plugins)s during the run, but at the end it is off. Check it under Plugins.',
        { plugins: names(note.plugins) },
      );
    case 'taken-off-list':
      return t.__(
        'WordPress took %(plugins)s off its list of active plugins, because the files are gone. It does that at every visit to the plugins page. Nothing of it was running before.',
        { plugins: names(note.plugins) },
      );
    case 'leads':
      return t.__(
        'The request fails with only these suspects on: %(plugins)s. The run did not confirm which of them are needed.',
        { plugins: names(note.plugins) },
      );
    case 'gone-meanwhile':
      return t.__(
        '%(request)s works with every plugin on again, so the failure came and went by itself. The proof against %(plugins)s no longer counts.',
        { request: titleOf(note.symptom), plugins: names(note.plugins) },
      );
    case 'ended-by-switching': {
      const fact = t.__(
        '%(request)s works since plugins were switched, also with all of them on again. A cache was emptied, or a plugin deleted a setting when it was switched off.',
        { request: titleOf(note.symptom) },
      );
      if (note.plugins.length === 0) return fact;
      return `${fact} ${t.__('Look first at %(plugins)s: that went off between the last failure and the first success.', { plugins: names(note.plugins) })}`;
    }
    case 'site-lags':
      return t.__(
        'This site notices a switch late (several servers, a replica or a cache). wp-bisect waited after each switch.',
      );
    case 'two-voices':
      return t.__(
        'The servers or caches of this site disagree about which plugins are active, so nothing can be proved. Switch the cache off, ask for a single server, or use --switch isolated.',
      );
    case 'over-forecast':
      return t._n(
        'The run used up the %(count)s test of its forecast and stopped.',
        'The run used up the %(count)s tests of its forecast and stopped.',
        note.probes,
      );
    case 'session-renewed':
      return t.__('The session ended during the run, and wp-bisect renewed it.');
    case 'other-error':
      return t.__(
        '%(request)s answers %(answer)s, which does not count as failing. To search for its cause: --fails-on %(status)s.',
        {
          request: requestLine(t, note.request),
          answer: answerLine(t, note.observed),
          status: note.observed.status,
        },
      );
    case 'not-searched':
      return t.__(
        '%(request)s answers %(answer)s: %(reason)s. To search for the plugin behind it: %(flag)s.',
        {
          request: requestLine(t, note.request),
          answer: answerLine(t, note.observed),
          reason: t.__(MEANT[note.reason]),
          flag: `--request "${note.request.method} ${pathOf(note.request.url)}"`,
        },
      );
    case 'multisite':
      return t.__(
        'This is a multisite network: wp-bisect left plugins alone that are active for the whole network.',
      );
    case 'restored-leftover':
      return t.__(
        'An earlier run (%(time)s) did not finish. wp-bisect restored its plugins first.',
        { time: moment(note.since) },
      );
    case 'resumed-from':
      return t._n(
        'wp-bisect continued the run of %(time)s: %(count)s test of it counted.',
        'wp-bisect continued the run of %(time)s: %(count)s tests of it counted.',
        note.probes,
        { time: moment(note.since) },
      );
    case 'not-resumed':
      return t.__('wp-bisect did not use the results of the run of %(time)s: %(reason)s.', {
        time: moment(note.since),
        reason: t.__(STALE[note.why]),
      });
    case 'leftover-found':
      return note.since === null
        ? t.__(
            'A run on this site did not finish: plugins may be off. --restore turns them back on; nothing was changed now.',
          )
        : t.__(
            'A run on this site (%(time)s) did not finish: plugins may be off. --restore turns them back on; nothing was changed now.',
            { time: moment(note.since) },
          );
    case 'nothing-to-restore':
      return t.__(
        'No run on this machine has left anything to restore. Journals are on the machine where the run was interrupted (and in its WP_BISECT_HOME).',
      );
    case 'journal-stays':
      return t.__(
        'The journal of this run could not be deleted: %(path)s. Delete it by hand. Otherwise the next run will treat this run as interrupted and restore its plugin list.',
        { path: clean(note.path) },
      );
    case 'application-password-made':
      return madeNote(t, note);
    case 'keyring':
      return keyringNote(t, note);
    case 'not-traced':
      return t.__('The line of code was not looked up. %(reason)s', {
        reason: notTracedReason(t, note.code, note.detail),
      });
    case 'tracer-used':
      return note.file === null
        ? t.__(
            'wp-bisect uploaded a tracing plugin to name the line of code, and removed it before it switched any plugin.',
          )
        : t.__(
            'The tracer wp-content/mu-plugins/%(file)s named the line of code. Delete that file now.',
            { file: clean(note.file, 120) },
          );
    case 'traced-otherwise':
      return t.__(
        '%(request)s: the answer was written in %(plugin)s, but switching plugins says otherwise. The tests are the proof.',
        { request: titleOf(note.symptom), plugin: name(note.plugin) },
      );
    case 'insecure-tls':
      return note.by === 'environment'
        ? t.__(
            'The certificate of the site was not checked (NODE_TLS_REJECT_UNAUTHORIZED=0 is set in the environment).',
          )
        : t.__('The certificate of the site was not checked (--insecure).');
  }
}

/** Notes worth a line while the run is on; the rest waits for the report. */
export function isUrgent(note: Note): boolean {
  if (note.type === 'keyring') return true;
  return ['plain-http', 'insecure-tls', 'appeared-meanwhile', 'leftover-found'].includes(note.type);
}

/** `must-use:FILE` or `option:NAME` in words. */
function leftBehind(t: Language, what: string): string {
  const [kind, name = ''] = what.split(/:(.*)/s);
  const given = { name: clean(name, 80) };
  return kind === 'must-use'
    ? t.__(
        'Health Check keeps the file mu-plugins/%(name)s until it is deleted. It does nothing outside of a session.',
        given,
      )
    : t.__('Health Check keeps the option %(name)s until it is deleted.', given);
}

const STALE: Readonly<Record<Staleness, string>> = {
  'not-recorded': msg('its journal does not tell what was examined'),
  'too-old': msg('it is more than a day old'),
  'plugins-changed': msg('the active plugins or their versions are not the same any more'),
  'symptoms-changed': msg('what fails now is not what it examined'),
  'comes-and-goes': msg('the failure comes and goes, so a single look proves nothing'),
  'other-switch': msg('it switched plugins in another way'),
  'in-a-session': msg(
    'what a session of its own shows counts only when that session has ended well',
  ),
};

/** Why a refusal is usually no fault. */
const MEANT: Readonly<Record<RefusalReason, string>> = {
  'hides-user-names': msg('usual protection that hides user names, probably not your problem'),
  'closes-xmlrpc': msg('usual protection against XML-RPC attacks, probably not your problem'),
  'wants-a-login': msg('WordPress shows this to nobody without a login'),
  'no-https': msg('WordPress offers application passwords over https only'),
};

const UNSOLVED: Readonly<Record<string, string>> = {
  'not-reproduced': msg('it did not fail again with everything on'),
  'not-a-plugin': msg('it fails with every suspect off, too'),
  inconclusive: msg('the evidence contradicts itself'),
  contradiction: msg('the evidence contradicts itself'),
  'non-monotone': msg('other plugins both cause and cure it'),
  unresolved: msg('other errors keep the request from telling in some states'),
  flaky: msg('it comes and goes too irregularly'),
  'too-many': msg('too many plugins seem to be involved'),
};

function unsolved(t: Language, reason: string): string {
  const known = own(UNSOLVED, reason);
  return known === undefined ? clean(reason, 200) : t.__(known);
}

/** Why a switch could not be used, or a plugin would not be switched, in words. */

const REASONS: Readonly<Record<string, string>> = {
  'no-session': msg('It needs the password of the account.'),
  'session-refused': msg('The password of the account did not open a session.'),
  'no-credential': msg('It needs a password that the site accepts.'),
  'health-check-missing': msg('The Health Check & Troubleshooting plugin is not installed.'),
  'rest-refuses-session': msg(
    'A plugin refuses REST requests of signed-in people; it needs an application password.',
  ),
  'health-check-inactive': msg('The Health Check & Troubleshooting plugin is not active.'),
  'no-form': msg('Health Check shows no form for a troubleshooting session.'),
  'no-cookie': msg('Health Check began no troubleshooting session.'),
  'not-isolating': msg('Health Check does not leave plugins out on this site.'),
  'session-ended': msg('Its session ended.'),
  'isolation-lost': msg('Its session ended, or somebody else began another.'),
  'request-into-wp-admin': msg('A request into wp-admin is not safe inside its session.'),
  'no-wp-cli': msg('It needs a WP-CLI command for this site.'),
  'by-hand': msg(
    'A session of its own cannot be seen in your browser, and what fails is judged by hand.',
  ),
  'does-not-show': msg('The failure does not show in its session.'),
  unclear: msg('What it showed was not clear.'),
  'stays-with-everything-off': msg(
    'The failure stays in its session with every plugin left out; only really switching shows what a plugin left behind.',
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
  'no-session': 'WP_BISECT_PASSWORD',
  'session-refused': 'WP_BISECT_PASSWORD',
  'health-check-missing': msg('--install-health-check installs it for this run'),
  'rest-refuses-session': 'WP_BISECT_APP_PASSWORD',
  'health-check-inactive': msg('--install-health-check activates it for this run'),
};

const REFUSALS: Readonly<Record<string, string>> = {
  'still-active': msg('it stayed active, whatever the site answered'),
  'still-inactive': msg('it stayed inactive, whatever the site answered'),
  'went-off-by-itself': msg('it went off by itself'),
  unreachable: msg('this switch cannot reach it'),
  fatal: msg('it ended in a fatal error'),
  redirected: msg('it answered with a redirect'),
  'not-installed': msg('it is not installed'),
  'inactive-on-site': msg('it is inactive on the site'),
  'same-folder': msg('it shares its folder with a plugin that stays on'),
};

/** Why a plugin would not be switched, in words; the code itself where no sentence is known. */
export function refusalReason(t: Language, code: string): string {
  const known = own(REFUSALS, code);
  return known === undefined ? clean(code, 80) : t.__(known);
}

/** A switch's reason code in words; the code itself where no sentence is known. */
export function switchReason(t: Language, code: string, given: Given = 'beforehand'): string {
  const known = own(REASONS, code);
  const reason =
    known === undefined
      ? t.__('The site answers %(code)s.', { code: clean(code, 80) })
      : t.__(known);
  const remedy = given === 'asked' ? undefined : own(REMEDIES, code);
  return remedy === undefined ? reason : `${reason} (${t.__(remedy)})`;
}
