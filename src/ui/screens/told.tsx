/** What went wrong with the last answer: the fact, then the remedy. */

import type { ReactNode } from 'react';
import type { Problem } from '../../model/errors.ts';
import { explain } from '../../report/problems/index.ts';
import { useLook } from '../kit/look-context.tsx';
import { Gap, Words } from '../kit/words.tsx';

/** Nothing where nothing went wrong. */
export function Told(props: { readonly problem: Problem | null }): ReactNode {
  const { problem } = props;
  const { t } = useLook();
  if (problem === null) return null;
  const { fact, remedy } = explain(t, problem, 'asked');
  return (
    <>
      <Words tone="loud">{`! ${fact}`}</Words>
      <Words>{remedy}</Words>
      <Gap />
    </>
  );
}
