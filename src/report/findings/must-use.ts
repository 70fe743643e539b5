import type { ExtraFile } from '../../model/facts/no-plugin.ts';
import type { BesideFacts } from '../../model/facts/plugins.ts';
import { clean, list } from '../format.ts';
import type { FindingWords } from './words.ts';

/** Must-use plugins and drop-ins, in words. */
export function mustUseWords(facts: BesideFacts): FindingWords {
  switch (facts.kind) {
    case 'none':
      return {
        evidence: 'There is no must-use plugin and no drop-in that could refuse a request.',
        meaning: 'Nothing answers beside the plugins, but for the theme and wp-config.php.',
        advice: '',
      };
    case 'not-listed':
      return {
        evidence: 'The must-use plugins and drop-ins could not be listed.',
        meaning: 'They run on every request, and only wp-admin shows them.',
        advice:
          'Put the password of an administrator into WP_BISECT_PASSWORD (and the name into WP_BISECT_USER), or look into wp-content/mu-plugins.',
      };
    case 'present': {
      const files = [...facts.mustUse, ...facts.dropIns];
      const evidence = `Besides the plugins, WordPress loads ${fileList(files)}.`;
      if (facts.harmless) {
        return { evidence, meaning: 'Nothing fails, so they refuse nobody.', advice: '' };
      }
      const folder = facts.mustUse.length > 0 ? 'wp-content/mu-plugins' : 'wp-content';
      return {
        evidence,
        meaning:
          'They run on every request and no switch turns them off, so one of them may give the answer, too.',
        advice: `If no plugin turns out to be it: rename ${clean(files[0]?.file ?? '', 80)} in ${folder} for a moment and send the request again.`,
      };
    }
  }
}

function fileList(files: readonly ExtraFile[]): string {
  const shown = files
    .slice(0, 6)
    .map(({ file, name }) => (name ? `${clean(name, 60)} (${clean(file, 80)})` : clean(file, 80)));
  const more = files.length - shown.length;
  return list(more > 0 ? [...shown, `${more} more`] : shown);
}
