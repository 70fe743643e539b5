/** Switching by wp-admin's form: many plugins a POST, and what to do when a plugin ends the request. */

import type { PluginId } from '../../model/report.ts';
import type { Clock } from '../../model/ports.ts';
import type { Statuses } from '../plugins/plugin-list__rest-list.ts';
import type { Attempt, Hands } from './reconcile.ts';
import type { FormAnswer, PluginsForm } from './bulk-form.ts';
import { lookAgain } from '../http/retry__patience.ts';
import type { ToggleLedger } from './reconcile__toggle-ledger.ts';

const NOTHING: Attempt = { refusals: new Map(), learned: {} };

/** `off` and `on` over the form, with `read` to see what came of it. */
export function formHands(
  form: PluginsForm,
  read: Hands['read'],
  clock: Clock,
): Omit<Hands, 'read'> {
  async function look(
    answer: FormAnswer & { type: 'fatal' | 'doubtful' },
    wanted: 'active' | 'inactive',
    plugins: readonly PluginId[],
    ledger: ToggleLedger,
  ): Promise<readonly PluginId[]> {
    const left = (seen: Statuses) =>
      plugins.filter((plugin) => seen.has(plugin) && seen.get(plugin) !== wanted);
    const late = answer.type === 'doubtful' && answer.late;
    const seen = late
      ? await lookAgain(read, (statuses) => left(statuses).length === 0, clock)
      : await read();
    ledger.read(seen);
    return left(seen);
  }

  /**
   * Core saves a batch of deactivations once, after all hooks have run: a hook that ends the request
   * loses the whole batch. So what is left is tried in halves, down to the plugin that does it.
   */
  async function off(plugins: readonly PluginId[], ledger: ToggleLedger): Promise<Attempt> {
    ledger.throwIfAborted();
    const answer = await form.change('inactive', plugins);
    if (answer.type === 'accepted') {
      for (const plugin of plugins) ledger.tell(plugin, 'inactive');
      return NOTHING;
    }
    const left = await look(answer, 'inactive', plugins, ledger);
    if (left.length === 0) return NOTHING;
    if (plugins.length === 1)
      return { refusals: new Map([[left[0] ?? '', codeOf(answer)]]), learned: {} };
    const half = Math.ceil(left.length / 2);
    const parts = [left.slice(0, half), left.slice(half)].filter((part) => part.length > 0);
    const refusals = new Map<PluginId, string>();
    for (const part of parts) {
      for (const [plugin, code] of (await off(part, ledger)).refusals) refusals.set(plugin, code);
    }
    return { refusals, learned: {} };
  }

  /** Activations are saved one by one, in the order given: the list goes on behind the one that ended it. */
  async function on(plugins: readonly PluginId[], ledger: ToggleLedger): Promise<Attempt> {
    const refusals = new Map<PluginId, string>();
    let queue = plugins;
    while (queue.length > 0) {
      ledger.throwIfAborted();
      const answer = await form.change('active', queue);
      // Also said when some were skipped without a word; the list read afterwards tells.
      if (answer.type === 'accepted') break;
      const left = await look(answer, 'active', queue, ledger);
      const named = answer.type === 'fatal' ? answer.plugin : null;
      const stuck = left.length === queue.length ? (left[0] ?? null) : null;
      const culprit = named !== null && left.includes(named) ? named : stuck;
      if (culprit !== null) refusals.set(culprit, codeOf(answer));
      queue = left.filter((plugin) => plugin !== culprit);
    }
    return { refusals, learned: {} };
  }

  return { off, on };
}

function codeOf(answer: FormAnswer & { type: 'fatal' | 'doubtful' }): string {
  return answer.type === 'fatal' ? 'fatal' : answer.code;
}
