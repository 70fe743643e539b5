/** The lines of a journal, and what they add up to. */

import * as v from 'valibot';
import type { PluginId, SwitchKind, Verdict } from '../model/report.ts';

const JournaledSymptom = v.object({
  method: v.string(),
  /** Values of parameters that look like secrets are masked. */
  url: v.string(),
  as: v.picklist(['anonymous', 'application-password', 'session', 'woocommerce-keys', 'bearer']),
  failsOn: v.array(v.union([v.number(), v.string()])),
  status: v.number(),
  code: v.nullable(v.string()),
  described: v.optional(v.string()),
  /** True: sent exactly as it is here. */
  exact: v.boolean(),
  /** False: a part of it was not written down (a header, a secret in the address). */
  whole: v.boolean(),
});

/** The first line. */
export const Begin = v.object({
  type: v.literal('begin'),
  schema: v.literal(1),
  site: v.string(),
  restRoot: v.string(),
  siteUrl: v.string(),
  /** What the person typed, without its query; journals of older versions have none. */
  typed: v.optional(v.string()),
  startedAt: v.string(),
  switch: v.picklist(['isolated', 'admin', 'rest', 'wp-cli']),
  /** The active plugins to come back to, in the site's own order. */
  baseline: v.array(v.string()),
  requires: v.record(v.string(), v.array(v.string())),
  /** A plugin that the run brought along, and how to be rid of it. */
  brought: v.nullable(v.object({ plugin: v.string(), undo: v.picklist(['deactivate', 'delete']) })),
  /** The option `active_plugins` as WP-CLI read it first, as JSON; only where there is WP-CLI. */
  activePlugins: v.optional(v.string()),
  /** What later runs need to take over the evidence; journals of older versions have none of it. */
  symptoms: v.optional(v.array(JournaledSymptom)),
  versions: v.optional(v.record(v.string(), v.string())),
  /** Members of the baseline that are active for a whole network of sites. */
  network: v.optional(v.array(v.string())),
});

/** Every other line. */
export const Line = v.variant('type', [
  v.object({ type: v.literal('switching'), active: v.array(v.string()) }),
  v.object({
    type: v.literal('probed'),
    active: v.array(v.string()),
    verdicts: v.array(v.picklist(['fails', 'passes', 'unresolved'])),
    /** True: seen both failing and passing, so a single look proves nothing. */
    flaky: v.optional(v.boolean()),
  }),
  /** What was seen with these plugins active does not count; without them: all that was seen so far. */
  v.object({ type: v.literal('undone'), active: v.optional(v.array(v.string())) }),
  v.object({ type: v.literal('restoring'), active: v.array(v.string()) }),
  /** Stands for all lines before it but the first and those of probes: a long journal is shortened. */
  v.object({
    type: v.literal('so-far'),
    target: v.array(v.string()),
    surelyOn: v.array(v.string()),
    flaky: v.boolean(),
  }),
  /** The last line of a journal that could not be deleted: the site was as it was. */
  v.object({ type: v.literal('ended') }),
]);

/** Any line but the first. */
export type Line = v.InferOutput<typeof Line>;

/** The first line of a journal. */
export type JournalStart = {
  readonly site: string;
  readonly restRoot: string;
  readonly siteUrl: string;
  readonly typed?: string;
  readonly startedAt: string;
  readonly switch: SwitchKind;
  readonly baseline: readonly PluginId[];
  readonly requires: Readonly<Record<PluginId, readonly PluginId[]>>;
  /** A plugin that the run itself puts on the site (Health Check, with consent); null for none. */
  readonly brought: InstalledHelper | null;
  /** The option `active_plugins` as it was found, as JSON: order and keys come back with it. Names of files only. */
  readonly activePlugins?: string;
  /** What is examined, without secrets; absent in journals of older versions. */
  readonly symptoms?: readonly JournaledSymptom[];
  /** The versions of the baseline's plugins. */
  readonly versions?: Readonly<Record<PluginId, string>>;
  /** Members of the baseline that are active for a whole network of sites. */
  readonly network?: readonly PluginId[];
};

/** A symptom as a journal keeps it: enough to know it again, and no secret. */
export type JournaledSymptom = Readonly<v.InferOutput<typeof JournaledSymptom>>;

/** What was seen with these plugins active: one verdict a symptom. */
export type JournaledProbe = {
  readonly active: readonly PluginId[];
  readonly verdicts: readonly Verdict[];
};

/** A plugin that was not active before, and what makes the site as it was. */
export type InstalledHelper = { readonly plugin: PluginId; readonly undo: 'deactivate' | 'delete' };

/** A journal read back from disk. */
export type InterruptedRun = JournalStart & {
  /** What the site should come back to: the baseline, less what the run was told to leave off. */
  readonly target: readonly PluginId[];
  /** What is on whatever the run was doing when it ended; everything else may be off. */
  readonly surelyOn: readonly PluginId[];
  /** What was seen and not taken back, in order. */
  readonly probed: readonly JournaledProbe[];
  /** True where the symptom was seen to come and go. */
  readonly flaky: boolean;
};

/** What the lines of a journal add up to; every line takes time in proportion to its own length. */
export type LineTally = {
  add(line: Line): void;
  /** True behind an `ended` line. */
  readonly ended: boolean;
  sum(): Omit<InterruptedRun, keyof JournalStart>;
};

/** The tally of a journal that begins like this. */
export function tallyOf(start: JournalStart, earlier: readonly JournaledProbe[] = []): LineTally {
  let target: readonly PluginId[] = start.baseline;
  let surelyOn: readonly PluginId[] = start.baseline;
  let flaky = false;
  let ended = false;
  let probed: (JournaledProbe | null)[] = [];
  const places = new Map<string, number[]>();

  function keep(probe: JournaledProbe): void {
    const key = JSON.stringify(probe.active);
    const at = places.get(key);
    if (at === undefined) places.set(key, [probed.length]);
    else at.push(probed.length);
    probed.push(probe);
  }

  for (const probe of earlier) keep(probe);
  return {
    add(line) {
      switch (line.type) {
        case 'ended':
          ended = true;
          return;
        case 'so-far':
          ({ target, surelyOn, flaky } = line);
          return;
        case 'undone':
          if (line.active === undefined) probed = [];
          else for (const at of places.get(JSON.stringify(line.active)) ?? []) probed[at] = null;
          if (line.active === undefined) places.clear();
          else places.delete(JSON.stringify(line.active));
          return;
        case 'probed':
          if (start.switch !== 'isolated') surelyOn = line.active;
          flaky ||= line.flaky === true;
          keep({ active: line.active, verdicts: line.verdicts });
          return;
        default: {
          // Between two states nobody knows how far the run has come; a probe means that it got there.
          const active = new Set(line.active);
          surelyOn = surelyOn.filter((plugin) => active.has(plugin));
          if (line.type === 'restoring') target = line.active;
        }
      }
    },
    get ended() {
      return ended;
    },
    sum: () => ({ target, surelyOn, probed: probed.filter((probe) => probe !== null), flaky }),
  };
}

/** The plugins that are to be on and may be off, as far as a journal knows. */
export function mayBeOff({
  target,
  surelyOn,
}: Pick<InterruptedRun, 'target' | 'surelyOn'>): PluginId[] {
  const on = new Set(surelyOn);
  return target.filter((plugin) => !on.has(plugin));
}
