import type { CauseFacts, ExtraFile } from '../../model/facts/no-plugin.ts';
import { slugOf } from '../../model/plugin-ids.ts';
import type { Plugin } from '../../model/report.ts';
import type { AfterStep } from '../check.ts';
import { knownPlugin, type Leaving, likeness } from '../fingerprints.ts';
import { type AfterSearchInput, runsNoHook, type Unexplained, unexplained } from '../input.ts';

/**
 * A must-use plugin or drop-in that carries an installed plugin's name: that plugin wrote it, and it
 * goes on working without it.
 */
async function leftoverFile({
  plugins,
  mustUse,
  dropIns,
}: AfterSearchInput): Promise<CauseFacts | null> {
  const places = [
    { where: 'must-use' as const, files: mustUse ?? [] },
    { where: 'drop-in' as const, files: dropIns ?? [] },
  ];
  for (const { where, files } of places) {
    for (const file of files) {
      const owner = plugins.find((plugin) => wrote(plugin, file));
      if (owner) return { kind: 'leftover', plugin: owner.plugin, where, file: file.file };
    }
  }
  return null;
}

/**
 * Rules that a plugin has written into .htaccess or into PHP's settings. Only where no plugin was
 * really deactivated (`isolated`, `wp-cli`): nothing was cleaned up then.
 */
async function leftoverRules(input: AfterSearchInput): Promise<CauseFacts | null> {
  if (!runsNoHook(input.switchKind)) return null;
  const outside = unexplained(input).filter(
    ({ observation: { observed } }) => observed.code === null,
  );
  const active = input.plugins.filter(({ status }) => status === 'active');
  for (const where of ['htaccess', 'auto-prepend'] as const) {
    const writer = active.find((plugin) => outside.some((each) => answersFor(plugin, where, each)));
    if (writer) return { kind: 'leftover', plugin: writer.plugin, where, file: null };
  }
  return null;
}

/** A file is a plugin's when it carries the plugin's folder or its whole name. */
function wrote({ plugin, name }: Plugin, file: ExtraFile): boolean {
  const said = plain(`${file.file} ${file.name}`);
  const slug = plain(slugOf(plugin));
  const title = plain(name);
  return (slug.length >= 5 && said.includes(slug)) || (title.length >= 8 && said.includes(title));
}

/**
 * A 401 by .htaccess is a password gate, so only a plugin that writes one is meant, or one whose name
 * the gate bears; a 403 may be any rule. What runs by auto_prepend_file is a firewall: it says 403, or is known by its words.
 */
function answersFor(
  { plugin, name }: Plugin,
  where: Leaving,
  { symptom, observation }: Unexplained,
): boolean {
  const { observed } = observation;
  const signsItsName = observed.challenges.some(({ realm }) => plain(realm ?? '') === plain(name));
  if (where === 'htaccess' && signsItsName && plain(name) !== '') return true;
  const known = knownPlugin(plugin);
  if (!known?.leaves?.includes(where)) return false;
  const isByServer = observed.layer === 'apache' || observed.layer === 'litespeed';
  const asksForPassword = known.signs.some(({ realm }) => realm !== undefined);
  const isItsAnswer = known.signs.some(
    (sign) => likeness({ ...symptom, observed }, sign) === 'named',
  );
  if (where === 'htaccess')
    return isItsAnswer || (isByServer && (observed.status === 403 || asksForPassword));
  return isItsAnswer || (observed.status === 403 && observed.layer === undefined);
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/\.php\b/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
}

/** What plugins leave behind, as steps of the check on plugins: it goes on working without them. */
export const leftByPlugins: readonly AfterStep[] = [
  { order: 3, run: leftoverRules },
  { order: 10, run: leftoverFile },
];
