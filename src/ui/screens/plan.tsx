/** The plan: which plugins are switched, how, at what cost; and the one question before it begins. */

import type { ReactNode } from 'react';
import { clean, pinReason } from '../../report/format.ts';
import { forecastWords, PLAN, SWITCHES } from '../../report/screens/plan.ts';
import { isFree, type PlanDialog, pinsOf, shownPlugins } from '../dialogs/plan.ts';
import { Field } from '../kit/field.tsx';
import { ROOMY, useLook, WIDE } from '../kit/look-context.tsx';
import { type Choice, Menu } from '../kit/menu.tsx';
import { Screen } from '../kit/screen.tsx';
import { Fact, Gap, Words } from '../kit/words.tsx';
import { textOf } from '../line.ts';
import type { UiState } from '../state.ts';
import { Told } from './told.tsx';

type Props = { readonly state: UiState; readonly dialog: PlanDialog };

/** Asks what is to be left alone, and whether to begin. */
export function PlanScreen(props: Props): ReactNode {
  switch (props.dialog.step) {
    case 'ready':
      return <ReadyScreen {...props} />;
    case 'switches':
      return <SwitchesScreen {...props} />;
    case 'list':
    case 'search':
      return <ListScreen {...props} />;
  }
}

function Summary({ dialog }: { readonly dialog: PlanDialog }): ReactNode {
  const { offer } = dialog;
  const active = activeCount(dialog);
  const suspects = active - pinsOf(offer, dialog.decided).size;
  const words = offer.switch === 'isolated' ? PLAN.isolated : PLAN.switched;
  const { how, notice } = SWITCHES[offer.switch];
  return (
    <>
      <Words tone="bold">{words(suspects, active)}</Words>
      <Fact label={PLAN.how}>{`${how}. ${notice}`}</Fact>
      {offer.closed.map(({ switch: kind, code }) => (
        <Fact key={kind} label="" tone="dim">
          {PLAN.closed(kind, code)}
        </Fact>
      ))}
      <Fact label={PLAN.cost}>{forecastWords(dialog.forecast)}</Fact>
      <Words tone="warn">{suspects === 0 ? PLAN.nothing : ''}</Words>
    </>
  );
}

function activeCount({ offer }: PlanDialog): number {
  return offer.plugins.filter(({ status }) => status !== 'inactive').length;
}

function ListScreen({ state, dialog }: Props): ReactNode {
  const { columns, rows, linear } = useLook();
  const shown = shownPlugins(dialog);
  const searching = dialog.step === 'search';
  const filtered = textOf(dialog.search) !== '';
  const wide = columns >= WIDE && !linear;
  return (
    <Screen
      state={state}
      firm="text"
      least={rows < ROOMY ? 3 : 6}
      side={wide ? <Details dialog={dialog} /> : undefined}
      asked={
        <>
          {searching || filtered ? (
            <Field label={PLAN.search} line={dialog.search} focused={searching} />
          ) : null}
          {filtered ? (
            <Words tone="dim">{PLAN.shown(shown.length, activeCount(dialog))}</Words>
          ) : null}
          {shown.length === 0 ? <Words tone="dim">{PLAN.noMatch}</Words> : null}
          <Menu
            choices={shown.map((plugin) => choiceOf(plugin, dialog))}
            chosen={dialog.cursor}
            role="checkbox"
          />
        </>
      }
    >
      <Told problem={state.told} />
      <Summary dialog={dialog} />
      {linear || rows < ROOMY ? null : <Words tone="dim">{PLAN.legend}</Words>}
      <Gap />
    </Screen>
  );
}

function choiceOf(
  { plugin, name }: ReturnType<typeof shownPlugins>[number],
  { offer, decided }: PlanDialog,
): Choice {
  const why = pinsOf(offer, decided).get(plugin);
  const hazard = offer.hazards.find((each) => each.plugin === plugin);
  const lost = hazard !== undefined && (why === undefined || why === 'hazard');
  const about = lost ? PLAN.lost(clean(hazard.what)) : why === undefined ? '' : pinReason(why);
  return {
    label: clean(name, 80) || clean(plugin, 80),
    mark: `${why === undefined ? '[x]' : isFree(why) ? '[ ]' : ' = '}${hazard === undefined ? '' : ' !'}`,
    checked: why === undefined,
    open: isFree(why),
    about,
  };
}

/** What is known of the plugin under the cursor, and every known hazard. */
function Details({ dialog }: { readonly dialog: PlanDialog }): ReactNode {
  const { offer, cursor } = dialog;
  const plugin = shownPlugins(dialog)[cursor];
  const name = new Map(offer.plugins.map(({ plugin: id, name: own }) => [id, clean(own, 60)]));
  const about =
    plugin === undefined
      ? []
      : [clean(plugin.name, 80), clean(plugin.version, 30), clean(plugin.author, 60)];
  return (
    <>
      <Words tone="bold">{about.filter(Boolean).join(', ')}</Words>
      <Gap />
      {offer.hazards.map(({ plugin: id, what }) => (
        <Words key={id} tone={id === plugin?.plugin ? 'warn' : 'dim'}>
          {`! ${name.get(id) || clean(id, 80)}: ${PLAN.lost(clean(what))}`}
        </Words>
      ))}
    </>
  );
}

function SwitchesScreen({ state, dialog }: Props): ReactNode {
  const choices = dialog.offer.others.map((kind, index) => ({
    label: SWITCHES[kind].how,
    mark: `${index + 1}`,
  }));
  const chosen = dialog.offer.others[dialog.other];
  return (
    <Screen
      state={state}
      asked={
        <>
          <Menu choices={choices} chosen={dialog.other} />
          <Gap />
          <Words>{chosen === undefined ? '' : SWITCHES[chosen].notice}</Words>
        </>
      }
    >
      <Words tone="bold">{PLAN.another}</Words>
    </Screen>
  );
}

function ReadyScreen({ state, dialog }: Props): ReactNode {
  const site = state.run.site ?? state.site ?? '';
  return (
    <Screen state={state} asked={<Words tone="bold">{PLAN.ready}</Words>}>
      <Summary dialog={dialog} />
      <Gap />
      <Words>{PLAN.comesBack(site)}</Words>
      <Gap />
    </Screen>
  );
}
