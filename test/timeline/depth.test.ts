// How many requests of a run wait one behind the other, on the simulated site. `npm run timeline` shows the same
// runs on a real WordPress.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { createSite } from '../../mocks/simulated/site.ts';
import type { SiteOptions } from '../../mocks/simulated/types.ts';
import { runHere } from '../cli/run-here.ts';
import { inRounds } from './rounds.ts';
import { type Access, depthFor, type Kind, ROWS, type Row } from './rows.ts';

const PASSWORD = 'c0rrect-Horse!battery';
const APPLICATION_PASSWORD = 'abcd EFGH 1234 ijkl MNOP 5678';
const HARMLESS = [...'abcdefghijklmnopqr'].map((letter) => `plugin-${letter}`);

/** 20 active plugins, as the sites of the timeline have them. */
function siteOf(kind: Kind): SiteOptions {
  const users = [
    {
      login: 'admin',
      password: PASSWORD,
      role: 'administrator',
      applicationPasswords: [APPLICATION_PASSWORD],
    },
  ] as const;
  const plugins = [...HARMLESS, 'health-check'];
  const at = 'anonymous-rest';
  switch (kind) {
    case 'known':
    case 'unknown': {
      const culprit = kind === 'known' ? 'disable-wp-rest-api' : 'members-only-api';
      return { users, plugins: [...plugins, culprit], rules: [{ when: culprit, at }] };
    }
    case 'must-use':
      return {
        users,
        plugins,
        mustUse: ['house-rules.php'],
        rules: [{ when: 'mu:house-rules', at }],
      };
    case 'nothing':
      return { users, plugins };
  }
}

async function play({ site: kind, args }: Row, access: Access) {
  // On this machine there is no pace to keep: what is counted is who waits for whom.
  const site = createSite({ url: 'http://127.0.0.1/', ...siteOf(kind) });
  const before = site.snapshot().active;
  const network = inRounds((request) => site.handle(request));
  const home = await mkdtemp(join(tmpdir(), 'wp-bisect-depth-'));
  try {
    const env = {
      WP_BISECT_HOME: home,
      WP_BISECT_USER: 'admin',
      ...(access !== 'application-password' && { WP_BISECT_PASSWORD: PASSWORD }),
      ...(access !== 'session' && { WP_BISECT_APP_PASSWORD: APPLICATION_PASSWORD }),
    };
    const ran = await runHere([site.url, ...args], env, { fetch: network.fetch });
    expect(site.snapshot().active).toEqual(before);
    return { ...ran, network };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

// What is loaded when it is first needed would hold up the first run's requests.
beforeAll(async () => {
  await Promise.all(ROWS.map((row) => play(row, 'both')));
}, 60_000);

describe.each(ROWS)('$name', (row) => {
  test.each(row.access)(
    `waits for at most ${row.wanted} answers, one more with both credentials: %s`,
    async (access) => {
      const { network, code, stderr } = await play(row, access);
      const told = network.answered.map(({ label, round }) => `${round} ${label}`).join('\n');
      expect(code, stderr).toBe(row.exit);
      expect(network.depth, told).toBeLessThanOrEqual(depthFor(row, access));
      expect(network.most, told).toBeLessThanOrEqual(4);
    },
  );
});
