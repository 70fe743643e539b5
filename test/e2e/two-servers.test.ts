/**
 * A real WordPress behind two servers, each of which remembers for a while which plugins are active: the list of
 * the database is the same before and after, and nobody innocent is named, whatever the servers say meanwhile.
 */

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HARMLESS } from '../../mocks/embedded/samples.ts';
import { startWordPress } from '../../mocks/embedded/start.ts';
import type { EmbeddedWordPress } from '../../mocks/embedded/types.ts';
import { TEST_ALL } from '../test-all.ts';
import { runCli, temporaryHome } from './run-cli.ts';

const CULPRIT = 'members-only-api/members-only-api';
// Few, for every switch is waited out in real time.
const PLUGINS = [...HARMLESS.slice(0, 7), CULPRIT].sort();

let site: EmbeddedWordPress;
let applicationPassword: string;
let home: string;
let remove: () => Promise<void>;

beforeAll(async () => {
  site = await startWordPress({ plugins: PLUGINS, muPlugins: ['two-servers'] });
  applicationPassword = await site.createApplicationPassword();
});
afterAll(() => site?.stop());
beforeEach(async () => {
  await site.reset(PLUGINS);
  ({ home, remove } = await temporaryHome());
});
afterEach(() => remove());

const env = (way: string) => ({
  WP_BISECT_HOME: home,
  WP_BISECT_USER: site.user,
  ...(way === 'admin'
    ? { WP_BISECT_PASSWORD: site.password }
    : { WP_BISECT_APP_PASSWORD: applicationPassword }),
});

/** From now on two servers answer, with a memory of so many milliseconds. */
function balance(how: string, ms: number) {
  rmSync(join(site.contentDir, 'two-servers-kept.json'), { force: true });
  writeFileSync(join(site.contentDir, 'two-servers.json'), JSON.stringify({ balance: how, ms }));
}

const rows = ['admin', 'rest'].flatMap((way) =>
  ['turn', 'random', 'apart'].flatMap((how) =>
    (how === 'apart' ? [8_000] : [1_000, 3_000, 8_000]).map((ms) => [way, how, ms] as const),
  ),
);

/** Runs it; whatever the servers say, everything is active afterwards. */
async function runBehind(way: string, how: string, ms: number) {
  balance(how, ms);
  const before = await site.activeFiles();
  const args = ['--bisect', '--switch', way, '--format', 'json', '--verbose'];
  const request = ['--request', 'GET /wp-json/wp/v2/posts', '--as', 'anonymous'];
  const { code, stdout, stderr } = await runCli([site.url, ...args, ...request], { env: env(way) });
  const after = await site.activeFiles();
  expect(after.toSorted(), stderr).toEqual(before.toSorted());
  const { culprits, restored } = JSON.parse(stdout);
  expect(restored).toBe(true);
  const named = culprits.map((each: { plugins: readonly { plugin: string }[] }) =>
    each.plugins.map(({ plugin }) => plugin),
  );
  return { code, named, stderr };
}

test.each([
  ['rest', 30_000],
  ['admin', 300_000],
])(
  'a run under %s whose visitors meet a server of their own with a %i ms old list says that it cannot tell',
  async (way, ms) => {
    const { code, named, stderr } = await runBehind(way, 'apart', ms);
    expect({ code, named }, stderr).toEqual({ code: 4, named: [] });
    expect(stderr).toContain('disagree about which plugins are active');
  },
);

// Each waits for minutes, as the run does: for `npm run test:all`.
describe.skipIf(!TEST_ALL)('two servers with memories over one database', () => {
  test.each(rows)(
    'under %s, visited as %s, each with a memory of %i ms: the site is restored, and no innocent plugin is named',
    async (way, how, ms) => {
      const { code, named, stderr } = await runBehind(way, how, ms);
      expect([0, 4], stderr).toContain(code);
      expect(named, stderr).toEqual(code === 0 ? [[CULPRIT]] : []);
    },
    600_000,
  );
});
