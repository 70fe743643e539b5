/** The one component: it chooses the screen for the state and sends keys on, nothing else. */

import { useApp, useInput } from 'ink';
import { type ReactNode, useMemo } from 'react';
import type { Mode } from './bindings.ts';
import { dialogMode } from './dialogs/dialog.ts';
import type { Key } from './keymap.ts';
import { LookContext } from './kit/look-context.tsx';
import { AnswerScreen } from './screens/answer.tsx';
import { ChecksScreen, DiagnosedScreen, DiagnosisScreen } from './screens/diagnosis.tsx';
import { PlanScreen } from './screens/plan.tsx';
import {
  ConfirmScreen,
  HelpScreen,
  JudgeScreen,
  MenuScreen,
  TextScreen,
} from './screens/question.tsx';
import { RestoringScreen, SearchingScreen } from './screens/searching.tsx';
import { AccessScreen, ApprovalScreen, SiteScreen } from './screens/sign-in.tsx';
import { SymptomsScreen } from './screens/symptoms.tsx';
import { modeOf, type Scrollable, type UiState } from './state.ts';

/** What Ink can do for its owner. */
export type InkApp = ReturnType<typeof useApp>;

/** Everything on the screen. The functions must stay the same for as long as this is mounted. */
export function App(props: {
  readonly state: UiState;
  readonly onKey: (input: string, key: Key) => void;
  readonly onMeasure: (scrollable: Scrollable) => void;
  readonly onApp?: (app: InkApp) => void;
}): ReactNode {
  const { state, onKey, onMeasure, onApp } = props;
  onApp?.(useApp());
  // Always on, so that Ctrl-C is a key and never an unclean end.
  useInput(onKey);
  const { t, columns, rows, color, glyphs, linear, scroll } = state;
  const look = useMemo(
    () => ({ t, columns, rows, color, glyphs, linear, scroll, onMeasure }),
    [t, columns, rows, color, glyphs, linear, scroll, onMeasure],
  );
  return (
    <LookContext.Provider value={look}>
      {state.closed ? null : <ScreenOf state={state} />}
    </LookContext.Provider>
  );
}

function ScreenOf({ state }: { readonly state: UiState }): ReactNode {
  const { dialog } = state;
  if (state.overlay === 'help') return <HelpScreen state={state} beneath={beneath(state)} />;
  if (state.overlay === 'checks') return <ChecksScreen state={state} />;
  if (dialog === null) return <Watched state={state} />;
  switch (dialog.type) {
    case 'site':
      return <SiteScreen state={state} dialog={dialog} />;
    case 'access':
      return <AccessScreen state={state} dialog={dialog} />;
    case 'approval':
      return <ApprovalScreen state={state} dialog={dialog} />;
    case 'symptoms':
      return <SymptomsScreen state={state} dialog={dialog} />;
    case 'diagnosed':
      return <DiagnosedScreen state={state} dialog={dialog} />;
    case 'plan':
      return <PlanScreen state={state} dialog={dialog} />;
    case 'judge':
      return <JudgeScreen state={state} dialog={dialog} />;
    case 'after':
      return <AnswerScreen state={state} dialog={dialog} />;
    case 'text':
      return <TextScreen state={state} dialog={dialog} />;
    case 'menu':
      return <MenuScreen state={state} dialog={dialog} />;
    case 'confirm':
      return <ConfirmScreen state={state} dialog={dialog} />;
  }
}

/** Nothing is asked: the program works. */
function Watched({ state }: { readonly state: UiState }): ReactNode {
  if (state.leaving) return <RestoringScreen state={state} />;
  switch (state.run.phase) {
    case 'searching':
      return <SearchingScreen state={state} />;
    case 'restoring':
    case 'restoring-leftover':
    case 'finished':
      return <RestoringScreen state={state} />;
    default:
      return <DiagnosisScreen state={state} />;
  }
}

function beneath(state: UiState): Mode {
  return state.dialog === null ? modeOf({ ...state, overlay: null }) : dialogMode(state.dialog);
}
