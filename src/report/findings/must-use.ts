import type { Language } from '../../language/language.ts';
import type { ExtraFile } from '../../model/facts/no-plugin.ts';
import type { BesideFacts } from '../../model/facts/plugins.ts';
import { clean } from '../format.ts';
import type { FindingWords } from './words.ts';

/** Must-use plugins and drop-ins, in words. */
export function mustUseWords(t: Language, facts: BesideFacts): FindingWords {
  switch (facts.kind) {
    case 'none':
      return {
        evidence: t.__('There is no must-use plugin and no drop-in that could refuse a request.'),
        meaning: t.__('Besides the plugins, only the theme and wp-config.php can answer.'),
        advice: '',
      };
    case 'not-listed':
      return {
        evidence: t.__('The must-use plugins and drop-ins could not be listed.'),
        meaning: t.__('They run on every request, and only wp-admin shows them.'),
        advice: t.__(
          'Put the password of an administrator into WP_BISECT_PASSWORD (and the name into WP_BISECT_USER), or look into wp-content/mu-plugins.',
        ),
      };
    case 'present': {
      const files = [...facts.mustUse, ...facts.dropIns];
      const evidence = loadedWords(t, files);
      if (facts.harmless) {
        return { evidence, meaning: t.__('Nothing fails, so they refuse nothing.'), advice: '' };
      }
      return {
        evidence,
        meaning: t.__(
          'They run on every request and cannot be deactivated, so one of them may give the answer, too.',
        ),
        advice: t.__(
          'If no plugin is the cause, rename %(file)s in %(folder)s for a moment and send the request again.',
          {
            file: clean(files[0]?.file ?? '', 80),
            folder: facts.mustUse.length > 0 ? 'wp-content/mu-plugins' : 'wp-content',
          },
        ),
      };
    }
  }
}

function loadedWords(t: Language, files: readonly ExtraFile[]): string {
  const shown = files
    .slice(0, 6)
    .map(({ file, name }) => (name ? `${clean(name, 60)} (${clean(file, 80)})` : clean(file, 80)));
  const more = files.length - shown.length;
  return [
    t.__('Besides the plugins, WordPress loads: %(files)s.', { files: t.list(shown) }),
    ...(more > 0 ? [t._n('It loads %(count)s more.', 'It loads %(count)s more.', more)] : []),
  ].join(' ');
}
