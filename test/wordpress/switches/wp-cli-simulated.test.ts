import { expect, it } from 'vitest';
import { createSite } from '../../../mocks/simulated/site.ts';
import { onSimulatedSite } from '../../../mocks/wp-cli/simulated.ts';
import { standIn } from '../../../mocks/wp-cli/stand-in.ts';
import { systemClock } from '../../../src/system/clock.ts';
import { createWpCliSwitch } from '../../../src/wordpress/switches/wp-cli.ts';
import { createWpCli } from '../../../src/wordpress/wp-cli/wp-cli.ts';
import { addressOf } from './sign-in.ts';

it('the wp-cli switch works on the simulated site while others switch plugins', async () => {
  const site = createSite({ url: 'http://site.test/', plugins: ['shop', 'wall', 'hello.php'] });
  const behind = onSimulatedSite(site);
  const wpCli = createWpCli({
    command: { program: 'wp', args: [], throughShell: false },
    timeoutMs: 1_000,
    run: async ({ args, input }) => ({
      type: 'exited',
      cause: null,
      ...standIn(behind, args, input),
    }),
  });
  const before = site.snapshot();
  const control = createWpCliSwitch({
    wpCli,
    address: addressOf(site.url),
    clock: systemClock(),
  });
  const baseline = (await control.list()).map(({ plugin }) => plugin);
  expect(baseline).toEqual(['shop/shop', 'wall/wall', 'hello']);
  await control.activateExactly(['wall/wall']);
  expect(site.active).toEqual(['wall/wall']);
  site.deactivate('wall');
  const { active } = await control.activateExactly(baseline);
  expect(active).toEqual(baseline);
  expect(site.snapshot()).toEqual(before);
});
