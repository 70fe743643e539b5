/** The site is being put back: how far it is, and what it waits for. */

import type { ReactNode } from 'react';
import { isOwed, isUntouched } from '../../model/truth.ts';
import { DOING } from '../../report/screens/answer.ts';
import { phaseWords, RESTORING, STOPPING } from '../../report/screens/searching.ts';
import { Screen } from '../kit/screen.tsx';
import { Bar, Spinner } from '../kit/spinner.tsx';
import { Gap, Words } from '../kit/words.tsx';
import type { UiState } from '../state.ts';

/** Nothing is asked and nothing is searched any more. */
export function RestoringScreen({ state }: { readonly state: UiState }): ReactNode {
  const { run, truth, stops, doing, leaving } = state;
  const { restoring } = truth;
  const stopping = (stops > 0 || leaving) && truth.restored !== true;
  const stop = isUntouched(truth) ? STOPPING.nothing : STOPPING.first;
  const words = (doing === null ? undefined : DOING[doing]) ?? phaseWords(run, stops > 0);
  const known = restoring !== null && restoring.of > 0;
  return (
    <Screen state={state}>
      <Spinner>{stopping ? stop : words}</Spinner>
      {known ? (
        <Bar share={restoring.back / restoring.of} tone="good">
          {RESTORING.back(restoring.back, restoring.of)}
        </Bar>
      ) : null}
      <Gap />
      {stops > 1 && isOwed(truth) ? (
        <Words>{`${STOPPING.still} ${STOPPING.later(run.site ?? state.site ?? 'SITE')}`}</Words>
      ) : null}
      {isOwed(truth) ? <Words tone="dim">{RESTORING.stays}</Words> : null}
    </Screen>
  );
}
