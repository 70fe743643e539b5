/** From a kind of switch to a way that is ready and agreed to: the person may choose another one. */

import { isProblem } from '../model/errors.ts';
import type { SwitchKind } from '../model/report.ts';
import { isByHand } from './find-symptoms__by-hand.ts';
import type { Connected } from './connect.ts';
import type { Context } from './context.ts';
import { type Agreed, agreeOn } from './plan.ts';
import type { Found } from './find-symptoms.ts';
import { orTakenBack, takeBack } from './choose-switch__take-back.ts';
import { type NoWay, prepare, type RealSwitches, skipped, type Way } from './choose-switch.ts';

/** What getting ready works with. */
export type Grounds = {
  readonly real: RealSwitches;
  readonly found: Found;
  readonly context: Context;
  readonly connected: Connected;
  readonly folder: string;
};

/**
 * Prepares a way of this kind and asks whether to go, as often as the person wants another one.
 * Rejects with an AbortError where the person stops; what was begun on the site is taken back then.
 */
export async function agree(
  kind: SwitchKind,
  grounds: Grounds,
  noWays: readonly NoWay[],
): Promise<Agreed | NoWay> {
  const { found, context, connected } = grounds;
  const { home } = connected.address;
  const closed = [...noWays];
  let way = await prepareOne(kind, grounds);
  for (;;) {
    if ('code' in way) return way;
    const ready = way;
    const others = otherKinds(ready, grounds).filter((other) =>
      closed.every((noWay) => noWay.switch !== other),
    );
    const agreed = await orTakenBack(ready, home, context.emit, () =>
      agreeOn(ready, { others, closed: [...closed] }, found, context, connected),
    );
    if (!('to' in agreed)) return agreed;

    await takeBack(ready, home, context.emit);
    const other = await prepareOne(agreed.to, grounds).catch((error: unknown): NoWay => {
      if (!isProblem(error)) throw error;
      context.ask.tell(error);
      return { switch: agreed.to, code: error.code };
    });
    if ('code' in other) {
      // It was worth a try: the person is asked again about the way that does work.
      context.emit({ type: 'note', note: skipped(other) });
      closed.push(other);
    }
    way = 'code' in other ? await prepareOne(ready.control.kind, grounds) : other;
  }
}

/** Prepares a way; one whose session a person cannot see is none where a person judges. */
export async function prepareOne(kind: SwitchKind, grounds: Grounds): Promise<Way | NoWay> {
  const { real, found, context, connected, folder } = grounds;
  if (kind === 'isolated' && isByHand(found.symptoms)) return { switch: kind, code: 'by-hand' };
  return prepare(kind, real, found, context, connected, folder);
}

/** Switches that may be usable as well, gentlest first; whether `isolated` is, shows when it is tried. */
function otherKinds({ control }: Way, { real, found, connected }: Grounds): readonly SwitchKind[] {
  const seen = !isByHand(found.symptoms) && connected.access.session !== undefined;
  const all: readonly SwitchKind[] = [
    ...(seen ? (['isolated'] as const) : []),
    ...real.usable.map(({ kind }) => kind),
  ];
  return all.filter((kind) => kind !== control.kind);
}
