/** The checks on credentials, caches, names, repetition and sessions. They read, and change nothing. */

import type { AccessFacts } from '../model/facts/access.ts';
import { authorizationHeader } from './checks/authorization-header.ts';
import { cache } from './checks/cache.ts';
import { typedCredentials } from './checks/credentials.ts';
import { dns } from './checks/dns.ts';
import { sessionLife } from './checks/session.ts';
import { steadiness } from './checks/flakiness.ts';
import type { SceneCheck } from './input__scene.ts';

/** Together at most ten requests where something fails, six where nothing does (see `look.ts`). */
export const ACCESS_CHECKS: readonly SceneCheck<AccessFacts>[] = [
  { check: 'credentials', run: typedCredentials },
  { check: 'authorization-header', run: authorizationHeader },
  { check: 'dns', run: dns },
  { check: 'cache', run: cache },
  { check: 'steadiness', run: steadiness },
  { check: 'session', run: sessionLife },
];
