/** An interactive run without a screen: what a person is asked, and what comes of the answers. */

import { describe, expect } from 'vitest';
import type { SiteOptions } from '../../mocks/simulated/types.ts';
import type { PlanChoice, Question } from '../../src/model/prompts.ts';
import type { Verdict } from '../../src/model/report.ts';
import { confirmWords } from '../../src/report/confirmations.ts';
import { en } from '../language/english.ts';
import { APP_PASSWORD } from '../simulated/visitor.ts';
import { inTurn, type Told, test } from './interactive-run.ts';

const PLUGINS = ['seo', 'cache', 'forms', 'shop', 'guard', 'backup', 'maps', 'mail'];
const ILL: SiteOptions = {
  plugins: PLUGINS,
  rules: [
    { when: 'guard', at: 'anonymous-rest' },
    { when: 'maps', at: 'front-page' },
  ],
};
const HEALTHY: SiteOptions = { plugins: PLUGINS };
const culprits = ({ report }: Told) =>
  report.culprits.map(({ plugins }) => plugins.map(({ plugin }) => plugin)).sort();
const GO: PlanChoice = { type: 'go', pinned: [] };

describe('the requests to examine', () => {
  test('are all that was found, or those that the user marks', async ({ visit }) => {
    const { run, site } = await visit(ILL);
    const before = site.snapshot();
    const all = await run({ symptoms: () => ({ type: 'all' }) });
    expect(culprits(all)).toEqual([['guard/guard'], ['maps/maps']]);
    const found = all.offers.symptoms[0]!.symptoms;
    const front = found.findIndex(({ request }) => request.url === site.url);
    expect(front).toBeGreaterThanOrEqual(0);
    const one = await run({
      symptoms: inTurn({ type: 'only', symptoms: [] }, { type: 'only', symptoms: [front] }),
    });
    expect(one.offers.symptoms).toHaveLength(2);
    expect(culprits(one)).toEqual([['maps/maps']]);
    expect(one.report.symptoms.map(({ request }) => request.url)).toEqual([site.url]);
    expect(site.snapshot()).toEqual(before);
  });

  test.for([
    {
      what: 'a server error',
      answer: { fatal: 'plugins/maps/maps.php' },
      question: { type: 'search-server-error', status: 500 },
    },
    {
      what: 'a redirect to the login form',
      answer: { redirect: '/wp-login.php?redirect_to=%2F' },
      question: { type: 'search-login-redirect' },
    },
  ])(
    'include $what where nothing is refused and the user wants it searched',
    async ({ answer, question }, { visit }) => {
      const { run, site } = await visit({
        plugins: PLUGINS,
        rules: [{ when: 'maps', at: 'front-page', answer }],
      });
      const before = site.snapshot();
      const asked: Question[] = [];
      const answering = (yes: boolean) => (wanted: Question) => {
        asked.push(wanted);
        return yes;
      };
      expect(culprits(await run({ confirm: answering(true) }))).toEqual([['maps/maps']]);
      expect(asked).toContainEqual({ ...question, url: site.url });
      const declined = await run({ confirm: answering(false) });
      expect(culprits(declined)).toEqual([]);
      expect(declined.report.notes.map(({ type }) => type)).toContain('other-error');
      expect(site.snapshot()).toEqual(before);
    },
  );

  test('are asked with the application password where that is all there is, and the user is who gets the 401', async ({
    visit,
  }) => {
    const { run, site } = await visit({
      plugins: PLUGINS,
      rules: [{ when: 'guard', at: { path: '/wp/v2/posts*', method: 'POST' } }],
    });
    const before = site.snapshot();
    const told = await run(
      { sufferer: 'me', symptoms: () => ({ type: 'all' }) },
      { env: { WP_BISECT_USER: 'admin', WP_BISECT_APP_PASSWORD: APP_PASSWORD } },
    );
    expect(culprits(told)).toEqual([['guard/guard']]);
    expect(told.report.notes).toContainEqual({ type: 'editor-not-signed-in' });
    expect(new Set(told.report.symptoms.map(({ request }) => request.as))).toEqual(
      new Set(['application-password']),
    );
    expect(site.snapshot()).toEqual(before);
  });

  test('include one that the user types: a wrong one is explained and asked for again', async ({
    visit,
  }) => {
    const { run } = await visit(ILL);
    const told = await run({
      symptoms: inTurn(
        { type: 'request', typed: 'FETCH /', as: null },
        { type: 'request', typed: 'GET https://elsewhere.test/', as: null },
        { type: 'request', typed: 'GET /wp-json/', as: 'application-password' },
        { type: 'request', typed: 'GET /wp-json/wp/v2/pages', as: 'anonymous' },
      ),
    });
    expect(told.told.map(({ code }) => code)).toEqual([
      'bad-option',
      'foreign-request',
      'bad-option',
    ]);
    expect(culprits(told)).toEqual([['guard/guard']]);
    expect(told.report.symptoms.map(({ request }) => request.url)).toEqual([
      expect.stringMatching(/\/wp-json\/wp\/v2\/pages$/),
    ]);
  });

  test('are not asked for where the command line names them, nor with --yes', async ({ visit }) => {
    const { run } = await visit(ILL);
    const given = await run({}, { args: ['--request', 'GET /wp-json/'] });
    expect(given.offers.symptoms).toEqual([]);
    const yes = await run({}, { args: ['--yes'] });
    expect([yes.offers.symptoms, yes.offers.plans, yes.offers.afters]).toEqual([[], [], []]);
    expect(culprits(yes)).toEqual([['guard/guard'], ['maps/maps']]);
  });
});

