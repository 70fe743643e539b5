/** One test in a few words: which plugins are on and off, and what it showed. */

import type { Language } from '../language/language.ts';
import type { Verdict } from '../model/report.ts';
import type { ProbeView, RunState } from '../model/run-state.ts';
import { clean, type Paint } from './format.ts';

/** `  3  4 plugins off: works (6 suspects, about 5 tests to go)`. */
export function probeLine(t: Language, probe: ProbeView, state: RunState, paint: Paint): string {
  const painted = { fails: paint.bad, passes: paint.good, unresolved: paint.warn };
  const verdict = probe.verdict ?? 'unresolved';
  const left = Math.max(0, probe.probesToGo - 1);
  const parts = [
    t._n('%(count)s suspect', '%(count)s suspects', probe.suspectsLeft),
    ...(left === 0
      ? []
      : [t._n('about %(count)s test to go', 'about %(count)s tests to go', left)]),
  ].join(', ');
  const said = painted[verdict](verdictWord(t, verdict));
  return `${String(probe.probe).padStart(4)}  ${setLine(t, probe, state)}: ${said} (${parts})`;
}

/** A verdict, as a person says it. */
export function verdictWord(t: Language, verdict: Verdict): string {
  switch (verdict) {
    case 'fails':
      return t.__('fails');
    case 'passes':
      return t.__('works');
    case 'unresolved':
      return t.__('unclear');
  }
}

/** What is tried, in a few words. */
export function setLine(
  t: Language,
  { purpose, active, off }: Pick<ProbeView, 'purpose' | 'active' | 'off'>,
  state: RunState,
): string {
  const name = namesOf(state);
  const pinned = new Set(
    state.plugins.filter(({ standing }) => standing === 'pinned').map(({ plugin }) => plugin),
  );
  const named = (plugins: readonly string[]) => ({ plugins: t.list(plugins.map(name)) });
  const isFew = (plugins: readonly string[]) => plugins.length <= 2;
  const suspects = active.filter((plugin) => !pinned.has(plugin));
  switch (purpose) {
    case 'all-on':
      return t.__('every plugin on');
    case 'again':
      return t.__('once more, every plugin on');
    case 'all-off':
      return t.__('every suspect off');
    case 'without':
      if (isFew(off)) return t.__('every plugin on except %(plugins)s', named(off));
      return suspects.length > 0 && isFew(suspects)
        ? t.__('only %(plugins)s on', named(suspects))
        : t._n('%(count)s plugin off', '%(count)s plugins off', off.length);
    case 'alone':
      if (off.length === 0) return t.__('once more, every plugin on');
      return isFew(suspects)
        ? t.__('only %(plugins)s on', named(suspects))
        : t._n('only %(count)s plugin on', 'only %(count)s plugins on', suspects.length);
    case 'repeat':
      return off.length === 0
        ? t.__('once more, every plugin on')
        : isFew(off)
          ? t.__('once more, %(plugins)s off', named(off))
          : t._n('once more, %(count)s plugin off', 'once more, %(count)s plugins off', off.length);
    case 'narrow':
    case 'cure':
      return off.length === 0
        ? t.__('every plugin on')
        : isFew(off)
          ? t.__('%(plugins)s off', named(off))
          : t._n('%(count)s plugin off', '%(count)s plugins off', off.length);
  }
}

/** Names by id, from the state's list. */
export function namesOf(state: RunState): (plugin: string) => string {
  const names = new Map(state.plugins.map(({ plugin, name }) => [plugin, clean(name, 80)]));
  return (plugin) => names.get(plugin) || clean(plugin, 120);
}
