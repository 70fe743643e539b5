/** The first screens: which site, how to sign in to it, and the wait for an approval in the browser. */

import { Box } from 'ink';
import type { ReactNode } from 'react';
import { clean, safeUrl } from '../../report/format.ts';
import { secretLabel } from '../../report/prompts.ts';
import {
  APPROVAL,
  CONNECT,
  SECRET_LOOKS,
  SITE_DOUBTS,
  USER_DOUBTS,
  WAYS,
  whyNot,
} from '../../report/screens/connect.ts';
import { type AccessDialog, fieldsOf, isTyped } from '../dialogs/access.ts';
import type { ApprovalDialog } from '../dialogs/simple.ts';
import type { SiteDialog } from '../dialogs/site.ts';
import { APPLICATION_PASSWORD_LENGTH, lookOfSecret, siteDoubt, userDoubt } from '../doubts.ts';
import { Field } from '../kit/field.tsx';
import { useLook } from '../kit/look-context.tsx';
import { type Choice, Menu } from '../kit/menu.tsx';
import { Screen } from '../kit/screen.tsx';
import { Gap, type Tone, Words } from '../kit/words.tsx';
import { textOf } from '../line.ts';
import type { UiState } from '../state.ts';
import { Told } from './told.tsx';

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
          <Words tone="bold">{CONNECT.site}</Words>
          <Field line={dialog.line} focused hint={siteHint(dialog)} />
        </>
      }
    >
      <Told problem={state.told} />
      {state.told === null ? (
        <>
          <Words>{CONNECT.promise}</Words>
          <Gap />
        </>
      ) : null}
    </Screen>
  );
}

function siteHint({ line, remembered }: SiteDialog): { text: string; tone: Tone } {
  const typed = textOf(line);
  const doubt = siteDoubt(typed);
  if (doubt !== null && doubt !== 'empty') {
    return { text: SITE_DOUBTS[doubt], tone: doubt === 'no-dot' ? 'dim' : 'warn' };
  }
  const alone = typed === '' && remembered !== null;
  return { text: alone ? CONNECT.remembered(safeUrl(remembered)) : CONNECT.siteHelp, tone: 'dim' };
}

/** Asks how to sign in. */
export function AccessScreen(props: {
  readonly state: UiState;
  readonly dialog: AccessDialog;
}): ReactNode {
  const { state, dialog } = props;
  const { offer, focus } = dialog;
  const refused = offer.refused ?? state.told;
  return (
    <Screen
      state={state}
      // A refusal must stay readable; the heading alone may go.
      share={refused === null ? 1 : 0.7}
      asked={
        <>
          <Menu choices={waysOf(dialog)} chosen={focus === 'way' ? dialog.way : -1} role="radio" />
          {isTyped(dialog) ? <TypedFields dialog={dialog} /> : null}
          <KeepField dialog={dialog} />
        </>
      }
    >
      <Told problem={refused} />
      <Words tone="bold">{CONNECT.access(safeUrl(offer.site))}</Words>
      {refused === null ? <Words tone="dim">{CONNECT.accessHelp}</Words> : null}
      <Gap />
    </Screen>
  );
}

/** The ways, those that are open here first; why the others are not. */
function waysOf({ offer, way: chosen }: AccessDialog): readonly Choice[] {
  return offer.ways.map(({ way, why }, index) => {
    const { label, about } = WAYS[way];
    const checked = index === chosen;
    const mark = why !== null ? ' - ' : checked ? '(x)' : '( )';
    return { label, mark, checked, about: why === null ? about : whyNot(why), open: why === null };
  });
}

function TypedFields({ dialog }: { readonly dialog: AccessDialog }): ReactNode {
  const password = dialog.offer.ways[dialog.way]?.way === 'password';
  const kind = password ? 'password' : 'application-password';
  const email = userDoubt(textOf(dialog.user)) === 'email';
  return (
    <>
      <Gap />
      <Field
        label={CONNECT.user}
        line={dialog.user}
        focused={dialog.focus === 'user'}
        {...(email ? { hint: { text: USER_DOUBTS.email, tone: 'warn' as const } } : {})}
      />
      <Field
        label={secretLabel(kind)}
        line={dialog.secret}
        hidden
        focused={dialog.focus === 'secret'}
        hint={secretHint(dialog, kind)}
      />
    </>
  );
}

function secretHint(
  { secret, keep }: AccessDialog,
  kind: 'password' | 'application-password',
): { readonly text: string; readonly tone: Tone } {
  const seen = lookOfSecret(kind, textOf(secret));
  const kept = { text: keep ? CONNECT.kept : CONNECT.notKept, tone: 'dim' } as const;
  switch (seen.type) {
    case 'empty':
      return kept;
    case 'counting': {
      const text = SECRET_LOOKS.counting(seen.characters, APPLICATION_PASSWORD_LENGTH);
      return { text, tone: 'dim' };
    }
    case 'fine':
      return kind === 'password' ? kept : { text: SECRET_LOOKS.complete, tone: 'good' };
    case 'other-kind': {
      const { applicationPasswordInstead, passwordInstead } = SECRET_LOOKS;
      return {
        text: kind === 'password' ? applicationPasswordInstead : passwordInstead,
        tone: 'warn',
      };
    }
    case 'not-shaped':
      return { text: SECRET_LOOKS.tooLong, tone: 'warn' };
  }
}

function KeepField({ dialog }: { readonly dialog: AccessDialog }): ReactNode {
  if (!fieldsOf(dialog).includes('keep')) return null;
  const mark = dialog.keep ? '[x]' : '[ ]';
  const choices = [{ label: CONNECT.keep, mark, checked: dialog.keep }];
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
  const { linear } = useLook();
  const host = clean(wait.host ?? '', 80);
  return (
    <Screen state={props.state}>
      <Words tone="bold">{APPROVAL.title}</Words>
      <Words>{wait.opened ? APPROVAL.opened : APPROVAL.byHand}</Words>
      <Box marginLeft={linear ? 0 : 2}>
        <Words tone="bold">{safeUrl(wait.url)}</Words>
      </Box>
      <Gap />
      {host === '' ? null : (
        <>
          <Words>{APPROVAL.remote(host)}</Words>
          <Words>{`  ssh -L ${wait.port}:127.0.0.1:${wait.port} ${host}`}</Words>
          <Gap />
        </>
      )}
      <Words tone="dim">{APPROVAL.minutes(wait.minutes)}</Words>
      <Words>{copied ? APPROVAL.copied : ''}</Words>
    </Screen>
  );
}