describe('a symptom that the user judges by hand', () => {
  test('leads to the culprit', async ({ visit }) => {
    const { run, site, journals } = await visit({
      plugins: [...PLUGINS, { file: 'health-check' }],
    });
    const before = site.snapshot();
    const questions: { off: readonly string[]; active: readonly string[] }[] = [];
    const told = await run({
      symptoms: () => ({ type: 'by-hand', description: 'The menu is upside down' }),
      judge({ off, url, description }): Verdict {
        expect([url, description]).toEqual([site.url, 'The menu is upside down']);
        questions.push({ off, active: [...site.active] });
        return site.active.includes('shop/shop') ? 'fails' : 'passes';
      },
    });
    expect(culprits(told)).toEqual([['shop/shop']]);
    expect(told.report).toMatchObject({
      outcome: 'culprit-found',
      restored: true,
      switch: 'admin',
    });
    expect(told.report.symptoms).toMatchObject([
      { described: 'The menu is upside down', request: { url: site.url, method: 'GET' } },
    ]);
    const byHand = { switch: 'isolated', code: 'by-hand' } as const;
    expect(told.report.notes).toContainEqual({ type: 'switch-skipped', ...byHand });
    // Said before the first change as well, where another way can still be chosen.
    expect(told.offers.plans[0]?.closed).toEqual([byHand]);
    // Nobody complained about a request: none is diagnosed, and no plugin is cleared by one that works.
    expect(
      told.events.flatMap((event) => (event.type === 'diagnosing' ? event.checks : [])),
    ).toEqual(['address', 'dns', 'credentials', 'session', 'must-use']);
    // The plugins that the question names are really off, for the person's browser too; each once.
    for (const { off, active } of questions) {
      for (const plugin of off) expect(active).not.toContain(plugin);
    }
    expect(questions[0]?.off).toEqual([]);
    expect(questions).toHaveLength(told.report.cost.probes);
    expect(site.snapshot().active).toEqual(before.active);
    expect(await journals()).toEqual([]);
  });

  test('proves nothing where the user cannot tell, and no plugin is named', async ({ visit }) => {
    const { run, site } = await visit(HEALTHY);
    const before = site.snapshot();
    const told = await run({
      symptoms: () => ({ type: 'by-hand', description: 'Ugly' }),
      judge: () => 'unresolved',
    });
    expect(told.report).toMatchObject({ outcome: 'inconclusive', culprits: [], restored: true });
    expect(site.snapshot().active).toEqual(before.active);
  });

  test('leads to the culprit although a wrong verdict was given and undone', async ({ visit }) => {
    const { run, site } = await visit(HEALTHY);
    let undos = 0;
    let asked = 0;
    const told = await run(
      {
        symptoms: () => ({ type: 'by-hand', description: 'Ugly' }),
        judge(): Verdict {
          asked += 1;
          if (asked === 4) undos += 1;
          const truth = site.active.includes('mail/mail') ? 'fails' : 'passes';
          if (asked === 4) return 'unresolved';
          return asked === 3 ? (truth === 'fails' ? 'passes' : 'fails') : truth;
        },
      },
      {
        steering: {
          paused: false,
          untilResumed: async () => {},
          takeUndo: () => undos > 0 && undos-- > 0,
        },
      },
    );
    expect(told.events.flatMap((e) => (e.type === 'undone' ? e.probe : []))).toEqual([4, 3]);
    expect(culprits(told)).toEqual([['mail/mail']]);
    expect([...site.active].sort()).toEqual(PLUGINS.map((name) => `${name}/${name}`).sort());
  });

  test('leaves the site as it was where the user gives up in the middle', async ({ visit }) => {
    const { run, site } = await visit(HEALTHY);
    const before = site.snapshot();
    let asked = 0;
    const told = await run({
      symptoms: () => ({ type: 'by-hand', description: 'Ugly' }),
      judge() {
        asked += 1;
        if (asked === 3) throw new DOMException('given up', 'AbortError');
        return site.active.includes('mail/mail') ? 'fails' : 'passes';
      },
    });
    expect(told.report).toMatchObject({ outcome: 'cancelled', restored: true });
    expect(site.snapshot().active).toEqual(before.active);
  });
});

