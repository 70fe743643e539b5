/**
 * The blueprint that `--blueprint` writes, run unchanged by the stock WordPress Playground CLI: a site
 * with nothing but the culprit answers the same status and code. Offline: the sample plugins stand in for
 * wordpress.org's downloads. `npm run test:blueprint` fetches the CLI, which is too large to come along.
 */

import { readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { provision } from '../../mocks/embedded/provision.ts';
import { HARMLESS } from '../../mocks/embedded/samples.ts';
import { startWordPress } from '../../mocks/embedded/start.ts';
import type { EmbeddedWordPress } from '../../mocks/embedded/types.ts';
import { hasPlayground, startPlayground } from '../../mocks/playground/cli.ts';
import { zip } from '../../src/wordpress/tracer/tracer.ts';
import { runCli } from './run-cli.ts';

const CULPRITS = [
  ['members-only-api/members-only-api', '/wp-json/wp/v2/posts'],
  ['plain-wall/plain-wall', '/wp-json/wp/v2/posts'],
  ['user-list-shield/user-list-shield', '/wp-json/wp/v2/users'],
  ['staging-curtain/staging-curtain', '/'],
] as const;
const INNOCENT = HARMLESS.slice(0, 5);
const SAMPLES = 'mocks/embedded/plugins';

type Step = { readonly pluginData?: { readonly slug: string } };

describe.skipIf(!hasPlayground())(
  'a blueprint, run by the stock Playground CLI (npm run test:blueprint fetches it)',
  () => {
    let site: EmbeddedWordPress;
    let folder: string;
    beforeAll(async () => {
      // The CLI brings the PHP that the sites in WebAssembly have.
      process.env.WP_BISECT_PHP = 'wasm';
      site = await startWordPress({
        plugins: [...INNOCENT, ...CULPRITS.map(([plugin]) => plugin)],
        active: [],
      });
    });
    afterAll(() => site?.stop());
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'wp-bisect-playground-'));
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    it.each(CULPRITS)('of %s answers as the site did', async (culprit, path) => {
      await site.reset([...INNOCENT, culprit].sort());
      const blueprint = join(folder, 'blueprint.json');
      const ran = await runCli(
        [
          ...[site.url, '--bisect', '--yes', '--switch', 'admin', '--format', 'json'],
          ...['--request', `GET ${path}`, '--as', 'anonymous', '--blueprint', blueprint],
        ],
        {
          env: {
            WP_BISECT_HOME: join(folder, 'home'),
            WP_BISECT_USER: site.user,
            WP_BISECT_PASSWORD: site.password,
          },
        },
      );
      expect(ran.code, ran.stderr).toBe(0);
      const { symptoms } = JSON.parse(ran.stdout);

      const playground = await startPlayground({
        blueprint,
        wordpress: await copyOfWordPress(),
        zips: await zipsFor(blueprint),
      });
      try {
        const { landingPage } = JSON.parse(readFileSync(blueprint, 'utf8'));
        const answer = await firstAnswer(new URL(landingPage, playground.url));
        const { status, code } = symptoms[0].observed;
        expect(answer).toEqual({ status, code });
      } finally {
        await playground.stop();
      }
    });

    async function copyOfWordPress(): Promise<string> {
      const { wordpressDir } = await provision();
      const copy = join(folder, 'wordpress');
      await cp(wordpressDir, copy, { recursive: true });
      return copy;
    }

    /** What wordpress.org would serve for the steps of the blueprint. */
    async function zipsFor(blueprint: string): Promise<string> {
      const zips = join(folder, 'zips');
      await mkdir(zips);
      const { steps } = JSON.parse(await readFile(blueprint, 'utf8')) as { steps: readonly Step[] };
      const slugs = steps.flatMap(({ pluginData }) => pluginData?.slug ?? []);
      expect(slugs).toHaveLength(1);
      for (const slug of slugs) {
        const [name = ''] = slug.split('.');
        const files = await readdir(join(SAMPLES, name));
        const entries = files.map((file) => ({
          name: `${name}/${file}`,
          content: readFileSync(join(SAMPLES, name, file), 'utf8'),
        }));
        await writeFile(join(zips, slug), zip(entries));
      }
      return zips;
    }
  },
);

/** Status and REST code. The CLI's first answer is a redirect of its own, with a cookie. */
async function firstAnswer(url: URL): Promise<{ status: number; code: string | null }> {
  // As the product asks: WordPress answers programs and browsers differently.
  const accept = url.pathname.startsWith('/wp-json') ? 'application/json' : 'text/html';
  const first = await fetch(url, { redirect: 'manual', headers: { accept } });
  await first.arrayBuffer();
  const cookie = first.headers.getSetCookie().map((each) => each.split(';', 1)[0]);
  const headers = { accept, cookie: cookie.join('; ') };
  const answer = await fetch(url, { redirect: 'manual', headers });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.includes('json') === true;
  return { status: answer.status, code: isJson ? (JSON.parse(text).code ?? null) : null };
}
