// A failure that stops for a while in the middle of a search makes plugins look as if they only failed together.

import { expect, test } from 'vitest';
import { run } from '../../src/engine/run.ts';
import type { Oracle } from '../../src/model/ports.ts';
import { imagine, letters, plugin, prepare } from './imagined-site.ts';

const IDS = letters(12);
const culprit = 'p07/main';

/** A run in sessions of its own while the failure rests between these requests. */
async function during(from: number, to: number) {
  const site = imagine(
    IDS.map((id) => plugin(id)),
    [(on) => on.has(culprit)],
    { kind: 'isolated' },
  );
  let sent = 0;
  const rest: Oracle = imagine(site.plugins, [() => false], { kind: 'isolated' }).oracle;
  const oracle: Oracle = {
    probe(...asked) {
      sent += 1;
      return (sent > from && sent <= to ? rest : site.oracle).probe(...asked);
    },
  };
  const { ports, task } = prepare(site, { parallel: 1 }, { oracle });
  const { culprits } = await run(ports, task);
  return culprits.map(({ plugins }) => plugins.map((each) => each.plugin));
}

test.each([3, 4, 8, 13])(
  'under isolated, no combination is named where the failure rests for a while from request %i on',
  async (from) => {
    const wrong: unknown[] = [];
    for (let to = from + 1; to < from + 32; to += 3) {
      const named = await during(from, to);
      if (named.some((plugins) => plugins.length > 1)) wrong.push({ to, named });
    }
    expect(wrong).toEqual([]);
  },
);
