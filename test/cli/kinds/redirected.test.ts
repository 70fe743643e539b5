// A visitor is sent elsewhere and refused there: the browser shows a 401, and the first answer none.
import { describe, expect } from 'vitest';
import type { SiteOptions } from '../../../mocks/simulated/types.ts';
import { DOZEN, expectFound, expectUntouched, test } from '../served-site.ts';

/** A page of the plugin's own, gone together with it. */
const OWN_PAGE: SiteOptions = {
  rules: [
    { when: 'guard', at: 'front-page', answer: { redirect: '/members-only/' } },
    { when: 'guard', at: { path: '/members-only/' }, hook: 'template_redirect' },
  ],
};

/** One plugin sends visitors to their language, before another one refuses pages. */
const LANGUAGES: SiteOptions = {
  plugins: [...DOZEN, 'languages'],
  rules: [
    { when: 'languages', at: 'front-page', answer: { redirect: '/en/' }, hook: 'init' },
    { when: 'guard', at: 'front', hook: 'template_redirect' },
    {
      when: 'languages',
      at: { path: '/en/*' },
      hook: 'template_redirect',
      priority: 20,
      answer: { status: 200, body: '<html><body>Hello</body></html>' },
    },
  ],
};

describe.concurrent('a front page that redirects to a refusal', () => {
  test.for([
    ['a page of the plugin itself', 'admin', OWN_PAGE, '/members-only/'],
    ['a page of the plugin itself', 'rest', OWN_PAGE, '/members-only/'],
    ['a page of the plugin itself', 'isolated', OWN_PAGE, '/members-only/'],
    ['a page that another plugin leads to', 'admin', LANGUAGES, '/en/'],
    ['a page that another plugin leads to', 'isolated', LANGUAGES, '/en/'],
  ] as const)('is found by the survey: %s, --switch %s', async ([, way, options, to], { make }) => {
    const world = await make(options);
    const consent = way === 'isolated' ? ['--install-health-check'] : [];
    const outcome = await world.run(['--switch', way, ...consent]);
    expectFound(outcome, ['guard']);
    const [symptom] = outcome.report.symptoms;
    expect(symptom).toMatchObject({
      request: { leadsTo: `${world.site.url.replace(/\/$/, '')}${to}` },
      observed: { status: 401 },
    });
    expect(outcome.stderr).toContain(`GET / anonymously, leading to ${to}`);
  });

  test('is checked at the address that refuses, and not said to come and go', async ({ make }) => {
    const world = await make(OWN_PAGE);
    const { code, report, stdout, stderr } = await world.run([], {
      mode: ['--diagnose', '--format', 'json'],
    });
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('/members-only/');
    const checked = Object.fromEntries(report.findings.map(({ check, result }) => [check, result]));
    expect(checked).toMatchObject({ flakiness: 'cleared', cache: 'cleared' });
  });

  test('is no failure where the page that it leads to works', async ({ make }) => {
    const world = await make({
      rules: [{ when: 'guard', at: 'front-page', answer: { redirect: '/en/' } }],
    });
    const { code, report, stderr } = await world.run();
    expect({ code, symptoms: report.symptoms }, stderr).toEqual({ code: 1, symptoms: [] });
    expectUntouched(world);
  });
});