describe('the plan', () => {
  const HAZARDOUS: SiteOptions = {
    plugins: [...PLUGINS, 'jetpack'],
    rules: [{ when: 'jetpack', at: 'anonymous-rest' }],
  };

  test('tests a risky plugin that the user unpins, and none that the user pins', async ({
    visit,
  }) => {
    const { run, site } = await visit(HAZARDOUS);
    const switched = new Set<string>();
    site.on('toggle', ({ plugin }) => switched.add(plugin));
    const kept = await run({});
    expect(kept.report).toMatchObject({ outcome: 'inconclusive', cause: { kind: 'not-tested' } });
    expect(kept.offers.plans[0]).toMatchObject({
      switch: 'admin',
      others: ['isolated', 'rest'],
      pinned: [{ plugin: 'jetpack/jetpack', why: 'hazard' }],
      hazards: [{ plugin: 'jetpack/jetpack' }],
    });
    expect(switched).not.toContain('jetpack/jetpack');

    switched.clear();
    const freed = await run({ plan: () => ({ type: 'go', pinned: ['seo/seo', 'shop/shop'] }) });
    expect(culprits(freed)).toEqual([['jetpack/jetpack']]);
    expect(freed.report.pinned).toEqual([
      { plugin: 'seo/seo', why: 'kept' },
      { plugin: 'shop/shop', why: 'kept' },
    ]);
    expect(switched).toContain('jetpack/jetpack');
    expect([...switched].filter((plugin) => /seo|shop/.test(plugin))).toEqual([]);
    const last = freed.events.filter(({ type }) => type === 'planned').at(-1);
    expect(last).toMatchObject({ pinned: freed.report.pinned });
  });

  test('keeps the pins that the switch needs, whatever the answer', async ({ visit }) => {
    const { run } = await visit({
      plugins: [...PLUGINS, 'dotted/web.counter.php'],
      rules: [{ when: 'guard', at: 'anonymous-rest' }],
    });
    const told = await run(
      { plan: () => GO },
      {
        args: ['--switch', 'rest'],
        env: { WP_BISECT_USER: 'admin', WP_BISECT_APP_PASSWORD: APP_PASSWORD },
      },
    );
    expect(told.report.pinned).toEqual([{ plugin: 'dotted/web.counter', why: 'unreachable' }]);
    expect(culprits(told)).toEqual([['guard/guard']]);
  });

  test('forecasts fewer tests the more plugins are pinned, and changes nothing by it', async ({
    visit,
  }) => {
    const { run, site } = await visit(HAZARDOUS);
    const told = await run({
      plan(offer) {
        const requests = site.counters.requests;
        const none = offer.forecast([]);
        const most = offer.forecast(PLUGINS.map((name) => `${name}/${name}`));
        expect(offer.forecast([])).toEqual(none);
        expect(most.probes.likely).toBeLessThan(none.probes.likely);
        expect(most.seconds.high).toBeLessThan(none.seconds.high);
        expect(site.counters.requests).toBe(requests);
        return { type: 'stop' };
      },
    }).catch((error: Error) => error.name);
    expect(told).toBe('AbortError');
    expect(site.counters.toggles).toBe(0);
  });

  test('is asked about again after another switch was chosen', async ({ visit }) => {
    const { run, site } = await visit(ILL);
    const told = await run({ plan: inTurn<PlanChoice>({ type: 'switch', to: 'rest' }, GO) });
    expect(told.offers.plans.map((offer) => offer.switch)).toEqual(['admin', 'rest']);
    expect(told.report.switch).toBe('rest');
    expect(culprits(told)).toEqual([['guard/guard'], ['maps/maps']]);
    expect(site.counters.toggles).toBeGreaterThan(0);
  });

  test('keeps a declined switch as a choice beside the first one', async ({ visit }) => {
    const { run } = await visit(ILL);
    const told = await run(
      { plan: inTurn<PlanChoice>({ type: 'switch', to: 'isolated' }, GO) },
      { args: ['--switch', 'admin'] },
    );
    expect(told.offers.plans.map((offer) => [offer.switch, offer.others])).toEqual([
      ['admin', ['isolated', 'rest']],
      ['admin', ['isolated', 'rest']],
    ]);
    expect(told.report.notes).toContainEqual({
      type: 'switch-skipped',
      switch: 'isolated',
      code: 'health-check-missing',
    });
    expect(culprits(told)).toEqual([['guard/guard'], ['maps/maps']]);
  });

  test('offers Health Check again after a first no to its installation', async ({ visit }) => {
    const { run, site } = await visit(ILL);
    const before = site.snapshot();
    let asked = 0;
    const told = await run({
      confirm: ({ type }) => {
        if (type !== 'install-health-check') return true;
        asked += 1;
        return asked === 2;
      },
      plan: inTurn<PlanChoice>({ type: 'switch', to: 'isolated' }, GO),
    });
    expect(told.offers.plans.map((offer) => offer.switch)).toEqual(['admin', 'isolated']);
    // The plan says why it is not the first choice.
    expect(told.offers.plans[0]?.closed).toMatchObject([{ code: 'health-check-missing' }]);
    expect({ asked, used: told.report.switch }).toEqual({ asked: 2, used: 'isolated' });
    expect(culprits(told)).toEqual([['guard/guard'], ['maps/maps']]);
    expect(site.snapshot()).toEqual(before);
  });

  test('says that Health Check is only activated where it is installed', async ({ visit }) => {
    const { run, site } = await visit({
      ...ILL,
      plugins: [...PLUGINS, { file: 'health-check', status: 'inactive' }],
    });
    const before = [...site.active].sort();
    const asked: Question[] = [];
    const told = await run({
      confirm(question) {
        asked.push(question);
        return true;
      },
      plan: () => GO,
    });
    expect(asked).toMatchObject([{ type: 'install-health-check', isThere: true }]);
    const { facts, ask } = confirmWords(en, asked[0]!);
    expect([...facts, ask].join(' ')).not.toMatch(/install it|installs it|removes/i);
    expect(told.report.switch).toBe('isolated');
    expect([...site.active].sort()).toEqual(before);
  });

  test('removes the Health Check that was installed for it when another switch is chosen', async ({
    visit,
  }) => {
    const { run, site } = await visit(ILL);
    const before = site.snapshot();
    let there: string[] = [];
    const told = await run({
      confirm: ({ type }) => type === 'install-health-check',
      plan: (offer) => {
        if (offer.switch === 'isolated') return { type: 'switch', to: 'admin' };
        there = site.active.filter((plugin) => plugin.startsWith('health-check'));
        return GO;
      },
    });
    expect(told.offers.plans.map((offer) => offer.switch)).toEqual(['isolated', 'admin']);
    expect(there).toEqual([]);
    expect(culprits(told)).toEqual([['guard/guard'], ['maps/maps']]);
    expect(site.snapshot()).toEqual(before);
  });
});

describe('a pause', () => {
  test.for(['admin', 'rest'])(
    'under %s: visitors have every plugin meanwhile',
    async (kind, { visit }) => {
      const { run, site } = await visit({
        ...ILL,
        rules: [{ when: 'forms && mail', at: 'anonymous-rest' }],
      });
      const all = [...site.active].sort();
      let toggles = 0;
      const seen: string[][] = [];
      const steering = {
        paused: false,
        untilResumed: async () => {
          seen.push([...site.active].sort());
          steering.paused = false;
        },
        takeUndo: () => false,
      };
      site.on('toggle', () => {
        toggles += 1;
        if (toggles === 7) steering.paused = true;
      });
      const told = await run({}, { args: ['--switch', kind], steering });
      expect(seen).toEqual([all]);
      expect(culprits(told)).toEqual([['forms/forms', 'mail/mail']]);
      expect([...site.active].sort()).toEqual(all);
    },
  );
});
