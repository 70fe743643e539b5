/** What support asks for first, for every format: the facts, the names of plugins, and a reproduction. */

import { type Language, msg } from '../language/language.ts';
import type { Problem } from '../model/errors.ts';
import { slugOf } from '../model/plugin-ids.ts';
import type { PluginRef, ReportedCulprit, Symptom } from '../model/report.ts';
import type {
  Environment,
  Reproduction,
  ReproductionLimit,
  RunReport,
} from '../model/run-report.ts';
import { clean, type NameOf, pathOf } from './format.ts';

/** One fact: what it is about, and its value, safe to print. */
export type Fact = readonly [label: string, value: string];

/** Tool, times and what the site runs on; a fact that is not known says so. Empty without any of them. */
export function factLines(t: Language, report: RunReport): readonly Fact[] {
  const { tool, startedAt, endedAt, environment } = report;
  const schema = `${report.schema}`;
  return [
    ...(tool
      ? [
          fact(
            t,
            t.__('Report'),
            t.__('%(name)s %(version)s, schema %(schema)s', { ...tool, schema }),
          ),
        ]
      : []),
    ...(startedAt ? [fact(t, t.__('Started'), utc(startedAt))] : []),
    ...(endedAt ? [fact(t, t.__('Ended'), utc(endedAt))] : []),
    ...(environment ? siteFacts(t, environment) : []),
  ];
}

/** The same facts of the site in one line, for a message; unknown ones left out. */
export function environmentLine(t: Language, { environment }: RunReport): string {
  if (!environment) return '';
  const { wordpress, php, server, database, theme, multisite, plugins } = environment;
  return [
    wordpress && `WordPress ${wordpress}`,
    php && `PHP ${php}`,
    server,
    database,
    theme && t.__('theme %(theme)s', { theme }),
    multisite && t.__('multisite'),
    environment.objectCache && t.__('persistent object cache'),
    environment.https === false && t.__('no https'),
    plugins && t._n('%(count)s active plugin', '%(count)s active plugins', plugins.length),
  ]
    .filter((part) => typeof part === 'string')
    .map((part) => clean(part, 120))
    .join(', ');
}

/** `2026-11-28 02:51:07 UTC`. */
export function utc(iso: string): string {
  return `${clean(iso, 40).slice(0, 19).replace('T', ' ')} UTC`;
}

function siteFacts(t: Language, known: Environment): readonly Fact[] {
  return [
    fact(t, 'WordPress', known.wordpress),
    fact(t, 'PHP', known.php),
    fact(t, t.__('Server'), known.server),
    fact(t, t.__('Database'), known.database),
    fact(t, t.__('Theme'), known.theme),
    fact(t, t.__('Multisite'), yesNo(t, known.multisite)),
    fact(t, t.__('Persistent object cache'), yesNo(t, known.objectCache)),
    fact(t, 'https', yesNo(t, known.https)),
    fact(
      t,
      t.__('Source of these facts'),
      known.source === 'site-health' ? t.__('Site Health') : t.__('answers of the site'),
    ),
  ];
}

function fact(t: Language, label: string, value: string | null): Fact {
  return [label, value === null ? t.__('not known') : clean(value, 200)];
}

function yesNo(t: Language, value: boolean | null): string | null {
  if (value === null) return null;
  return value ? t.__('yes') : t.__('no');
}

/** A WordPress Playground blueprint: the smallest site on which a failure should show. */

const PLAYGROUND = 'https://playground.wordpress.net/';
const SCHEMA = 'https://playground.wordpress.net/blueprint-schema.json';

