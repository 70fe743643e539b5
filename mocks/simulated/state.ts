import { seededRandom } from './clock.ts';
import { type InstalledPlugin, toFile, toInstalled, toSpec } from './installed.ts';
import { type CompiledRule, checkedFormula, compileRules } from './rules.ts';
import type { Channel, Clock, PluginSpec, SiteOptions, Toggle, UserSpec } from './types.ts';

/** A user with what he has been given since. */
export interface Account {
  readonly id: number;
  readonly spec: UserSpec;
  readonly applicationPasswords: Set<string>;
  /** Session token -> expiry in milliseconds. */
  readonly sessions: Map<string, number>;
}

/** What a real site keeps in its database, its files and its server. */
export interface SiteState {
  options: SiteOptions;
  base: URL;
  readonly clock: Clock;
  readonly random: () => number;
  readonly installed: Map<string, InstalledPlugin>;
  /** The option `active_plugins`: files, in load order. */
  active: readonly string[];
  network: readonly string[];
  theme: string;
  readonly mustUse: Set<string>;
  readonly dropIns: Set<string>;
  readonly leftovers: Set<string>;
  /** The options table, as far as someone writes to it. */
  readonly table: Map<string, string>;
  readonly accounts: Account[];
  rules: readonly CompiledRule[];
  /** Files of plugins that will redirect the next wp-admin page once. */
  onboarding: readonly string[];
  /** Files of plugins that kill every request they run in. */
  readonly broken: Set<string>;
  readonly quirkUses: Map<string, number>;
  readonly server: { windowStart: number; windowCount: number; cache: Map<string, CachedPage> };
  readonly logins: { succeeded: number; failed: number; streak: number; lockedUntil: number };
  /** For the sum of seconds: plugins of the start, time of the last change, sum so far. */
  readonly off: { baseline: readonly string[]; since: number; seconds: number };
  readonly toggles: Toggle[];
  states: number;
  onToggle: (toggle: Toggle) => void;
}

