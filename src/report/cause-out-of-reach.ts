/** Causes that switching plugins does not reach: what one has left in a file, and those that were left on. */

import type { Language } from '../language/language.ts';
import type { CauseFacts, ExtraFile } from '../model/facts/no-plugin.ts';
import type { Cause } from '../model/report.ts';
import { clean } from './format.ts';
import { settingLine } from './next-steps.ts';

const LEFTOVER_PLACES: Readonly<
  Record<Extract<CauseFacts, { kind: 'leftover' }>['where'], string>
> = {
  'must-use': 'wp-content/mu-plugins',
  'drop-in': 'wp-content',
  htaccess: '.htaccess',
  'wp-config': 'wp-config.php',
  'auto-prepend': 'auto_prepend_file (.user.ini, .htaccess)',
};

/** What a plugin does while it is off. */
export function leftover(
  t: Language,
  { plugin, where, file }: Extract<CauseFacts, { kind: 'leftover' }>,
  nameOf: (plugin: string) => string,
): Pick<Cause, 'evidence' | 'advice'> {
  const name = { plugin: nameOf(plugin), place: LEFTOVER_PLACES[where] };
  if (file) {
    return {
      evidence: t.__(
        '%(plugin)s also works outside the list of plugins: %(file)s in %(place)s stays active while the plugin itself is off.',
        { ...name, file: clean(file, 120) },
      ),
      advice: renameAndTry(t, clean(file, 120)),
    };
  }
  return {
    evidence: t.__(
      '%(plugin)s also works outside the list of plugins: its part in %(place)s stays active while the plugin itself is off.',
      name,
    ),
    advice: t.__(
      'Deactivate %(plugin)s for real, which lets it clean up (--switch admin), and test again.',
      { plugin: nameOf(plugin) },
    ),
  };
}

/** How to try whether a file is to blame. */
export function renameAndTry(t: Language, file: string): string {
  return t.__('Rename %(file)s for a moment and send the request again.', { file });
}

/** Files with the names they give themselves. */
export function files(t: Language, all: readonly ExtraFile[]): string {
  return t.list(
    all
      .slice(0, 8)
      .map(({ file, name }) =>
        name ? `${clean(name, 60)} (${clean(file, 80)})` : clean(file, 80),
      ),
  );
}

/** The name of one file. */
export function fileName(file: ExtraFile | undefined): string {
  return clean(file?.file ?? '', 80);
}

/** The plugins that were left on may be to blame, in words. */

type NotTested = Extract<CauseFacts, { readonly kind: 'not-tested' }>;

/** Why plugins that were never off may be the cause, and how to test them. */
export function notTested(
  t: Language,
  { plugins, why, network, setting, outOfReach = [] }: NotTested,
  nameOf: (plugin: string) => string,
): Pick<Cause, 'evidence' | 'advice'> {
  const names = { plugins: t.list(plugins.map(nameOf)) };
  const many = plugins.length;
  const known = setting ? [settingLine(t, setting)] : [];
  const others = many - outOfReach.length;
  const test = network ? [forNetwork(t, network)] : others > 0 ? [byHand(t, others)] : [];
  const noHook = outOfReach.length > 0 ? [pastTheHook(t, outOfReach.map(nameOf))] : [];
  const advice = [...known, ...test, ...noHook].join(' ');
  switch (why) {
    case 'answer':
      return {
        evidence: t._n(
          '%(plugins)s gives answers like this one, and the run did not switch that plugin off.',
          '%(plugins)s give answers like this one, and the run did not switch those plugins off.',
          many,
          names,
        ),
        advice,
      };
    case 'route':
      return {
        evidence: t._n(
          '%(plugins)s serves the route: with it off the route is gone, which says nothing about the 401.',
          '%(plugins)s serve the route: with them off the route is gone, which says nothing about the 401.',
          many,
          names,
        ),
        advice: t._n(
          'Keep it on with --keep and search among the others; if the search finds nothing, the plugin itself refuses.',
          'Keep them on with --keep and search among the others; if the search finds nothing, they refuse themselves.',
          many,
        ),
      };
    case 'serves-request':
      return {
        evidence: t._n(
          '%(plugins)s serves the request, which still fails with every other plugin off. So the plugin itself refuses it.',
          '%(plugins)s serve the request, which still fails with every other plugin off. So they refuse it themselves.',
          many,
          names,
        ),
        advice: [
          ...known,
          t.__(
            'Look at the permissions of %(plugins)s: its own settings, the role of the user, and whether its keys may read this.',
            names,
          ),
        ].join(' '),
      };
    case 'only-ones-left':
      return {
        evidence: t.__(
          'The request still fails with everything off that may be switched off. Left on: %(plugins)s.',
          names,
        ),
        advice,
      };
  }
}

function forNetwork(t: Language, network: NonNullable<NotTested['network']>): string {
  // With the flag given, the note says what is missing.
  return network === 'asked'
    ? t.__(
        'Some of them are network-active, and this run could not switch those: its notes say what is missing.',
      )
    : t.__(
        'Some of them are network-active: add --network, as a super admin, to switch those for all its sites.',
      );
}

function byHand(t: Language, many: number): string {
  return t._n(
    'If deactivating it does no harm, test it: name it with --only and leave out --keep, or deactivate it by hand.',
    'If deactivating them does no harm, test them: name them with --only and leave out --keep, or deactivate them by hand.',
    many,
  );
}

function pastTheHook(t: Language, plugins: readonly string[]): string {
  return t._n(
    'This run could not switch %(plugins)s off. With the account password, --switch isolated --install-health-check leaves it out of single requests; with access to the server, --wp-cli takes it off the list for a moment. Neither runs its deactivation.',
    'This run could not switch %(plugins)s off. With the account password, --switch isolated --install-health-check leaves them out of single requests; with access to the server, --wp-cli takes them off the list for a moment. Neither runs their deactivation.',
    plugins.length,
    { plugins: t.list(plugins) },
  );
}
