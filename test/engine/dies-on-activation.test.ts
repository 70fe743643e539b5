/** A culprit whose code dies while it is activated: it is off once it was tested, and cannot come back. */

import { describe, expect, test } from 'vitest';
import { run } from '../../src/engine/run.ts';
import type { SwitchedState } from '../../src/model/ports.ts';
import type { Symptom } from '../../src/model/report.ts';
import { type Fails, imagine, letters, plugin, prepare, symptom } from './imagined-site.ts';

const plugins = letters(8).map((id) => plugin(id));
const [wreck, frail] = letters(8) as [string, string];
const fatal: Symptom = {
  ...symptom('https://example.test/'),
  failsOn: [500],
  observed: { status: 500, code: null, message: null, challenges: [] },
};

/** A site on which these die when they are to be activated again, as wp-admin's form tells it. */
function siteOf(fails: Fails, dying: readonly string[], symptoms: readonly Symptom[]) {
  const site = imagine(plugins, [fails], { kind: 'admin', stuck: (id) => dying.includes(id) });
  const prepared = prepare(site, { symptoms });
  const { activateExactly } = site.control;
  const control = {
    ...site.control,
    async activateExactly(...call: Parameters<typeof activateExactly>): Promise<SwitchedState> {
      const state = await activateExactly(...call);
      const refused = call[0]
        .filter((id) => dying.includes(id) && !state.active.includes(id))
        .map((id) => ({ plugin: id, wanted: 'active' as const, code: 'fatal' }));
      return { ...state, refused };
    },
  };
  return { site, task: prepared.task, ports: { ...prepared.ports, control }, ...prepared.journal };
}

describe('a plugin that dies when it is activated', () => {
  test('is proven without activating it again, and stays off, with everything else back', async () => {
    const { site, task, ports } = siteOf((on) => on.has(wreck), [wreck], [fatal]);
    const named = { ...task, proof: 'reversal' as const, priors: [{ [wreck]: 99 }] };
    const result = await run(ports, named);
    expect(result).toMatchObject({
      outcome: 'culprit-found',
      restored: true,
      difference: { missing: [] },
      leftOff: [wreck],
      died: [wreck],
      culprits: [{ plugins: [{ plugin: wreck }], proof: { without: 'passes' } }],
    });
    // What was not seen is not claimed.
    expect(result.culprits[0]?.proof).toMatchObject({
      alone: 'not-tested',
      again: 'died-on-activation',
    });
    expect([...site.active].sort()).toEqual(letters(8).slice(1));
  });

  test('is not counted as lost where WordPress named its file, although nothing is proven', async () => {
    const said = { ...fatal, observed: { ...fatal.observed, fatalIn: 'p00' } };
    const both = (on: ReadonlySet<string>) => on.has(wreck) || on.has(frail);
    const { task, ports } = siteOf(both, [wreck], [said]);
    expect(await run(ports, task)).toMatchObject({ restored: true, died: [wreck] });
  });

  test('is reported as a difference where it is not the culprit', async () => {
    const { task, ports } = siteOf((on) => on.has(wreck), [frail], [fatal]);
    const named = { ...task, proof: 'full' as const };
    const result = await run(ports, named);
    expect(result.culprits.flatMap((each) => each.plugins.map((p) => p.plugin))).not.toContain(
      frail,
    );
    expect(result).toMatchObject({ restored: false, difference: { missing: [frail] } });
  });

  test('is reported as a difference where the symptom is no server error', async () => {
    const { task, ports } = siteOf((on) => on.has(wreck), [wreck], [symptom()]);
    const result = await run(ports, task);
    expect(result).toMatchObject({ restored: false, difference: { missing: [wreck] } });
    expect(result.leftOff).toEqual([]);
  });
});
