import type { CauseFacts, ExtraFile } from '../../run/cause.ts';
import { type Circumstances, unexplained } from '../circumstances.ts';

/** Must-use plugins of hosts, and the one of our own switch: they refuse nobody. */
const HARMLESS =
  /health-check-(?:troubleshooting-mode|disable-plugins)|endurance-page-cache|wpengine-common|mu-plugin\.php|kinsta-mu|wpcomsh|pantheon|gd-system|sqlite|hostinger|stop-long-comments/i;

/** Words in a name that speak of refusing people. */
const REFUSES =
  /secur|firewall|auth|login|private|protect|restrict|access|rest|api|json|jwt|lock|block|password|member|staging/i;

/** Drop-ins that run on every request and may answer it (wp-includes/load.php). */
const ANSWERING_DROP_IN = /^(?:advanced-cache|sunrise|maintenance)\.php$/;

/** Must-use plugins run in every state: no switch turns them off. The likeliest name comes first. */
export async function mustUse(circumstances: Circumstances): Promise<CauseFacts | null> {
  const files = (circumstances.mustUse ?? [])
    .filter((file) => !HARMLESS.test(file.file))
    .toSorted((a, b) => Number(refuses(b)) - Number(refuses(a)));
  if (files.length === 0) return null;
  return { kind: 'must-use-plugin', files, theme: themeInDoubt(circumstances) };
}

/** A drop-in can only be it when WordPress' REST server did not make the answer. */
export async function dropIn(circumstances: Circumstances): Promise<CauseFacts | null> {
  const [first] = unexplained(circumstances);
  if (!first || first.observation.observed.code !== null) return null;
  const files = (circumstances.dropIns ?? []).filter(({ file }) => ANSWERING_DROP_IN.test(file));
  return files.length > 0 ? { kind: 'drop-in', files } : null;
}

/** Somebody in WordPress answers, and neither a plugin nor a must-use plugin is there to do it. */
export async function theme(circumstances: Circumstances): Promise<CauseFacts | null> {
  const [first] = unexplained(circumstances);
  if (!first || circumstances.themeCleared) return null;
  const { code, message, layer } = first.observation.observed;
  const mustUseKnown = circumstances.mustUse !== null;
  const isFromWordPress = layer === undefined && (code !== null || message !== null);
  return isFromWordPress
    ? { kind: 'theme', theme: circumstances.theme, proven: false, mustUseKnown }
    : null;
}

function themeInDoubt({ theme: name, themeCleared }: Circumstances): string | null {
  return themeCleared ? null : name;
}

function refuses({ file, name }: ExtraFile): boolean {
  return REFUSES.test(`${file} ${name}`);
}
