import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServeOptions, serve } from '../../mocks/simulated/serve.ts';
import { createSite } from '../../mocks/simulated/site.ts';
import type { SimulatedSite, SiteOptions } from '../../mocks/simulated/types.ts';
import { type Ran, type RunOptions, runCli } from '../e2e/run-cli.ts';

/** A dozen plugins, one of which refuses REST to strangers. */
export const PLUGINS = 'akismet cache cookies forms gallery guard images jobs maps news seo tabs'
  .split(' ')
  .map((name) => `${name}/${name}`);

/** A site that `guard` makes ill. */
export const ILL: SiteOptions = {
  plugins: PLUGINS,
  rules: [{ when: 'guard', at: 'anonymous-rest' }],
};

export const PASSWORD = 'password';
export const APP_PASSWORD = 'abcd EFGH 1234 ijkl MNOP 5678';

/** What one run did, and the site afterwards. */
export type Examined = Ran & {
  readonly site: SimulatedSite;
  // biome-ignore lint/suspicious/noExplicitAny: the report is what is under test
  readonly report: any;
  readonly culprits: readonly (readonly string[])[];
  /** Changes of plugins that the site has seen. */
  readonly toggles: number;
  readonly url: string;
};

/** Serves a site, runs the real executable on it with JSON output, and closes the site. */
export async function examine(
  options: SiteOptions,
  args: readonly string[] = [],
  how: {
    readonly env?: Readonly<Record<string, string | undefined>>;
    readonly serve?: ServeOptions;
    readonly address?: (url: string) => string;
    readonly prepare?: (site: SimulatedSite) => void;
    readonly mode?: string;
    readonly home?: string;
    readonly onProgress?: RunOptions['onProgress'];
  } = {},
): Promise<Examined> {
  const site = createSite(options);
  const served = await serve(site, how.serve);
  const home = how.home ?? (await mkdtemp(join(tmpdir(), 'wp-bisect-cli-')));
  try {
    how.prepare?.(site);
    const format = args.includes('--format') ? [] : ['--format', 'json'];
    const address = how.address?.(served.url) ?? served.url;
    const ran = await runCli([address, how.mode ?? '--bisect', ...format, ...args], {
      env: {
        WP_BISECT_HOME: home,
        WP_BISECT_USER: 'admin',
        WP_BISECT_PASSWORD: PASSWORD,
        ...how.env,
      },
      ...(how.onProgress ? { onProgress: how.onProgress } : {}),
    });
    const report = format.length > 0 && ran.stdout ? JSON.parse(ran.stdout) : null;
    const culprits = (report?.culprits ?? []).map((c: { plugins: { plugin: string }[] }) =>
      c.plugins.map(({ plugin }) => plugin),
    );
    return { ...ran, site, report, culprits, toggles: site.counters.toggles, url: served.url };
  } finally {
    await served.close();
    if (how.home === undefined) await rm(home, { recursive: true, force: true });
  }
}
