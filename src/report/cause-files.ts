/** Causes beside the list of plugins: what a plugin has left in a file, and how files are named. */

import type { Language } from '../language/language.ts';
import type { CauseFacts, ExtraFile } from '../model/facts/no-plugin.ts';
import type { Cause } from '../model/report.ts';
import { clean } from './format.ts';

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
