/** A culprit: its plugin, what proves it, and the request that it makes fail. */

import type { Language } from '../language/language.ts';
import type { PluginRef, ReportedCulprit, Symptom } from '../model/report.ts';
import type { RunReport } from '../model/run-report.ts';
import { answerLine, clean, requestLine, symptomTitle } from './format.ts';

/** `Disable REST 1.2 (disable-rest/disable-rest), by Somebody`. */
export function pluginLine(
  t: Language,
  { plugin, name, version, author }: PluginRef,
  paint: (title: string) => string = (title) => title,
): string {
  const title = [clean(name, 80) || clean(plugin, 120), clean(version, 30)].filter(Boolean);
  const words = { title: paint(title.join(' ')), id: clean(plugin, 120) };
  const by = clean(author, 60);
  return by === ''
    ? `${words.title} (${words.id})`
    : // translators: a plugin: its name and version, its folder and file, its author.
      t.__('%(title)s (%(id)s), by %(author)s', { ...words, author: by });
}

/** True where another culprit makes the same request fail: each alone is not enough to heal it. */
function hasCompany(culprit: ReportedCulprit, culprits: readonly ReportedCulprit[]): boolean {
  return culprits.some(
    (other) =>
      other !== culprit && other.symptoms.some((symptom) => culprit.symptoms.includes(symptom)),
  );
}

/** What proves a culprit, both ways. */
export function proofLines(
  t: Language,
  culprit: ReportedCulprit,
  { culprits, symptoms }: Pick<RunReport, 'culprits' | 'symptoms'>,
): readonly string[] {
  const { plugins, proof, needs = [] } = culprit;
  const several = plugins.length > 1;
  // A person who judges by hand looks at no request.
  const byHand = culprit.symptoms.some((index) => symptoms[index]?.described !== undefined);
  const alone = proof.alone === 'fails' ? [aloneLine(t, several, byHand)] : [];
  const again =
    proof.again === 'fails' && alone.length === 0
      ? [
          byHand
            ? t.__('With every plugin on again, it fails again.')
            : t.__('With every plugin on again, the request fails again.'),
        ]
      : [];
  const died = proof.again === 'died-on-activation' ? [diedLine(t, plugins.length)] : [];
  const shown = [...alone, ...again, ...died];
  const untested = several
    ? t.__('wp-bisect could not test them with every other suspect off.')
    : t.__('wp-bisect could not test it with every other suspect off.');
  const needed = t.list(needs.map(({ name }) => clean(name, 120)));
  return [
    withoutLine(t, culprit, hasCompany(culprit, culprits), byHand),
    ...(shown.length > 0 ? shown : [untested]),
    ...(needed === ''
      ? []
      : [t.__('Left on, because the request needs it: %(plugins)s.', { plugins: needed })]),
  ];
}

function withoutLine(
  t: Language,
  { plugins, proof }: ReportedCulprit,
  company: boolean,
  byHand: boolean,
): string {
  const works = proof.without === 'passes';
  if (plugins.length > 1 && company) {
    if (!works)
      return t.__(
        'With any one of them and the other culprits off, this failure is gone, but another error remains.',
      );
    return byHand
      ? t.__('With any one of them and the other culprits off, it works.')
      : t.__('With any one of them and the other culprits off, the request works.');
  }
  if (plugins.length > 1) {
    if (!works)
      return t.__('With any one of them off, this failure is gone, but another error remains.');
    return byHand
      ? t.__('With any one of them off, it works.')
      : t.__('With any one of them off, the request works.');
  }
  if (company) {
    if (!works)
      return t.__(
        'With this plugin and the other culprits off, this failure is gone, but another error remains.',
      );
    return byHand
      ? t.__('With this plugin and the other culprits off, it works.')
      : t.__('With this plugin and the other culprits off, the request works.');
  }
  if (!works)
    return t.__('With only this plugin off, this failure is gone, but another error remains.');
  return byHand
    ? t.__('With only this plugin off, it works.')
    : t.__('With only this plugin off, the request works.');
}

function aloneLine(t: Language, several: boolean, byHand: boolean): string {
  if (several) {
    return byHand
      ? t.__('With only these suspects on, it fails.')
      : t.__('With only these suspects on, the request fails.');
  }
  return byHand
    ? t.__('With only this suspect on, it fails.')
    : t.__('With only this suspect on, the request fails.');
}

function diedLine(t: Language, plugins: number): string {
  return t._n(
    'WordPress refuses to activate it again, because it causes a fatal error.',
    'WordPress refuses to activate them again, because they cause a fatal error.',
    plugins,
  );
}

/** A failing request with its answer, as WordPress words it. */
export function symptomLine(t: Language, symptom: Symptom): string {
  const { request, observed } = symptom;
  if (symptom.described !== undefined) return symptomTitle(t, symptom);
  const message = observed.message === null ? '' : `: "${clean(observed.message, 160)}"`;
  return `${requestLine(t, request)} -> ${answerLine(t, observed)}${message}`;
}
