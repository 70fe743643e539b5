/** The small questions: one text, one of several, yes or no, what a person sees; and the list of keys. */

import { Box } from 'ink';
import type { ReactNode } from 'react';
import { yesNoHint } from '../../report/confirmations.ts';
import { clean, safeUrl } from '../../report/format.ts';
import { CONNECT } from '../../report/screens/connect.ts';
import { KEYS, KEYS_TITLE, keyName } from '../../report/screens/keys.ts';
import { JUDGE, JUDGEMENTS, offWords } from '../../report/screens/searching.ts';
import type { Mode } from '../bindings.ts';
import type { ConfirmDialog, JudgeDialog, MenuDialog, TextDialog } from '../dialogs/simple.ts';
import { hintsOf } from '../keymap.ts';
import { Field, Menu } from '../kit/inputs.tsx';
import { useLook } from '../kit/look-context.tsx';
import { Screen } from '../kit/screen.tsx';
import { Fact, Gap, Told, Words } from '../kit/words.tsx';
import type { UiState } from '../state.ts';

type Props<Dialog> = { readonly state: UiState; readonly dialog: Dialog };

/** Asks for one text. */
export function TextScreen({ state, dialog }: Props<TextDialog>): ReactNode {
  return (
    <Screen
      state={state}
      asked={
        <Field
          label={dialog.label}
          line={dialog.line}
          hidden={dialog.hidden}
          focused
          {...(dialog.hidden
            ? { hint: { text: state.t.__(CONNECT.notKept), tone: 'dim' as const } }
            : {})}
        />
      }
    >
      <Told problem={state.told} />
      {(dialog.facts ?? []).map((fact) => (
        <Words key={fact}>{fact}</Words>
      ))}
      {dialog.facts ? <Gap /> : null}
    </Screen>
  );
}

/** Asks for one of several. */
export function MenuScreen({ state, dialog }: Props<MenuDialog>): ReactNode {
  const choices = dialog.choices.map(({ label, about }, index) => ({
    label,
    about,
    mark: `${index + 1}`,
  }));
  return (
    <Screen
      state={state}
      asked={
        <>
          <Words tone="bold">{dialog.label}</Words>
          <Menu choices={choices} chosen={dialog.chosen} />
        </>
      }
    >
      <Told problem={state.told} />
      {dialog.facts.map((fact) => (
        <Words key={fact}>{fact}</Words>
      ))}
      {dialog.facts.length > 0 ? <Gap /> : null}
    </Screen>
  );
}

/** Asks for yes or no. */
export function ConfirmScreen({ state, dialog }: Props<ConfirmDialog>): ReactNode {
  const { facts, ask, byDefault } = dialog.words;
  return (
    <Screen
      state={state}
      asked={<Words tone="bold">{`${ask} ${yesNoHint(state.t, byDefault)}`}</Words>}
    >
      <Told problem={state.told} />
      {facts.map((fact) => (
        <Words key={fact}>{fact}</Words>
      ))}
      <Gap />
    </Screen>
  );
}

/** Asks what the person sees. */
export function JudgeScreen({ state, dialog }: Props<JudgeDialog>): ReactNode {
  const { question, chosen, copied } = dialog;
  const { t, run, told } = state;
  const names = new Map(run.plugins.map(({ plugin, name }) => [plugin, clean(name, 60)]));
  const off = question.off.map((plugin) => names.get(plugin) || clean(plugin, 80));
  const choices = JUDGEMENTS.map(({ mark, label }) => ({ mark, label: t.__(label) }));
  return (
    <Screen state={state} asked={<Menu choices={choices} chosen={chosen} />}>
      <Told problem={told} />
      <Words tone="bold">{t.__(JUDGE.title, { probe: question.probe })}</Words>
      <Words>{t.__(JUDGE.quoted, { text: clean(question.description) })}</Words>
      <Words tone="bold">{safeUrl(question.url)}</Words>
      <Words tone="dim">{copied ? t.__(JUDGE.opened) : ''}</Words>
      <Gap />
      <Words>{off.length === 0 ? t.__(JUDGE.allOn) : offWords(t, off)}</Words>
      <Words tone="warn">
        {!state.wants.pause ? '' : t.__(off.length === 0 ? JUDGE.pauses : JUDGE.pausesLater)}
      </Words>
      <Gap />
    </Screen>
  );
}

/** Every key of the screen beneath, with what it does. */
export function HelpScreen(props: { readonly state: UiState; readonly beneath: Mode }): ReactNode {
  const { t, linear } = useLook();
  const names = hintsOf(props.beneath).filter((name) => name !== 'interrupt');
  return (
    <Screen state={props.state}>
      <Words tone="bold">{t.__(KEYS_TITLE)}</Words>
      <Box flexDirection="column" flexShrink={0}>
        {[...names, 'suspend' as const, 'interrupt' as const].map((name) => {
          const key = keyName(t, name);
          const about = t.__(KEYS[name].about);
          if (linear)
            return (
              <Fact key={name} label={key}>
                {about}
              </Fact>
            );
          return (
            <Box key={name} flexShrink={0}>
              <Box width={12} flexShrink={0}>
                <Words tone="bold">{key}</Words>
              </Box>
              <Words>{about}</Words>
            </Box>
          );
        })}
      </Box>
    </Screen>
  );
}
