// States of the screens, made as the running program makes them: action by action.
import { firstState, type UiAction, type UiState, update } from '../../src/ui/state.ts';
import { SCENE } from '../report/scene.ts';

/** The state after these actions, in a terminal of this size. */
export function stateAfter(
  actions: readonly UiAction[],
  size: { columns: number; rows: number } = { columns: 80, rows: 24 },
): UiState {
  const first = firstState({ ...size, color: false, verbosity: 'normal', site: null });
  return actions.reduce(update, first);
}

/** The first events of the imagined run, as actions. */
export function events(count: number = SCENE.length): readonly UiAction[] {
  return SCENE.slice(0, count).map((event) => ({ type: 'event', event }));
}
