/**
 * The blueprint of a report, carried out on the real WordPress in this process: a site with nothing but
 * the culprit answers the same status and code. playground.test.ts does the same with the stock Playground CLI.
 */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HARMLESS } from '../../mocks/embedded/samples.ts';
import { startWordPress } from '../../mocks/embedded/start.ts';
import type { EmbeddedWordPress, WordPressOptions } from '../../mocks/embedded/types.ts';
import type { RunReport } from '../../src/model/run-report.ts';
import { runCli, temporaryHome } from './run-cli.ts';

let home: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ home, remove } = await temporaryHome());
});
afterEach(() => remove());

async function withSite(
  options: WordPressOptions,
  use: (site: EmbeddedWordPress) => Promise<void>,
): Promise<void> {
  const site = await startWordPress(options);
  try {
    await use(site);
  } finally {
    await site.stop();
  }
}

type Blueprint = {
  readonly landingPage: string;
  readonly preferredVersions: { readonly wp: string; readonly php: string };
  readonly steps: readonly {
    readonly step: string;
    readonly options: Readonly<Record<string, string>>;
    readonly pluginData?: { readonly slug: string };
  }[];
};

describe('a blueprint', () => {
  const culprits = ['members-only-api/members-only-api'];

  test.each(culprits)(
    'of %s answers as the site did, without any other plugin',
    async (culprit) => {
      let report!: RunReport;
      await withSite({ plugins: [...HARMLESS, culprit] }, async (site) => {
        const env = {
          WP_BISECT_HOME: home,
          WP_BISECT_USER: site.user,
          WP_BISECT_PASSWORD: site.password,
        };
        const ran = await runCli([site.url, '--bisect', '--yes', '--format', 'json'], { env });
        report = JSON.parse(ran.stdout);
        expect(report.outcome, ran.stderr).toBe('culprit-found');
        // WordPress' own page of facts is read, and the site lives on.
        expect(report.environment?.source).toBe('site-health');
        expect(report.environment?.database).toContain('SQLite');
        const pages = (await site.requests()).filter(({ path }) =>
          path.endsWith('site-health.php'),
        );
        expect(pages).toHaveLength(1);
      });

      const blueprint = report.reproduction?.blueprint as Blueprint;
      const slugs = blueprint.steps.flatMap(({ pluginData }) => pluginData?.slug ?? []);
      const plugins = slugs.map(
        (slug) => culprits.find((id) => slug.startsWith(id.split('/')[0]!))!,
      );
      const siteOptions = Object.assign(
        {},
        ...blueprint.steps
          .filter(({ step }) => step === 'setSiteOptions')
          .map((step) => step.options),
      );
      await withSite({ plugins, siteOptions }, async (site) => {
        expect(await site.activePlugins()).toEqual([culprit]);
        const answer = await fetch(new URL(blueprint.landingPage, site.url));
        const { status, code } = report.symptoms[0]!.observed;
        expect([answer.status, (await answer.json()).code]).toEqual([status, code]);
      });
    },
  );
});
