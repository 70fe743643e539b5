import type { CauseFacts, ExtraFile } from '../../model/facts/no-plugin.ts';
import type { BesideFacts } from '../../model/facts/plugins.ts';
import type { Found } from '../../model/findings.ts';
import { slugOf } from '../../model/plugin-ids.ts';
import { type Check, everything } from '../check.ts';
import { knownByAnswer } from '../fingerprints.ts';
import { type AfterSearchInput, type DiagnosisInput, unexplained } from '../input.ts';

/** Must-use plugins of hosts, and the one of our own switch: they refuse nobody. */
const HARMLESS =
  /health-check-(?:troubleshooting-mode|disable-plugins)|endurance-page-cache|wpengine-common|mu-plugin\.php|kinsta-mu|wpcomsh|pantheon|gd-system|sqlite|hostinger|stop-long-comments/i;

/** Words in a name that speak of refusing people. */
const REFUSES =
  /secur|firewall|auth|login|private|protect|restrict|access|rest|api|json|jwt|lock|block|password|member|staging/i;

/** Drop-ins that run on every request and may answer it (wp-includes/load.php). */
const ANSWERING_DROP_IN = /^(?:advanced-cache|sunrise|maintenance)\.php$/;

/** Must-use plugins run in every state: no switch turns them off. The likeliest name comes first. */
async function mustUse(input: AfterSearchInput): Promise<CauseFacts | null> {
  const files = likeliestFirst(input.mustUse ?? []);
  if (files.length === 0) return null;
  const named = namedElsewhere(input);
  const facts = { kind: 'must-use-plugin', files, theme: themeInDoubt(input) } as const;
  return named.length > 0 ? { ...facts, named } : facts;
}

/** The known plugins whose answer it is, none of them active as a plugin: a copy of one runs here. */
function namedElsewhere(input: AfterSearchInput): readonly string[] {
  const [first] = unexplained(input);
  if (!first) return [];
  const { symptom, observation } = first;
  const known = knownByAnswer({ request: symptom.request, observed: observation.observed });
  const active = new Set(input.plugins.map(({ plugin }) => slugOf(plugin)));
  return known.filter(({ slug }) => !active.has(slug)).map(({ name }) => name);
}

/** A drop-in can only be it when WordPress' REST server did not make the answer. */
async function dropIn(input: AfterSearchInput): Promise<CauseFacts | null> {
  const [first] = unexplained(input);
  if (!first || first.observation.observed.code !== null) return null;
  const files = (input.dropIns ?? []).filter(({ file }) => ANSWERING_DROP_IN.test(file));
  return files.length > 0 ? { kind: 'drop-in', files } : null;
}

/** Somebody in WordPress answers, and neither a plugin nor a must-use plugin is there to do it. */
async function theme(input: AfterSearchInput): Promise<CauseFacts | null> {
  const [first] = unexplained(input);
  if (!first || input.themeCleared) return null;
  const { code, message, layer } = first.observation.observed;
  const mustUseKnown = input.mustUse !== null;
  const isFromWordPress = layer === undefined && (code !== null || message !== null);
  return isFromWordPress
    ? { kind: 'theme', theme: input.theme, proven: false, mustUseKnown }
    : null;
}

/**
 * What runs on every request and is no plugin, before any plugin is touched: told, and no more. Whether
 * it refuses anybody shows only when it is away, and taking it away is the person's to do.
 */
export const mustUseCheck: Check<BesideFacts> = {
  id: 'must-use',
  sureness: 13,
  explains: everything,
  run: async (input) => lookBeside(input),
  kindOf: () => 'must-use-plugin',
  worksByHand: true,
  after: [
    { order: 11, run: mustUse },
    { order: 12, run: dropIn },
    { order: 22, run: theme },
  ],
};

function lookBeside({
  mustUse: all,
  dropIns: loaded,
  symptoms,
}: DiagnosisInput): Found<BesideFacts> {
  const found = (result: Found<BesideFacts>['result'], facts: BesideFacts) => ({
    check: 'must-use',
    result,
    facts,
  });
  if (all === null && loaded === null) return found('not-checked', { kind: 'not-listed' });
  const mustUse = likeliestFirst(all ?? []);
  // A drop-in can only be it when WordPress' REST server did not make the answer.
  const isOutside = symptoms.some(({ observed }) => observed.code === null);
  const dropIns = (loaded ?? []).filter(({ file }) => isOutside && ANSWERING_DROP_IN.test(file));
  if (mustUse.length + dropIns.length === 0) return found('cleared', { kind: 'none' });
  const harmless = symptoms.length === 0;
  return found(harmless ? 'cleared' : 'clue', { kind: 'present', mustUse, dropIns, harmless });
}

function likeliestFirst(files: readonly ExtraFile[]): readonly ExtraFile[] {
  return files
    .filter((file) => !HARMLESS.test(file.file))
    .toSorted((a, b) => Number(refuses(b)) - Number(refuses(a)));
}

function themeInDoubt({ theme: name, themeCleared }: AfterSearchInput): string | null {
  return themeCleared ? null : name;
}

function refuses({ file, name }: ExtraFile): boolean {
  return REFUSES.test(`${file} ${name}`);
}
