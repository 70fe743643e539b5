import { Problem } from '../errors.ts';
import type { Note, SwitchKind } from '../run/model.ts';
import type { Clock, Switch } from '../run/ports.ts';
import { adminSwitch } from '../wordpress/switches/admin.ts';
import { restSwitch } from '../wordpress/switches/rest.ts';
import type { Connected } from './connect.ts';

/** A way of switching that could be used, or why not. */
export type Candidate =
  | { readonly kind: SwitchKind; readonly control: Switch }
  | { readonly kind: SwitchKind; readonly code: string };

/** The switches that really switch, gentlest first: one POST for any number, then one at a time. */
export function realSwitches(connected: Connected, clock: Clock): readonly Candidate[] {
  return [admin(connected, clock), rest(connected, clock)];
}

function admin({ access, address }: Connected, clock: Clock): Candidate {
  if (!access.session) return { kind: 'admin', code: 'no-session' };
  return { kind: 'admin', control: adminSwitch({ client: access.session, address, clock }) };
}

function rest({ access, address }: Connected, clock: Clock): Candidate {
  const session = access.session;
  const client = access.applicationPassword ?? (access.restRefusesSession ? undefined : session);
  if (!client) return { kind: 'rest', code: session ? 'rest-refuses-session' : 'no-credential' };
  return { kind: 'rest', control: restSwitch({ client, address, session, clock }) };
}

/** The usable ones of some candidates. */
export function usable(candidates: readonly Candidate[]): Switch[] {
  return candidates.flatMap((candidate) => ('control' in candidate ? candidate.control : []));
}

/** Why the others are not used, as notes. */
export function skipped(candidates: readonly Candidate[]): Note[] {
  return candidates.flatMap((candidate) =>
    'code' in candidate
      ? { type: 'switch-skipped' as const, switch: candidate.kind, code: candidate.code }
      : [],
  );
}

/** The problem of a person who asked for a switch that cannot be used here. */
export function noSwitch(asked: string, candidates: readonly Candidate[]): Problem<'no-switch'> {
  const reasons = candidates.flatMap((candidate) =>
    'code' in candidate ? { switch: candidate.kind, code: candidate.code } : [],
  );
  return new Problem('no-switch', { asked, reasons });
}
