/** What the diagnosis says of plugins and of what runs beside them. Hints: nobody is blamed here. */

import type { Lookalike, PluginFacts } from '../../model/facts/plugins.ts';
import { clean, count, list, pathOf, safeUrl } from '../format.ts';
import { settingLine } from '../next-steps.ts';
import type { FindingWords, Telling } from './words.ts';

/** What proves it, whoever it is. */
const PROVE = 'Run it with --bisect: that proves which plugin it is, and puts everything back.';

/** Which plugins the answers look like, in words; the search that proves it may follow anyway. */
export function pluginWords(facts: PluginFacts, { searchFollows }: Telling): FindingWords {
  const { advice, ...words } = aboutPlugins(facts);
  const isDue = facts.kind !== 'nothing-fails' && !searchFollows;
  return { ...words, advice: isDue ? `${advice} ${PROVE}`.trim() : advice };
}

function aboutPlugins(facts: PluginFacts): FindingWords {
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

function ownAnswer({ plugins, url, listed }: Fingerprint): FindingWords {
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

function fittingAnswer({ plugins, url }: Fingerprint): FindingWords {
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
}: Extract<PluginFacts, { kind: 'unknown-answer' }>): FindingWords {
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
