/** Facts worth telling that are not errors, one sentence each. */

import type { Language } from '../language/language.ts';
import type { Note } from '../model/notes.ts';
import type { Pin, Symptom } from '../model/report.ts';
import { keyringNote, madeNote } from './approval-page.ts';
import {
  answerLine,
  clean,
  moment,
  type NameOf,
  pathOf,
  pinReason,
  requestLine,
  symptomTitle,
  urlWord,
} from './format.ts';
import { MULTISITE } from './problems/multisite.ts';
import { MEANT, refusalReason, STALE, switchReason, unsolvedReason } from './reasons.ts';
import { notTracedReason } from './trace.ts';

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
      return sentences(
        t.__('The %(switch)s switch was not used.', { switch: note.switch }),
        switchReason(t, note.code),
      );
    case 'hazard': {
      const plugin = name(note.plugin);
      const what = clean(t.__(note.what));
      return note.pinned
        ? sentences(
            t.__('%(plugin)s was not switched off.', { plugin }),
            what,
            t.__('To test it, name it with --only.'),
          )
        : sentences(t.__('%(plugin)s was among the plugins switched.', { plugin }), what);
    }
    case 'suspect-left-on':
      return sentences(
        t.__('%(plugin)s gives answers like this one, and stays on during this run.', {
          plugin: name(note.plugin),
        }),
        pinReason(t, note.why, 1),
        ...howToTest(t, note.why),
      );
    case 'editor-not-signed-in':
      return t.__(
        'The requests of the editor were sent with the application password. What only a signed-in browser sends, such as pages of wp-admin and the heartbeat, was not tried: start again with the password of your account.',
      );
    case 'left-behind':
      return leftBehind(t, note.what);
    case 'appeared-meanwhile':
      return t.__(
        'Another administrator activated %(plugins)s during the run. wp-bisect left that as it is.',
        { plugins: names(note.plugins) },
      );
    case 'awkward-plugin':
      return sentences(
        t.__('%(plugin)s could not be switched.', { plugin: name(note.plugin) }),
        refusalReason(t, note.code),
      );
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
    case 'flaky': {
      const rate = Math.round(note.failRate * 100);
      return note.isSeldom
        ? t.__(
            'The failure is rare: about %(rate)s of 100 requests fail with every plugin on. A search would have plugins off for many minutes and could mostly not tell them from chance. Start again while it fails more often.',
            { rate },
          )
        : t.__(
            'The failure comes and goes: about %(rate)s of 100 requests fail. wp-bisect therefore tested each set several times.',
            { rate },
          );
    }
    case 'symptom-not-solved':
      return sentences(
        t.__('%(request)s is not explained.', { request: titleOf(note.symptom) }),
        unsolvedReason(t, note.reason),
      );
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
    case 'explained':
      return t.__('A check explains this request, so no plugin was tested for it: %(request)s.', {
        request: titleOf(note.symptom),
      });
    case 'own-refusal':
      return t.__(
        'Without what is in the way, %(plugins)s answers %(request)s with %(answer)s. That is its own rule for this request.',
        {
          plugins: names(note.plugins),
          request: titleOf(note.symptom),
          answer: answerLine(t, note.observed),
        },
      );
    case 'refused-to-another':
      return t.__(
        'This works: %(request)s. This is refused, and examined: %(other)s. To choose the sender yourself: --as.',
        {
          request: requestLine(t, note.request),
          other: requestLine(t, { ...note.request, as: note.as }),
        },
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
    case 'changes-refused':
      return [
        note.switch === 'admin'
          ? t.__(
              'wp-admin shows its page of plugins and refuses to switch any plugin off (%(code)s). A firewall, the host or a plugin forbids it, so nothing was tested.',
              { code: clean(note.code, 60) },
            )
          : t.__(
              'The REST API shows the plugins and refuses to switch any plugin off (%(code)s). A firewall, the host or a plugin forbids it, so nothing was tested.',
              { code: clean(note.code, 60) },
            ),
        t.__(
          'Ask the host, or whoever looks after the site, to allow it. Without that, --wp-cli COMMAND switches plugins on the server, and Health Check leaves them out of single requests: install it by hand, activate it, and start again with the password of the account.',
        ),
      ].join(' ');
    case 'two-voices':
      return t.__(
        'The servers or caches of this site disagree about which plugins are active, so nothing can be proved. Switch the cache off, ask for a single server, or use --switch isolated.',
      );
    case 'switch-unseen':
      return t.__(
        'Nothing that visitors are shown tells which plugins are active. A server that notices a switch only after more than %(seconds)s s would look the same: to be sure, use --switch isolated.',
        { seconds: note.ms / 1_000 },
      );
    case 'ends-every-page':
      return t.__(
        'A fatal error of %(plugin)s ends every request; probably it needs a plugin that is off. WordPress mails the administrator a link for that: with the link in WP_BISECT_RECOVERY_LINK and the account password, wp-bisect SITE --restore brings everything back. So does --restore --wp-cli COMMAND, with WP-CLI. Without either, rename %(plugin)s in wp-content/plugins (FTP, or the file manager of the host), run wp-bisect SITE --restore, give it its name back, and activate it in wp-admin.',
        { plugin: clean(note.plugin, 120) },
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
        '%(request)s answers %(answer)s, which does not count as failing. To search for its cause: %(command)s.',
        {
          request: requestLine(t, note.request),
          answer: answerLine(t, note.observed),
          command: searchFor(note),
        },
      );
    case 'not-searched':
      return sentences(
        t.__('%(request)s answers %(answer)s.', {
          request: requestLine(t, note.request),
          answer: answerLine(t, note.observed),
        }),
        t.__(MEANT[note.reason]),
        t.__('To search for the plugin behind it: %(flag)s.', {
          flag: `--request "${note.request.method} ${pathOf(note.request.url)}"`,
        }),
      );
    case 'multisite':
      return t.__(
        'This is a multisite network: wp-bisect left network-active plugins alone. To test them for all its sites, add --network.',
      );
    case 'network-switched':
      return t._n(
        'This affects every site of the network: wp-bisect switches %(plugins)s for all of them.',
        'This affects every site of the network: wp-bisect switches these plugins for all of them: %(plugins)s.',
        note.plugins.length,
        { plugins: names(note.plugins) },
      );
    case 'network-closed': {
      const { fact, remedy } = MULTISITE['network-closed'](t, note, 'beforehand', 'open');
      return `${fact} ${remedy}`;
    }
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
      return sentences(
        t.__('wp-bisect did not use the results of the run of %(time)s.', {
          time: moment(note.since),
        }),
        t.__(STALE[note.why]),
      );
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
    case 'restore-by-wp-cli':
      return t.__(
        'The interrupted run switched plugins through WP-CLI. If you cannot sign in, give the same --wp-cli to --restore.',
      );
    case 'restored-through':
      return note.instead === null
        ? t.__('The %(switch)s switch restored the plugins.', { switch: note.switch })
        : t.__(
            'The %(switch)s switch restored the plugins, because the %(instead)s switch could not.',
            { switch: note.switch, instead: note.instead },
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
      return sentences(
        t.__('The line of code was not looked up.'),
        notTracedReason(t, note.code, note.detail),
      );
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

/** What lifts a pin, where a flag does. */
function howToTest(t: Language, why: Pin['why']): readonly string[] {
  switch (why) {
    case 'hazard':
    case 'not-asked-for':
      return [t.__('To test it, name it with --only.')];
    case 'kept':
      return [t.__('To test it, leave out --keep.')];
    default:
      return [];
  }
}

function sentences(...all: readonly string[]): string {
  return all.join(' ');
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
    'suspect-left-on',
    'appeared-meanwhile',
    'leftover-found',
    'not-traced',
    'network-switched',
    'network-closed',
  ].includes(note.type);
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