interface CachedPage {
  readonly at: number;
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** The user of a site that names none. */
export const DEFAULT_USER: UserSpec = {
  login: 'admin',
  password: 'password',
  role: 'administrator',
  applicationPasswords: ['abcd EFGH 1234 ijkl MNOP 5678'],
};

/** A fresh site. Throws when the options contradict themselves (unknown plugin in a formula, ...). */
export function createState(options: SiteOptions, clock: Clock): SiteState {
  const specs = (options.plugins ?? []).map(toSpec);
  const installed = new Map<string, InstalledPlugin>();
  for (const spec of specs) {
    if (installed.has(spec.file)) throw new Error(`Simulated site: ${spec.file} is listed twice.`);
    if (spec.status !== 'missing') installed.set(spec.file, toInstalled(spec));
  }
  const having = (...statuses: (PluginSpec['status'] | undefined)[]) =>
    specs.filter((spec) => statuses.includes(spec.status)).map((spec) => spec.file);
  const active = having(undefined, 'active', 'missing');
  const state: SiteState = {
    options,
    base: baseUrl(options.url ?? 'http://site.test/'),
    clock,
    random: seededRandom(options.seed ?? 1),
    installed,
    active,
    network: having('network-active'),
    theme: options.theme ?? 'storefront',
    mustUse: new Set(options.mustUse),
    dropIns: new Set(options.dropIns),
    leftovers: new Set(),
    table: new Map(),
    accounts: (options.users ?? [DEFAULT_USER]).map((spec, index) => toAccount(spec, index + 1)),
    rules: [],
    onboarding: [],
    broken: new Set(),
    quirkUses: new Map(),
    server: { windowStart: clock.now(), windowCount: 0, cache: new Map() },
    logins: { succeeded: 0, failed: 0, streak: 0, lockedUntil: 0 },
    off: { baseline: [], since: clock.now(), seconds: 0 },
    toggles: [],
    states: 0,
    onToggle: () => {},
  };
  if (state.network.length > 0 && !options.multisite) {
    throw new Error('Simulated site: a network-active plugin needs multisite: true.');
  }
  state.off.baseline = running(state);
  for (const plugin of installed.values()) if (isOn(state, plugin.file)) leaveBehind(state, plugin);
  compileFormulas(state);
  return state;
}

/** Replaces options of a running site and recompiles its rules. */
export function changeOptions(state: SiteState, options: SiteOptions): void {
  const { plugins, users, url, clock, ...changes } = options;
  state.options = { ...state.options, ...changes };
  compileFormulas(state);
  if (changes.theme) state.theme = changes.theme;
  if (changes.mustUse) replace(state.mustUse, changes.mustUse);
  if (changes.dropIns) replace(state.dropIns, changes.dropIns);
}

/** The installed plugin behind a folder, id or file. Throws when there is none: a typo must not pass silently. */
export function pluginNamed(state: SiteState, name: string): InstalledPlugin {
  const plugins = [...state.installed.values()];
  const found =
    plugins.find((plugin) => plugin.file === name || plugin.id === name) ??
    plugins.find((plugin) => plugin.folder === name);
  if (!found) throw new Error(`Simulated site: there is no plugin "${name}".`);
  return found;
}

/** True for an active or network-active plugin. */
export function isOn(state: SiteState, file: string): boolean {
  return state.active.includes(file) || state.network.includes(file);
}

/** Files of the plugins that run for visitors. */
export function running(state: SiteState): readonly string[] {
  return [...state.network, ...state.active].filter((file) => state.installed.has(file));
}

/** Version of the site is at least this. */
export function atLeast(have: string, need: string): boolean {
  const [a, b] = [have, need].map((version) => version.split('.').map(Number));
  for (let part = 0; part < 3; part += 1) {
    const difference = (a?.[part] ?? 0) - (b?.[part] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** Version of the simulated WordPress. */
export function wordpressVersion(state: SiteState): string {
  return state.options.wordpress ?? '7.1.1';
}

/** Writes `active_plugins` (and the network's list), counting what visitors notice. Single writer of both. */
export function writeActive(
  state: SiteState,
  next: { readonly active?: readonly string[]; readonly network?: readonly string[] },
  by: Channel,
  request: number,
): void {
  const before = new Set([...state.active, ...state.network]);
  settleSecondsOff(state);
  state.active = next.active ?? state.active;
  state.network = next.network ?? state.network;
  const after = new Set([...state.active, ...state.network]);
  const changed = [...new Set([...before, ...after])].filter(
    (file) => before.has(file) !== after.has(file),
  );
  const isNewState = request === 0 || state.toggles.at(-1)?.request !== request;
  if (changed.length > 0 && isNewState) state.states += 1;
  for (const file of changed) {
    const active = after.has(file);
    const plugin = state.installed.get(file);
    // WP-CLI writes the option: no hook of the plugin runs.
    if (plugin && by !== 'wp-cli') (active ? leaveBehind : cleanUp)(state, plugin);
    if (!active) state.broken.delete(file);
    const toggle = {
      plugin: file.replace(/\.php$/, ''),
      active,
      by,
      at: state.clock.now(),
      request,
    };
    state.toggles.push(toggle);
    state.onToggle(toggle);
  }
}

/** Adds the time since the last change to the sum of seconds that plugins of the baseline were off. */
export function settleSecondsOff(state: SiteState): void {
  const now = state.clock.now();
  const off = state.off.baseline.filter((file) => !isOn(state, file)).length;
  state.off.seconds += (off * (now - state.off.since)) / 1000;
  state.off.since = now;
}

/** The URL without query and fragment, with a slash at the end. */
export function baseUrl(url: string): URL {
  const base = new URL(url);
  base.search = '';
  base.hash = '';
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return base;
}

/** Compiles the rules and checks every other formula too: a misspelt plugin must not make a test pass. */
function compileFormulas(state: SiteState): void {
  const { rules = [], login, rateLimit, restLinkHiddenWhile } = state.options;
  const isKnown = (name: string) => isKnownName(state, name);
  const needs = [...state.installed.values()].map(({ spec }) => spec.needsUndeclared);
  for (const text of [login?.hiddenWhile, rateLimit?.while, restLinkHiddenWhile, ...needs]) {
    if (text !== undefined) checkedFormula(text, isKnown);
  }
  state.rules = compileRules(rules, isKnown);
}

function leaveBehind(state: SiteState, plugin: InstalledPlugin): void {
  if (!plugin.spec.leaves) return;
  state.leftovers.add(plugin.folder);
  if (plugin.spec.leaves === 'must-use') state.mustUse.add(`${plugin.folder}.php`);
  if (plugin.spec.leaves === 'drop-in') state.dropIns.add('advanced-cache.php');
}

function cleanUp(state: SiteState, plugin: InstalledPlugin): void {
  if (!plugin.spec.leaves || plugin.spec.cleansUp === false) return;
  state.leftovers.delete(plugin.folder);
  if (plugin.spec.leaves === 'must-use') state.mustUse.delete(`${plugin.folder}.php`);
  if (plugin.spec.leaves === 'drop-in') state.dropIns.delete('advanced-cache.php');
}

function isKnownName(state: SiteState, name: string): boolean {
  if (/^(theme|mu|drop-in|left-by):./.test(name)) return true;
  const catalogue = (state.options.install?.catalogue ?? []).map((spec) => toFile(spec.file));
  const files = [
    ...state.installed.keys(),
    ...state.active,
    ...catalogue,
    'health-check/health-check.php',
  ];
  return files.some((file) => {
    const id = file.replace(/\.php$/, '');
    return name === file || name === id || name === id.split('/')[0];
  });
}

function toAccount(spec: UserSpec, id: number): Account {
  const passwords = (spec.applicationPasswords ?? []).map(withoutSpaces);
  return { id, spec, applicationPasswords: new Set(passwords), sessions: new Map() };
}

/** Core compares application passwords without anything but letters and digits (user.php). */
export function withoutSpaces(password: string): string {
  return password.replace(/[^a-z\d]/gi, '');
}

function replace(set: Set<string>, values: readonly string[]): void {
  set.clear();
  for (const value of values) set.add(value);
}
