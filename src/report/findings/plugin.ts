/** What the diagnosis says of plugins and of what runs beside them. Hints: nobody is blamed here. */

import type { ExtraFile } from '../../model/facts/no-plugin.ts';
import type { BesideFacts, Lookalike, PluginFacts } from '../../model/facts/plugins.ts';
import type { Finding, Found } from '../../model/findings.ts';
import { clean, count, list, pathOf, safeUrl } from '../format.ts';
import { settingLine } from '../next-steps.ts';

type Words = Omit<Finding, 'check' | 'result'>;

/** What proves it, whoever it is. */
const PROVE = 'Run it with --bisect: that proves which plugin it is, and puts everything back.';

/** A finding about plugins in words. `proving`: the search that proves it follows anyway. */
export function pluginFinding(
  { check, result, facts }: Found<PluginFacts>,
  proving = false,
): Finding {
  const { advice, ...words } = aboutPlugins(facts);
  const isDue = facts.kind !== 'nothing-fails' && !proving;
  return { check, result, ...words, advice: isDue ? `${advice} ${PROVE}`.trim() : advice };
}

/** A finding about must-use plugins and drop-ins in words. */
export function besideFinding({ check, result, facts }: Found<BesideFacts>): Finding {
  return { check, result, ...aboutBeside(facts) };
}

function aboutPlugins(facts: PluginFacts): Words {
  switch (facts.kind) {
    case 'nothing-fails':
      return {
        evidence: 'No request fails that should work.',
        meaning: 'No plugin refuses anything that was asked.',
        advice: '',
      };
    case 'fatal': {
      const names = namesOf(facts.plugins);
      return {
        evidence: `The fatal error at ${pathOf(facts.url)} happens in a file of ${names}.`,
        meaning:
          'The plugin breaks there. The fault can still be in what it was given, by another plugin or an old PHP.',
        advice: `Update ${names}; if that does not help, ask its developer${placesOf(facts.plugins)}.`,
      };
    }
    case 'fingerprint':
      return facts.likeness === 'named' ? ownAnswer(facts) : fittingAnswer(facts);
    case 'unknown-answer':
      return unknownAnswer(facts);
  }
}

type Fingerprint = Extract<PluginFacts, { kind: 'fingerprint' }>;

function ownAnswer({ plugins, url, listed }: Fingerprint): Words {
  const names = namesOf(plugins, 'or');
  const there = listed
    ? `${names} is active, and gives this answer.`
    : 'Which plugins are active could not be read, so it may come from another one.';
  return {
    evidence: `The answer at ${pathOf(url)} looks like one of ${names}.`,
    meaning: `${there} That is a strong hint and no proof.`,
    advice: gentle(plugins),
  };
}

function fittingAnswer({ plugins, url }: Fingerprint): Words {
  const one = plugins.length === 1;
  return {
    evidence: `The answer at ${pathOf(url)} is one that ${namesOf(plugins, 'or')} can cause.`,
    meaning: `${one ? 'That plugin is' : 'Those plugins are'} active. Others, and WordPress itself, answer in the same way, so this is only a place to look first.`,
    advice: gentle(plugins),
  };
}

/** The settings that would do it. */
function gentle(plugins: readonly Lookalike[]): string {
  const settings = plugins.flatMap(({ setting }) => (setting ? settingLine(setting) : []));
  return settings.slice(0, 3).join(' ');
}

function unknownAnswer({
  code,
  likely,
  active,
}: Extract<PluginFacts, { kind: 'unknown-answer' }>): Words {
  const answer = code === null ? 'The answer' : `The answer (${clean(code, 80)})`;
  const among = active === null ? '' : ` Active: ${count(active, 'plugin')}.`;
  const names = list(
    likely.map(({ name }) => clean(name, 80)),
    'or',
  );
  return {
    evidence: `${answer} is not one of a plugin known here.${among}`,
    meaning:
      likely.length === 0
        ? 'Whether a plugin gives it cannot be told from outside.'
        : `If a plugin gives it, the likeliest are those whose trade is refusing people: ${names}. Their names are all that speaks for it.`,
    advice: '',
  };
}

function aboutBeside(facts: BesideFacts): Words {
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

function namesOf(plugins: readonly Lookalike[], last: 'and' | 'or' = 'and'): string {
  return list(
    plugins.slice(0, 4).map(({ contact }) => clean(contact.name, 80)),
    last,
  );
}

function placesOf(plugins: readonly Lookalike[]): string {
  const [url] = plugins.flatMap(({ contact }) => contact.url ?? []);
  return url === undefined ? '' : ` (${safeUrl(url)})`;
}
