/** The site is being put back: how far it is, and what it waits for. */

import type { ReactNode } from 'react';
import { isOwed, isUntouched } from '../../model/truth.ts';
import { doingWords } from '../../report/screens/answer.ts';
import { backOnWords, phaseWords, RESTORING, STOPPING } from '../../report/screens/searching.ts';
import { Screen } from '../kit/screen.tsx';
import { Bar, Spinner } from '../kit/spinner.tsx';
import { Gap, Words } from '../kit/words.tsx';
import { restoreCommand, type UiState } from '../state.ts';

/** Nothing is asked and nothing is searched any more. */
export function RestoringScreen({ state }: { readonly state: UiState }): ReactNode {
  const { t, run, truth, stops, doing, leaving } = state;
  const { restoring } = truth;
  const stopping = (stops > 0 || leaving) && truth.restored !== true;
  const stop = isUntouched(truth) ? STOPPING.nothing : STOPPING.first;
  const words = doingWords(t, doing) ?? phaseWords(t, run, stops > 0);
  const known = restoring !== null && restoring.of > 0;
  return (
    <Screen state={state}>
      <Spinner>{stopping ? t.__(stop) : words}</Spinner>
      {known ? (
        <Bar share={restoring.back / restoring.of} tone="good">
          {backOnWords(t, restoring.back, restoring.of)}
        </Bar>
      ) : null}
      <Gap />
      {stops > 1 && isOwed(truth) ? (
        <Words>
          {`${t.__(STOPPING.still)} ${t.__(STOPPING.later, { command: restoreCommand(run, state.site) })}`}
        </Words>
      ) : null}
      {isOwed(truth) ? <Words tone="dim">{t.__(RESTORING.stays)}</Words> : null}
    </Screen>
  );
}
