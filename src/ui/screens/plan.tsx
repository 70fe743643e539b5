/** The plan: which plugins are switched, how, at what cost; and the one question before it begins. */

import type { ReactNode } from 'react';
import type { Language } from '../../language/language.ts';
import { clean, pinReason } from '../../report/format.ts';
import {
  closedWords,
  forecastWords,
  PLAN,
  PLAN_FACTS,
  SWITCHES,
  shownWords,
  switchedWords,
} from '../../report/screens/plan.ts';
import { isFree, type PlanDialog, pinsOf, shownPlugins } from '../dialogs/plan.ts';
import { Field, Menu, type MenuItem } from '../kit/inputs.tsx';
import { ROOMY, useLook, WIDE } from '../kit/look-context.tsx';
import { Screen } from '../kit/screen.tsx';
import { Fact, Gap, Told, Words } from '../kit/words.tsx';
import { textOf } from '../line.ts';
import { restoreCommand, type UiState } from '../state.ts';

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
  const { t } = useLook();
  const { offer } = dialog;
  const active = activeCount(dialog);
  const suspects = active - pinsOf(offer, dialog.decided).size;
  const { how, notice } = SWITCHES[offer.switch];
  return (
    <>
      <Words tone="bold">{switchedWords(t, offer.switch, suspects, active)}</Words>
      <Fact label={t.__(PLAN_FACTS.how)}>{`${t.__(how)} ${t.__(notice)}`}</Fact>
      {offer.closed.map(({ switch: kind, code }) => (
        <Fact key={kind} label="" tone="dim">
          {closedWords(t, kind, code)}
        </Fact>
      ))}
      <Fact label={t.__(PLAN_FACTS.cost)}>{forecastWords(t, dialog.forecast)}</Fact>
      <Words tone="warn">{suspects === 0 ? t.__(PLAN.nothing) : ''}</Words>
    </>
  );
}

function activeCount({ offer }: PlanDialog): number {
  return offer.plugins.filter(({ status }) => status !== 'inactive').length;
}

function ListScreen({ state, dialog }: Props): ReactNode {
  const { t, columns, rows, linear } = useLook();
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
      sideFrom={WIDE}
      asked={
        <>
          {searching || filtered ? (
            <Field label={t.__(PLAN.search)} line={dialog.search} focused={searching} />
          ) : null}
          {filtered ? (
            <Words tone="dim">{shownWords(t, shown.length, activeCount(dialog))}</Words>
          ) : null}
          {shown.length === 0 ? <Words tone="dim">{t.__(PLAN.noMatch)}</Words> : null}
          <Menu
            choices={shown.map((plugin) => choiceOf(t, plugin, dialog))}
            chosen={dialog.cursor}
            role="checkbox"
          />
        </>
      }
    >
      <Told problem={state.told} />
      <Summary dialog={dialog} />
      {linear || rows < ROOMY ? null : <Words tone="dim">{t.__(PLAN.legend)}</Words>}
      <Gap />
    </Screen>
  );
}

function choiceOf(
  t: Language,
  { plugin, name }: ReturnType<typeof shownPlugins>[number],
  { offer, decided }: PlanDialog,
): MenuItem {
  const why = pinsOf(offer, decided).get(plugin);
  const hazard = offer.hazards.find((each) => each.plugin === plugin);
  const lost = hazard !== undefined && (why === undefined || why === 'hazard');
  const about = lost ? clean(t.__(hazard.what)) : why === undefined ? '' : pinReason(t, why, 1);
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
  const { t } = useLook();
  const { offer, cursor } = dialog;
  const plugin = shownPlugins(dialog)[cursor];
  const name = new Map(offer.plugins.map(({ plugin: id, name: own }) => [id, clean(own, 60)]));
  const nameOf = (id: string) => name.get(id) || clean(id, 80);
  const about =
    plugin === undefined
      ? []
      : [clean(plugin.name, 80), clean(plugin.version, 30), clean(plugin.author, 60)];
  return (
    <>
      <Words tone="bold">{about.filter(Boolean).join(', ')}</Words>
      <Gap />
      {offer.suspected.map((id) => (
        <Words key={id} tone="warn">
          {t.__('%(plugin)s gives answers like this one.', { plugin: nameOf(id) })}
        </Words>
      ))}
      {offer.hazards.map(({ plugin: id, what }) => (
        <Words key={id} tone={id === plugin?.plugin ? 'warn' : 'dim'}>
          {`! ${nameOf(id)}: ${clean(t.__(what))}`}
        </Words>
      ))}
    </>
  );
}

function SwitchesScreen({ state, dialog }: Props): ReactNode {
  const { t } = state;
  const choices = dialog.offer.others.map((kind, index) => ({
    label: t.__(SWITCHES[kind].how),
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
          <Words>{chosen === undefined ? '' : t.__(SWITCHES[chosen].notice)}</Words>
        </>
      }
    >
      <Words tone="bold">{t.__(PLAN.another)}</Words>
    </Screen>
  );
}

function ReadyScreen({ state, dialog }: Props): ReactNode {
  const { t, run, site } = state;
  return (
    <Screen state={state} asked={<Words tone="bold">{t.__(PLAN.ready)}</Words>}>
      <Summary dialog={dialog} />
      <Gap />
      <Words>{t.__(PLAN.comesBack, { command: restoreCommand(run, site) })}</Words>
      <Gap />
    </Screen>
  );
}
