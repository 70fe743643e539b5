/** A scene whose requests wait for their turn, so that checks side by side do not crowd the site. */

import type { Identity } from '../model/report.ts';
import type { Client } from '../wordpress/http/types.ts';
import type { Scene } from './input__scene.ts';

/** Requests that are on their way at a time. */
const AT_A_TIME = 3;

/** The same scene, with at most three requests on their way at a time, whoever sends them. */
export function polite(scene: Scene, atATime: number = AT_A_TIME): Scene {
  const inTurn = createTurns(atATime);
  const clients: Partial<Record<Identity, Client>> = {};
  for (const client of Object.values(scene.clients)) {
    if (!client) continue;
    clients[client.identity] = {
      ...client,
      send: (request) => inTurn(() => client.send(request)),
      rest: (request) => inTurn(() => client.rest(request)),
    };
  }
  return {
    ...scene,
    clients,
    explore: (request) => inTurn(() => scene.explore(request)),
    exploreAt: (ipAddress) => {
      const send = scene.exploreAt?.(ipAddress) ?? null;
      return send && ((request) => inTurn(() => send(request)));
    },
  };
}

function createTurns(atATime: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let busy = 0;
  return async (work) => {
    if (busy >= atATime) await new Promise<void>((turn) => waiting.push(turn));
    else busy += 1;
    try {
      return await work();
    } finally {
      // The turn is handed on, so nobody who comes now can take it away from who waits.
      const next = waiting.shift();
      if (next) next();
      else busy -= 1;
    }
  };
}
