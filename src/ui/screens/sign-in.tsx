/** The first screens: which site, how to sign in to it, and the wait for an approval in the browser. */

import { Box } from 'ink';
import type { ReactNode } from 'react';
import type { Language } from '../../language/language.ts';
import { clean, safeUrl } from '../../report/format.ts';
import { secretLabel } from '../../report/prompts.ts';
import {
  APPROVAL,
  approvalMinutes,
  CONNECT,
  charactersWords,
  SECRET_LOOKS,
  SITE_DOUBTS,
  USER_DOUBTS,
  WAYS,
  WHY_NOT,
} from '../../report/screens/connect.ts';
import {
  type AccessDialog,
  APPLICATION_PASSWORD_LENGTH,
  fieldsOf,
  isTyped,
  lookOfSecret,
  type SiteDialog,
  siteDoubt,
  userDoubt,
} from '../dialogs/access.ts';
import type { ApprovalDialog } from '../dialogs/simple.ts';
import { Field, Menu, type MenuItem } from '../kit/inputs.tsx';
import { useLook } from '../kit/look-context.tsx';
import { Screen } from '../kit/screen.tsx';
import { Gap, Told, type Tone, Words } from '../kit/words.tsx';
import { textOf } from '../line.ts';
import type { UiState } from '../state.ts';

/** Asks for the site. */
export function SiteScreen(props: {
  readonly state: UiState;
  readonly dialog: SiteDialog;
}): ReactNode {
  const { state, dialog } = props;
  return (
    <Screen
      state={state}
      asked={
        <>
          <Words tone="bold">{state.t.__(CONNECT.site)}</Words>
          <Field line={dialog.line} focused hint={siteHint(state.t, dialog)} />
        </>
      }
    >
      <Told problem={state.told} />
      {state.told === null ? (
        <>
          <Words>{state.t.__(CONNECT.promise)}</Words>
          <Gap />
        </>
      ) : null}
    </Screen>
  );
}

function siteHint(t: Language, { line, remembered }: SiteDialog): { text: string; tone: Tone } {
  const typed = textOf(line);
  const doubt = siteDoubt(typed);
  if (doubt !== null && doubt !== 'empty') {
    return { text: t.__(SITE_DOUBTS[doubt]), tone: doubt === 'no-dot' ? 'dim' : 'warn' };
  }
  const alone = typed === '' && remembered !== null;
  const text = alone
    ? t.__(CONNECT.remembered, { site: safeUrl(remembered) })
    : t.__(CONNECT.siteHelp);
  return { text, tone: 'dim' };
}

/** Asks how to sign in. */
export function AccessScreen(props: {
  readonly state: UiState;
  readonly dialog: AccessDialog;
}): ReactNode {
  const { state, dialog } = props;
  const { offer, focus } = dialog;
  const { t } = state;
  const refused = offer.refused ?? state.told;
  return (
    <Screen
      state={state}
      // A refusal must stay readable; the heading alone may go.
      share={refused === null ? 1 : 0.7}
      asked={
        <>
          <Menu
            choices={waysOf(t, dialog)}
            chosen={focus === 'way' ? dialog.way : -1}
            role="radio"
          />
          {isTyped(dialog) ? <TypedFields dialog={dialog} /> : null}
          <KeepField dialog={dialog} />
        </>
      }
    >
      <Told problem={refused} />
      <Words tone="bold">{t.__(CONNECT.access, { site: safeUrl(offer.site) })}</Words>
      {refused === null ? <Words tone="dim">{t.__(CONNECT.accessHelp)}</Words> : null}
      <Gap />
    </Screen>
  );
}

/** The ways, those that are open here first; why the others are not. */
function waysOf(t: Language, { offer, way: chosen }: AccessDialog): readonly MenuItem[] {
  return offer.ways.map(({ way, why }, index) => {
    const label = t.__(WAYS[way].label);
    const about = t.__(why === null ? WAYS[way].about : WHY_NOT[why]);
    const checked = index === chosen;
    const mark = why !== null ? ' - ' : checked ? '(x)' : '( )';
    return { label, mark, checked, about, open: why === null };
  });
}

function TypedFields({ dialog }: { readonly dialog: AccessDialog }): ReactNode {
  const { t } = useLook();
  const password = dialog.offer.ways[dialog.way]?.way === 'password';
  const kind = password ? 'password' : 'application-password';
  const email = userDoubt(textOf(dialog.user)) === 'email';
  return (
    <>
      <Gap />
      <Field
        label={t.__(CONNECT.user)}
        line={dialog.user}
        focused={dialog.focus === 'user'}
        {...(email ? { hint: { text: t.__(USER_DOUBTS.email), tone: 'warn' as const } } : {})}
      />
      <Field
        label={secretLabel(t, kind)}
        line={dialog.secret}
        hidden
        focused={dialog.focus === 'secret'}
        hint={secretHint(t, dialog, kind)}
      />
    </>
  );
}

function secretHint(
  t: Language,
  { secret, keep }: AccessDialog,
  kind: 'password' | 'application-password',
): { readonly text: string; readonly tone: Tone } {
  const seen = lookOfSecret(kind, textOf(secret));
  const kept = { text: t.__(keep ? CONNECT.kept : CONNECT.notKept), tone: 'dim' } as const;
  switch (seen.type) {
    case 'empty':
      return kept;
    case 'counting': {
      const text = charactersWords(t, seen.characters, APPLICATION_PASSWORD_LENGTH);
      return { text, tone: 'dim' };
    }
    case 'fine':
      return kind === 'password' ? kept : { text: t.__(SECRET_LOOKS.complete), tone: 'good' };
    case 'other-kind': {
      const { applicationPasswordInstead, passwordInstead } = SECRET_LOOKS;
      return {
        text: t.__(kind === 'password' ? applicationPasswordInstead : passwordInstead),
        tone: 'warn',
      };
    }
    case 'not-shaped':
      return { text: t.__(SECRET_LOOKS.tooLong), tone: 'warn' };
  }
}

function KeepField({ dialog }: { readonly dialog: AccessDialog }): ReactNode {
  const { t } = useLook();
  if (!fieldsOf(dialog).includes('keep')) return null;
  const mark = dialog.keep ? '[x]' : '[ ]';
  const choices = [{ label: t.__(CONNECT.keep), mark, checked: dialog.keep }];
  return (
    <>
      <Gap />
      <Menu choices={choices} chosen={dialog.focus === 'keep' ? 0 : -1} role="checkbox" />
    </>
  );
}

/** Shows where to approve, while WordPress' own page waits in a browser. */
export function ApprovalScreen(props: {
  readonly state: UiState;
  readonly dialog: ApprovalDialog;
}): ReactNode {
  const { wait, copied } = props.dialog;
  const { t, linear } = useLook();
  const host = clean(wait.host ?? '', 80);
  return (
    <Screen state={props.state}>
      <Words tone="bold">{t.__(APPROVAL.title)}</Words>
      <Words>{t.__(wait.opened ? APPROVAL.opened : APPROVAL.byHand)}</Words>
      <Box marginLeft={linear ? 0 : 2}>
        <Words tone="bold">{safeUrl(wait.url)}</Words>
      </Box>
      <Gap />
      {host === '' ? null : (
        <>
          <Words>{t.__(APPROVAL.remote, { host })}</Words>
          <Words>{`  ssh -L ${wait.port}:127.0.0.1:${wait.port} ${host}`}</Words>
          <Gap />
        </>
      )}
      <Words tone="dim">{approvalMinutes(t, wait.minutes)}</Words>
      <Words>{copied ? t.__(APPROVAL.copied) : ''}</Words>
    </Screen>
  );
}
