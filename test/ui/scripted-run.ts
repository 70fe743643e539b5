// A whole run as a script: the questions and events of a run over the imagined shop.
import { Problem } from '../../src/model/errors.ts';
import type { PlanChoice } from '../../src/model/prompts.ts';
import { type AfterResult, explainAfter } from '../../src/report/next-steps.ts';
import type { Ui } from '../../src/ui/start-ui.tsx';
import { en } from '../language/english.ts';
import * as shop from './imagined-shop.ts';

/** What the script needs of the program that plays it. */
export type RunScript = {
  /** Every answer, in order. */
  readonly said: unknown[];
  /** Waits before each probe ends. */
  readonly step: () => Promise<void>;
  readonly signal: AbortSignal;
  /** Approving in a browser takes a step. */
  readonly approval: boolean;
};

/** Plays a run to its end; rejects with an AbortError when it is stopped. */
export async function playRun(ui: Ui, show: RunScript): Promise<void> {
  await connect(ui, show);
  const choice = await diagnose(ui, show);
  if (!(await plan(ui, show))) throw new DOMException('Cancelled', 'AbortError');
  await search(ui, show, choice);
  await answer(ui, show);
}

async function connect(ui: Ui, show: RunScript): Promise<void> {
  const { ask, emit } = ui;
  const { said } = show;
  let refused: Problem | null = null;
  for (;;) {
    const site = await ask.site({ remembered: shop.SITE });
    said.push(site);
    if (site !== 'nowhere.example') break;
    ask.tell(new Problem('host-unknown', { host: site }));
  }
  emit(shop.LOOKING_AROUND[0]!);
  emit(shop.LOOKING_AROUND[1]!);
  for (;;) {
    const access = await ask.access({ ...shop.ACCESS, refused });
    said.push(access);
    if (access.way === 'back') return connect(ui, show);
    if (show.approval) {
      const over = new AbortController();
      show.step().then(
        () => over.abort(),
        () => {},
      );
      said.push(await ask.approval(shop.APPROVAL, over.signal).then(() => over.signal.aborted));
    }
    if (!('secret' in access) || access.secret !== 'wrong') break;
    refused = new Problem('wrong-password', {
      credential: 'session',
      user: access.user,
      said: null,
    });
  }
  said.push(await ask.interrupted({ site: shop.SITE, since: '2026-11-22 23:14' }));
}

async function diagnose({ ask, emit }: Ui, { said, step }: RunScript) {
  const events = shop.LOOKING_AROUND;
  const checks = events.findIndex(({ type }) => type === 'diagnosing');
  for (const event of events.slice(2, checks)) emit(event);
  const choice = await ask.symptoms(shop.SYMPTOMS);
  said.push(choice);
  for (const event of events.slice(checks, checks + 11)) emit(event);
  await step();
  for (const event of events.slice(checks + 11, -1)) emit(event);
  await ask.diagnosed?.({ findings: shop.FINDINGS });
  emit(events.at(-1)!);
  return choice;
}

async function plan({ ask, emit }: Ui, { said }: RunScript): Promise<boolean> {
  let offer = shop.PLAN;
  for (;;) {
    const choice: PlanChoice = await ask.plan(offer);
    said.push(choice);
    if (choice.type === 'stop') return false;
    if (choice.type === 'go') break;
    const others = [offer.switch, ...offer.others].filter((kind) => kind !== choice.to);
    offer = { ...offer, switch: choice.to, others };
  }
  emit({ ...shop.PLANNED, switch: offer.switch } as typeof shop.PLANNED);
  return true;
}

async function search(ui: Ui, show: RunScript, choice: { readonly type: string }): Promise<void> {
  const { emit, steering } = ui;
  let off: readonly string[] = [];
  for (let at = 0; at < shop.PROBES.length; at += 1) {
    const [started, finished] = shop.PROBES[at]!;
    emit(started);
    for (const event of shop.toggles(off, started.off)) emit(event);
    off = started.off;
    if (choice.type === 'by-hand') {
      const probe = { ...shop.JUDGE, probe: started.probe, off: started.off };
      show.said.push(await ui.ask.judge(probe));
    }
    await show.step();
    emit(finished);
    if (steering.paused) {
      emit({ type: 'paused' });
      await steering.untilResumed(show.signal);
      emit({ type: 'resumed' });
    }
    if (steering.takeUndo() && at > 0) {
      emit({ type: 'undone', probe: started.probe });
      at -= 1;
    }
  }
}

async function answer({ ask, emit }: Ui, { said }: RunScript): Promise<void> {
  for (const event of shop.ENDING) emit(event);
  let last: string | null = null;
  for (;;) {
    const choice = await ask.afterwards({ ...shop.AFTER, said: last });
    said.push(choice);
    if (choice.type === 'done') break;
    const result: AfterResult =
      choice.type === 'save'
        ? { type: 'saved', path: choice.file }
        : { type: 'tested-again', work: 0, of: 2 };
    last = explainAfter(en, result, (plugin) => plugin);
  }
  emit({ type: 'finished', report: shop.REPORT });
}
