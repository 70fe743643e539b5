/** Who says 401 when no plugin does. Read-only. */

import type { CauseFacts } from '../model/facts/no-plugin.ts';
import { dropIn, mustUse, theme } from './checks/must-use.ts';
import { byDesign } from './checks/status__by-design.ts';
import { credentials } from './checks/credentials__credentials.ts';
import { interrupted } from './checks/flakiness__interrupted.ts';
import { leftoverFile, leftoverRules } from './checks/leftover-files.ts';
import { namedButNotTested, onlyOnesLeft, routeGone } from './checks/plugin__not-tested.ts';
import { notWordPress, server } from './checks/gate__server.ts';
import { type Circumstances, unexplained } from './input.ts';

/** One check: facts when it knows the cause, null when it does not. */
export type Check = (circumstances: Circumstances) => Promise<CauseFacts | null>;

/** The surest evidence first: what was observed, then what is there, then what is left. */
const CHECKS: readonly Check[] = [
  interrupted,
  namedButNotTested,
  leftoverRules,
  server,
  byDesign,
  credentials,
  routeGone,
  leftoverFile,
  mustUse,
  dropIn,
  onlyOnesLeft,
  notWordPress,
  theme,
];

/** The most likely cause, with the facts it rests on; `unknown` when no check has an answer. */
export async function explain(circumstances: Circumstances): Promise<CauseFacts> {
  for (const check of CHECKS) {
    const facts = await check(circumstances);
    if (facts) return facts;
  }
  const [first] = unexplained(circumstances);
  const code = first?.observation.observed.code ?? null;
  return { kind: 'unknown', code, theme: circumstances.theme };
}
