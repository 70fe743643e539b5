/** The checks that look at the address and at whoever answers before WordPress. Read-only. */

import { isProblem } from '../model/errors.ts';
import type { ServerFacts } from '../model/facts/server.ts';
import type { Found } from '../model/findings.ts';
import { tellable } from '../wordpress/http/urls.ts';
import { address } from './checks/address.ts';
import { challenge } from './checks/www-authenticate.ts';
import { firewall } from './checks/firewall.ts';
import { gate } from './checks/gate.ts';
import { iis } from './checks/iis.ts';
import { status } from './checks/status.ts';
import type { Scene, SceneCheck } from './input__scene.ts';

type Run = (scene: Scene) => Promise<Found<ServerFacts>>;

/**
 * Address, gate, challenge, IIS, firewall, status: they share what they ask for, so all of them are to
 * be given the same `Scene` object. Together they send at most 8 requests, 4 where nothing fails.
 */
export const SERVER_CHECKS: readonly SceneCheck<ServerFacts>[] = [
  checked('address', address),
  checked('gate', gate),
  checked('challenge', challenge),
  checked('iis', iis),
  checked('firewall', firewall),
  checked('status', status),
];

/** What goes wrong in a check is no reason for the diagnosis to end; only the person ends it. */
function checked(check: Found<ServerFacts>['check'], run: Run): SceneCheck<ServerFacts> {
  return {
    check,
    run: async (scene) => {
      try {
        return await run(scene);
      } catch (error) {
        if (scene.signal.aborted) throw error;
        const why = isProblem(error) ? error.code : 'unexpected';
        const facts = { kind: 'not-looked', url: tellable(scene.typed), why } as const;
        return { check, result: 'not-checked', facts };
      }
    },
  };
}
