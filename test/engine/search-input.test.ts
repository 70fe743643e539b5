import { expect, test } from 'vitest';
import { createEvidence } from '../../src/engine/evidence.ts';
import { isSameButForNumbers } from '../../src/engine/fingerprint.ts';
import { makePlan } from '../../src/engine/plan.ts';
import { searchInput } from '../../src/engine/search-input.ts';
import type { Observation } from '../../src/model/report.ts';
import { PRICES } from '../../src/search/index.ts';
import { letters, plugin, UNSEEN } from './imagined-site.ts';

const IDS = letters(3);
const plan = makePlan(
  IDS.map((id) => plugin(id)),
  [],
);
const says = (code: string, verdict: Observation['verdict'] = 'fails'): Observation => ({
  verdict,
  observed: { ...UNSEEN, status: 401, code },
});

function inputOver(evidence: ReturnType<typeof createEvidence>) {
  const task = { symptom: 0, plan, prior: {}, price: PRICES.admin, all: false };
  const priorBy = ({ code }: Observation['observed']) => ({ [code ?? '']: 9 });
  return searchInput({ ...task, priorBy }, {}, evidence);
}

test('a replay gets the same answer for a set, also where a later probe saw another one', () => {
  const evidence = createEvidence();
  const active = IDS.slice(1);
  evidence.add({ active, observations: [says('first')] });
  const { priorIn } = inputOver(evidence);
  expect(priorIn?.(active)).toEqual({ first: 9 });
  evidence.add({ active, observations: [says('second')] });
  expect(priorIn?.(active)).toEqual({ first: 9 });
  evidence.forget(active);
  expect(priorIn?.(active)).toEqual({ first: 9 });
});

test('a set has an answer as soon as it was probed', () => {
  const evidence = createEvidence();
  const { priorIn } = inputOver(evidence);
  expect(priorIn?.(IDS)).toBeUndefined();
  evidence.add({ active: IDS, observations: [says('late')] });
  expect(priorIn?.(IDS)).toEqual({ late: 9 });
});

test('the answer of a passing set names no plugin', () => {
  const evidence = createEvidence();
  evidence.add({ active: IDS, observations: [says('fine', 'passes')] });
  expect(inputOver(evidence).priorIn?.(IDS)).toBeUndefined();
});

test.each([
  ['a', 'Try again in 14 minutes.', 'a', 'Try again in 13 minutes.', true],
  ['a', null, 'a', null, true],
  ['a', 'No.', 'b', 'No.', false],
  ['a', 'No.', 'a', 'Never.', false],
])(
  '%s "%s" and %s "%s" count as the same answer: %s',
  (code, message, otherCode, otherMessage, same) => {
    const one = { ...UNSEEN, code, message };
    expect(isSameButForNumbers(one, { ...UNSEEN, code: otherCode, message: otherMessage })).toBe(
      same,
    );
  },
);
