// The HTML report in a real browser (Debian's chromium): what no string comparison can show.

import { existsSync } from 'node:fs';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { htmlReport } from '../../src/report/html.ts';
import { en } from '../language/english.ts';
import { HOSTILE_NAMES, hostileReport } from './hostile-report.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) =>
  existsSync(path),
);
if (CHROMIUM === undefined) {
  console.warn('Skipped: the HTML report in a browser. Install it: apt-get install chromium');
}

describe.skipIf(CHROMIUM === undefined)('the HTML report in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  }, 60_000);
  afterAll(() => browser?.close());

  /** A page with the report, and what it tried to do. */
  async function opened(options: Parameters<Browser['newPage']>[0] = {}) {
    const page = await browser.newPage(options);
    const tried: string[] = [];
    page.on('console', (message) => tried.push(message.text()));
    page.on('dialog', (dialog) => {
      tried.push(dialog.message());
      void dialog.dismiss();
    });
    await page.route('**/*', (route) => {
      tried.push(route.request().url());
      return route.abort();
    });
    await page.setContent(htmlReport(en, hostileReport()));
    return { page, tried };
  }

  it('sends no request, runs no script and violates no rule of its own policy', async () => {
    const { page, tried } = await opened();
    await page.waitForLoadState('networkidle');
    expect(tried).toEqual([]);
    expect(await page.title()).not.toBe('owned');
    expect(await page.locator('script, img, svg, iframe, link').count()).toBe(0);
    // The policy holds, and lets the page's own style through.
    const style = await page.evaluate(
      () => getComputedStyle(document.querySelector('h1')!).fontSize,
    );
    expect(style).not.toBe('32px');
    await page.close();
  });

  it('blocks a script that is added to the page afterwards', async () => {
    const { page } = await opened();
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'document.title = "owned"';
      document.body.append(script);
    });
    expect(await page.title()).not.toBe('owned');
    await page.close();
  });

  it('shows every plugin name whole, also right-to-left ones', async () => {
    const { page } = await opened();
    const rows = await page.locator('.proof tbody th').allInnerTexts();
    expect(rows).toHaveLength(25);
    expect(rows[0]).toBe(HOSTILE_NAMES[0]);
    const box = await page.locator('.proof tbody th', { hasText: 'إضافة' }).boundingBox();
    const other = await page.locator('.proof tbody th').first().boundingBox();
    expect(box?.x).toBe(other?.x);
    await page.close();
  });

  for (const scheme of ['light', 'dark'] as const) {
    for (const width of [390, 1_100]) {
      it(`has no serious fault of accessibility, ${scheme}, ${width} pixels wide`, async () => {
        const viewport = { width, height: 800 };
        const { page } = await opened({ colorScheme: scheme, viewport, bypassCSP: true });
        expect(await seriousFaults(page)).toEqual([]);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow).toBeLessThanOrEqual(0);
        await page.close();
      });
    }
  }

  it('prints 25 plugins on two pages', async () => {
    const { page } = await opened();
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    const pages = pdf.match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
    expect(pages).toBeGreaterThan(0);
    expect(pages).toBeLessThanOrEqual(2);
    await page.close();
  });
});

async function seriousFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { axe: inPage } = window as unknown as { axe: typeof axe };
    return inPage.run();
  });
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}
