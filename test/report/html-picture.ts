// The picture of the HTML report in README: a real run on the embedded WordPress, opened in Debian's chromium.

import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { DEMO_SCENARIOS } from '../../mocks/embedded/samples.ts';
import { startWordPress } from '../../mocks/embedded/start.ts';

const PICTURE = 'docs/report/report.png';
/** Two plugins that refuse only together: a proof worth looking at. */
const scenario = DEMO_SCENARIOS.find(({ name }) => name === 'pair')!;

const folder = await mkdtemp(join(tmpdir(), 'wp-bisect-picture-'));
const site = await startWordPress(scenario.site);
try {
  const file = join(folder, 'report.html');
  const { status, stderr } = spawnSync(
    process.execPath,
    ['dist/cli.js', site.url, '--bisect', '--yes', '--output', file],
    {
      encoding: 'utf8',
      env: {
        ...process.env,
        WP_BISECT_USER: site.user,
        WP_BISECT_PASSWORD: site.password,
        WP_BISECT_HOME: join(folder, 'home'),
      },
    },
  );
  if (status !== 0) throw new Error(`No report to photograph: ${stderr}`);
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  const page = await browser.newPage({ viewport: { width: 900, height: 1_150 } });
  await page.setContent(await readFile(file, 'utf8'));
  await page.screenshot({ path: PICTURE });
  await browser.close();
  console.log(PICTURE);
} finally {
  await site.stop();
  await rm(folder, { recursive: true, force: true });
}
