/** What a person is asked in a run with --wp-cli: no password, and which way plugins are switched. */

import { describe, expect } from 'vitest';
import type { SiteOptions } from '../../mocks/simulated/types.ts';
import { onSimulatedSite } from '../../mocks/wp-cli/simulated.ts';
import { standIn } from '../../mocks/wp-cli/stand-in.ts';
import type { PlanChoice } from '../../src/model/prompts.ts';
import { parseWpCliCommand } from '../../src/wordpress/wp-cli/command.ts';
import { createWpCli } from '../../src/wordpress/wp-cli/wp-cli.ts';
import { type How, inTurn, type Place, type Told, test } from './interactive-run.ts';

const ILL: SiteOptions = {
  plugins: ['seo', 'cache', 'forms', 'shop', 'guard', 'backup'],
  rules: [{ when: 'guard', at: 'anonymous-rest' }],
};

/** `ssh host wp` on the simulated site. */
function overSsh({ site }: Place): Pick<How, 'wpCli' | 'args'> {
  const behind = onSimulatedSite(site);
  const wpCli = createWpCli({
    command: parseWpCliCommand('wp'),
    timeoutMs: 1_000,
    run: async ({ args, input }) => ({
      type: 'exited',
      cause: null,
      ...standIn(behind, args, input),
    }),
  });
  return { wpCli, args: ['--wp-cli', 'wp'] };
}

const culprits = ({ report }: Told) =>
  report.culprits.map(({ plugins }) => plugins.map(({ plugin }) => plugin));
const yes = () => ({ type: 'go', pinned: [] }) as const;

describe('a run with --wp-cli', () => {
  test('asks for no password, and shows how plugins are switched', async ({ visit }) => {
    const place = await visit(ILL);
    const before = place.site.snapshot();
    const told = await place.run({ plan: yes }, { env: {}, ...overSsh(place) });
    expect(culprits(told)).toEqual([['guard/guard']]);
    expect(told.offers.plans.map(({ switch: kind, others }) => [kind, others])).toEqual([
      ['wp-cli', []],
    ]);
    expect(told.events).toContainEqual({ type: 'wp-cli-proven', program: 'wp' });
    expect(place.site.snapshot()).toEqual(before);
  });

  test('asks for nothing where a script gives a user without a password', async ({ visit }) => {
    const place = await visit(ILL);
    const { wpCli, args = [] } = overSsh(place);
    const told = await place.run(
      { plan: yes },
      { env: { WP_BISECT_USER: 'admin' }, wpCli, args: [...args, '--bisect', '--yes'] },
    );
    expect(culprits(told)).toEqual([['guard/guard']]);
  });

  test('offers wp-admin as well once signed in', async ({ visit }) => {
    const place = await visit(ILL);
    const plan = inTurn<PlanChoice>({ type: 'switch', to: 'admin' }, yes());
    const told = await place.run({ plan }, overSsh(place));
    expect(culprits(told)).toEqual([['guard/guard']]);
    expect(told.offers.plans.map(({ switch: kind }) => kind)).toEqual(['wp-cli', 'admin']);
    expect(told.offers.plans[0]?.others).toEqual(['isolated', 'admin', 'rest']);
    expect(told.report.switch).toBe('admin');
  });

  test('asks before plugins are really deactivated, where WP-CLI has cleared them all', async ({
    visit,
  }) => {
    const place = await visit({
      plugins: ['seo', 'forms', { file: 'firewall', leaves: 'drop-in' }],
      rules: [{ when: 'left-by:firewall', at: 'anonymous-rest' }],
    });
    const asked: unknown[] = [];
    const told = await place.run(
      {
        plan: yes,
        confirm(question) {
          asked.push(question);
          return question.type === 'really-switch';
        },
      },
      overSsh(place),
    );
    expect(asked).toContainEqual({ type: 'really-switch', switch: 'admin', after: 'wp-cli' });
    expect(told.report.switch).toBe('admin');
    expect(told.report.notes).toContainEqual({
      type: 'switch-skipped',
      switch: 'wp-cli',
      code: 'stays-with-no-hook-run',
    });
  });
});