/** The blueprint of a report's culprit (the first by default); null where no plugin is proven to be one. */
export function reproductionOf(
  report: Pick<RunReport, 'culprits' | 'symptoms' | 'environment'>,
  culprit: ReportedCulprit | undefined = report.culprits[0],
): Reproduction | null {
  const symptom = culprit && report.symptoms[culprit.symptoms[0] ?? -1];
  if (culprit === undefined || symptom === undefined) return null;
  const known = report.environment ?? null;
  const blueprint = {
    landingPage: landingPage(symptom),
    preferredVersions: {
      php: minor(known?.php) ?? 'latest',
      wp: minor(known?.wordpress) ?? 'latest',
    },
    features: { networking: true },
    steps: [
      { step: 'setSiteOptions', options: { permalink_structure: '/%postname%/' } },
      ...(symptom.request.as === 'session' ? [{ step: 'login', username: 'admin' }] : []),
      ...culprit.plugins.map(installStep),
    ],
  };
  return {
    blueprint: { $schema: SCHEMA, ...blueprint },
    url: `${PLAYGROUND}#${encodeURI(JSON.stringify(blueprint)).replace(/[#']/g, encodeURIComponent)}`,
    limits: limitsOf(symptom, known),
  };
}

/** The blueprint as a file: indented JSON, ending in a line feed. */
export function blueprintFile({ blueprint }: Reproduction): string {
  return `${JSON.stringify(blueprint, null, 2)}\n`;
}

/** What the blueprint cannot carry, one sentence each, and what it means when it does not fail there. */
export function limitLines(
  t: Language,
  { limits }: Pick<Reproduction, 'limits'>,
): readonly string[] {
  return [
    ...limits.map((limit) => t.__(LIMITS[limit])),
    t.__(
      'If the request works there, a setting or the data of the site is also part of the cause.',
    ),
  ];
}

const LIMITS: Readonly<Record<ReproductionLimit, string>> = {
  settings: msg('It holds no settings and no content of the site.'),
  'other-sources': msg(
    'It installs plugins from wordpress.org. Add a plugin from elsewhere by hand.',
  ),
  credentials: msg(
    'You must be signed in when the request fails. Sign in there, and send it yourself.',
  ),
  'not-a-page': msg('A page address cannot send the failing request. Send it yourself.'),
  versions: msg('The WordPress or PHP version of the site is not known. The newest one is used.'),
};

function limitsOf({ request }: Symptom, known: Environment | null): readonly ReproductionLimit[] {
  const isPage = request.method === 'GET' && Object.keys(request.headers).length === 0;
  return [
    'settings',
    'other-sources',
    ...(request.as === 'anonymous' ? [] : (['credentials'] as const)),
    ...(isPage ? [] : (['not-a-page'] as const)),
    ...(minor(known?.php) && minor(known?.wordpress) ? [] : (['versions'] as const)),
  ];
}

/** Playground reads a slug that ends in `.zip` as one release: `hello-dolly.1.7.2.zip`. */
function installStep({ plugin, version }: PluginRef): object {
  const slug = slugOf(plugin).replace(/[^\w.-]/g, '');
  const release = /^[\w.-]+$/.test(version) ? `${slug}.${version}.zip` : slug;
  return {
    step: 'installPlugin',
    pluginData: { resource: 'wordpress.org/plugins', slug: release },
    options: { activate: true },
  };
}

/** Masked as everywhere: no secret of an address gets into a link. */
function landingPage({ request }: Symptom): string {
  return clean(pathOf(request.url), 1_000);
}

/** `8.2.13` -> `8.2`: Playground knows versions by their first two numbers. */
function minor(version: string | null | undefined): string | null {
  return /^\d+\.\d+/.exec(version ?? '')?.[0] ?? null;
}

/** What every format for people takes. */
export type AnswerOptions = {
  /** Names of plugins by id, for those the report lists by id alone. */
  readonly names?: Readonly<Record<string, string>>;
  /** What ended the run, for `blocked` and `inconclusive`. */
  readonly problem?: Problem | null;
};

/** The name of a plugin by its id: as the run heard it, else as the site's facts list it, else the id. */
export function pluginNames(
  { environment }: Pick<RunReport, 'environment'>,
  { names = {} }: AnswerOptions,
): NameOf {
  const listed = new Map(environment?.plugins?.map(({ plugin, name }) => [plugin, name]));
  return (plugin) => {
    const heard = Object.hasOwn(names, plugin) ? names[plugin] : undefined;
    return clean(heard ?? listed.get(plugin) ?? '', 80) || clean(plugin, 120);
  };
}
