/** What the diagnosis says of plugins and of what runs beside them. Hints, never a verdict. */

import type { Language } from '../../language/language.ts';
import type { Lookalike, PluginFacts } from '../../model/facts/plugins.ts';
import { clean, pathOf, safeUrl } from '../format.ts';
import { settingLine } from '../next-steps.ts';
import type { FindingWords, Telling } from './words.ts';

/** Which plugins the answers look like, in words; the search that proves it may follow anyway. */
export function pluginWords(
  t: Language,
  facts: PluginFacts,
  { searchFollows }: Telling,
): FindingWords {
  const { advice, ...words } = aboutPlugins(t, facts);
  const isDue = facts.kind !== 'nothing-fails' && !searchFollows;
  const prove = t.__(
    'Run it with --bisect: that proves which plugin it is, and restores everything afterwards.',
  );
  return { ...words, advice: isDue ? `${advice} ${prove}`.trim() : advice };
}

function aboutPlugins(t: Language, facts: PluginFacts): FindingWords {
  switch (facts.kind) {
    case 'nothing-fails':
      return {
        evidence: t.__('No request fails that should work.'),
        meaning: t.__('No plugin refuses a request that was tested.'),
        advice: '',
      };
    case 'fatal':
      return fatal(t, facts);
    case 'fingerprint':
      return facts.likeness === 'named' ? ownAnswer(t, facts) : fittingAnswer(t, facts);
    case 'unknown-answer':
      return unknownAnswer(t, facts);
  }
}

function fatal(t: Language, { plugins, url }: PluginFacts & { kind: 'fatal' }): FindingWords {
  const names = namesOf(t, plugins);
  const [page] = plugins.flatMap(({ contact }) => contact.url ?? []);
  return {
    evidence: t.__('The fatal error at %(path)s happens in a file of %(plugins)s.', {
      path: pathOf(url),
      plugins: names,
    }),
    meaning: t.__(
      'The plugin breaks there. The fault can still be in what it was given, by another plugin or an old PHP.',
    ),
    advice:
      page === undefined
        ? t.__('Update %(plugins)s; if that does not help, ask its developer.', { plugins: names })
        : t.__('Update %(plugins)s; if that does not help, ask its developer (%(url)s).', {
            plugins: names,
            url: safeUrl(page),
          }),
  };
}

type Fingerprint = Extract<PluginFacts, { kind: 'fingerprint' }>;

function ownAnswer(t: Language, { plugins, url, listed, elsewhere }: Fingerprint): FindingWords {
  const names = namesOf(t, plugins, 'or');
  if (elsewhere) {
    return {
      evidence: t.__('The answer at %(path)s looks like the answer of %(plugins)s.', {
        path: pathOf(url),
        plugins: names,
      }),
      meaning: t.__(
        'That plugin is not among the active ones. A copy of it may run as a must-use plugin, or under another name; or code in the theme gives the same answer.',
      ),
      advice: `${t.__('Look into wp-content/mu-plugins, also into its folders.')} ${gentle(t, plugins)}`,
    };
  }
  const there = listed
    ? t.__('Active on this site, and known to answer like this: %(plugins)s.', { plugins: names })
    : t.__('The list of active plugins could not be read, so another one may answer.');
  return {
    evidence: t.__('The answer at %(path)s looks like the answer of %(plugins)s.', {
      path: pathOf(url),
      plugins: names,
    }),
    meaning: `${there} ${t.__('A strong hint, not yet proof.')}`,
    advice: gentle(t, plugins),
  };
}

function fittingAnswer(t: Language, { plugins, url }: Fingerprint): FindingWords {
  return {
    evidence: t.__('The answer at %(path)s is one that %(plugins)s can cause.', {
      path: pathOf(url),
      plugins: namesOf(t, plugins, 'or'),
    }),
    meaning: t._n(
      'That plugin is active. Others, and WordPress itself, answer in the same way, so this is only a place to look first.',
      'Those plugins are active. Others, and WordPress itself, answer in the same way, so this is only a place to look first.',
      plugins.length,
    ),
    advice: gentle(t, plugins),
  };
}

/** The settings that would do it. */
function gentle(t: Language, plugins: readonly Lookalike[]): string {
  const settings = plugins.flatMap(({ setting }) => (setting ? settingLine(t, setting) : []));
  return settings.slice(0, 3).join(' ');
}

function unknownAnswer(
  t: Language,
  { code, likely, active }: Extract<PluginFacts, { kind: 'unknown-answer' }>,
): FindingWords {
  const names = t.list(
    likely.map(({ name }) => clean(name, 80)),
    'or',
  );
  return {
    evidence: [
      code === null
        ? t.__('The answer matches no plugin that wp-bisect knows.')
        : t.__('The answer (%(code)s) matches no plugin that wp-bisect knows.', {
            code: clean(code, 80),
          }),
      ...(active === null
        ? []
        : [t._n('%(count)s plugin is active.', '%(count)s plugins are active.', active)]),
    ].join(' '),
    meaning:
      likely.length === 0
        ? t.__('From outside it cannot be told whether a plugin gives it.')
        : t.__('If a plugin gives it, these are likely, from their name only: %(plugins)s.', {
            plugins: names,
          }),
    advice: '',
  };
}

function namesOf(t: Language, plugins: readonly Lookalike[], last: 'and' | 'or' = 'and'): string {
  return t.list(
    plugins.slice(0, 4).map(({ contact }) => clean(contact.name, 80)),
    last,
  );
}
