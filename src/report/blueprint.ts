/** A WordPress Playground blueprint: the smallest site on which a failure should show. */

import { type Language, msg } from '../language/language.ts';
import { slugOf } from '../model/plugin-ids.ts';
import type { PluginRef, ReportedCulprit, Symptom } from '../model/report.ts';
import type {
  Environment,
  Reproduction,
  ReproductionLimit,
  RunReport,
} from '../model/run-report.ts';
import { clean, pathOf } from './format.ts';

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
