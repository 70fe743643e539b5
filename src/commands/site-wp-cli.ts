/** WP-CLI of the site, from `--wp-cli`: shown to lead to the site before anything is asked of it or changed. */

import { isProblem, type ProblemCode } from '../model/errors.ts';
import type { Clock } from '../model/ports.ts';
import { createRunProgram } from '../system/programs.ts';
import type { FoundSite } from '../wordpress/discover/site-address.ts';
import type { SiteAddress } from '../wordpress/http/types.ts';
import { createWpCliSwitch, type WpCliSwitch } from '../wordpress/switches/wp-cli.ts';
import { addressByWpCli, mustBeSameSite, siteOfAlias } from '../wordpress/wp-cli/address.ts';
import { isAlias } from '../wordpress/wp-cli/command.ts';
import { createWpCli, type WpCli } from '../wordpress/wp-cli/wp-cli.ts';
import type { Connected, Context, MainPorts } from './context.ts';

/** WP-CLI as `--wp-cli` reaches it; null without the flag. Nothing is started yet. */
export function wpCliOf({
  options,
  env,
  platform,
  kill = () => {},
  runProgram = createRunProgram({ env, platform, kill }),
}: Pick<MainPorts, 'options' | 'env' | 'platform' | 'kill' | 'runProgram'>): WpCli | null {
  const { wpCli: command, timeoutSeconds } = options;
  if (command === null) return null;
  return createWpCli({ command, run: runProgram, timeoutMs: timeoutSeconds * 1_000 });
}

/** The context with the address of the site where an alias of WP-CLI (`@prod`) was typed for it. */
export async function withoutAlias(context: Context): Promise<Context> {
  const { options, wpCli, signal } = context;
  const { site } = options;
  if (!wpCli || site === null || !isAlias(site)) return context;
  const address = await siteOfAlias(wpCli, site, signal);
  return { ...context, options: { ...options, site: address }, wpCli: wpCli.at(site) };
}

/** The site's WP-CLI, where there is one. Rejects with a `wp-cli-` problem when it is no way to this site. */
export async function provenWpCli(
  { wpCli, signal, emit }: Pick<Context, 'emit' | 'signal' | 'wpCli'>,
  address: SiteAddress,
): Promise<WpCli | undefined> {
  if (!wpCli) return undefined;
  await mustBeSameSite(wpCli, address, signal);
  emit({ type: 'wp-cli-proven', program: wpCli.program });
  return wpCli;
}

/** Answers from which WordPress cannot be recognised although it may be there. */
const UNRECOGNISED: readonly ProblemCode[] = [
  'server-error',
  'not-wordpress',
  'redirect-loop',
  'redirected-away',
];

/**
 * The site by WordPress' own word, where its answers over HTTP do not show it: every page dies, or
 * leads away. Rejects with `problem` where the site gives no answer at all: then no request can be tested.
 */
export async function foundByWpCli(
  { wpCli, signal, emit }: Pick<Context, 'emit' | 'signal' | 'wpCli'>,
  typed: string,
  problem: unknown,
): Promise<FoundSite> {
  if (!wpCli || !UNRECOGNISED.some((code) => isProblem(problem, code))) throw problem;
  const found = await addressByWpCli(wpCli, typed, signal);
  emit({ type: 'address-found', site: found.home, restRoot: found.restRoot });
  return found;
}

/**
 * The switch that writes through WP-CLI; null without one. `original` is the option as an interrupted
 * run had found it. Network-active plugins are known to it and stay on.
 */
export function wpCliSwitchOf(
  { wpCli, address }: Pick<Connected, 'address' | 'wpCli'>,
  clock: Clock,
  original?: string,
): WpCliSwitch | null {
  return wpCli ? createWpCliSwitch({ wpCli, address, clock, original, isProven: true }) : null;
}

/** What the journal keeps of the option `active_plugins`, where WP-CLI has read it. */
export function optionFound(control: WpCliSwitch | { readonly code: string }): {
  readonly activePlugins?: string;
} {
  const found = 'kind' in control ? control.found() : null;
  return found === null ? {} : { activePlugins: found };
}
