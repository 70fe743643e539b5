/** A login form that is hidden or dead, and what opens it. */

import { afterEach, describe, expect, it } from 'vitest';
import { serve } from '../../mocks/simulated/serve.ts';
import { createSite } from '../../mocks/simulated/site.ts';
import type { Served, SimulatedSite, SiteOptions } from '../../mocks/simulated/types.ts';
import { signIn } from '../../src/commands/connect.ts';
import { reach } from '../../src/commands/reach.ts';
import { untilOneSite } from '../../src/commands/sign-in.ts';
import { isProblem } from '../../src/model/errors.ts';
import type { DoorOffer } from '../../src/model/prompts.ts';
import { createTestContext } from './test-context.ts';

const PASSWORD = 'c0rrect-Horse!battery';
const ADMIN = { login: 'admin', password: PASSWORD } as const;
const ENV = { WP_BISECT_USER: 'admin', WP_BISECT_PASSWORD: PASSWORD };
const HIDDEN: SiteOptions = { login: { hiddenAt: 'my-door' } };

const served: Served[] = [];
afterEach(async () => {
  for (const one of served.splice(0)) await one.close();
});

async function open(options: SiteOptions): Promise<SimulatedSite> {
  const site = createSite({ users: [ADMIN], plugins: ['guard'], ...options });
  served.push(await serve(site));
  return site;
}

/** Signs in as a person does who gives these answers when a door is asked for. */
async function enter(site: SimulatedSite, doors: readonly (string | null)[], typed = site.url) {
  const offers: DoorOffer[] = [];
  const told: string[] = [];
  const addresses: string[] = [];
  const left = [...doors];
  const testContext = createTestContext({
    args: [typed],
    env: ENV,
    ask: {
      tell(problem) {
        told.push(problem.code);
        if (isProblem(problem, 'login-hidden')) addresses.push(problem.facts.url);
      },
      async door(offer) {
        offers.push(offer);
        return left.shift() ?? null;
      },
    },
  });
  const connected = await untilOneSite(testContext.context, async (context) => {
    const reached = await reach(context);
    return signIn(context, reached).finally(() => reached.connection.close());
  });
  return { connected, offers, told, addresses };
}

describe('the address of a hidden login form', () => {
  it.each(['my-door', '/my-door/', 'ADDRESS/my-door', 'HOST/my-door'])(
    'is asked for (typed as %s), and the password is not asked for again',
    async (typed) => {
      const site = await open(HIDDEN);
      const { host } = new URL(site.url);
      const address = typed.replace('ADDRESS/', site.url).replace('HOST', host);
      const { connected, offers, told } = await enter(site, [address]);
      expect(offers).toEqual([{ kind: 'login-address' }]);
      expect(told).toEqual(['login-hidden']);
      expect(connected.access.session).toBeDefined();
      expect(site.counters).toMatchObject({ logins: 1, failedLogins: 0 });
    },
  );

  it('is asked for again where the typed address shows no form either', async () => {
    const site = await open(HIDDEN);
    const { connected, offers, addresses } = await enter(site, ['not-here', 'my-door']);
    expect(offers).toHaveLength(2);
    // The second time it is the typed address that is told.
    expect(addresses).toEqual([`${site.url}wp-login.php`, `${site.url}not-here`]);
    expect(connected.access.session).toBeDefined();
  });

  it.each(['my-door', 'my-door/', 'my-door?redirect_to=x'])(
    'is understood where it was typed as the address of the site (%s)',
    async (page) => {
      const site = await open(HIDDEN);
      const { connected, offers } = await enter(site, [], site.url + page);
      expect(offers).toEqual([]);
      expect(connected.address.home).toBe(site.url);
      expect(connected.access.session).toBeDefined();
    },
  );
});

it.each(['wp-login.php', 'wp-login.php?action=lostpassword', 'wp-admin/'])(
  'typing %s finds the site that it belongs to',
  async (page) => {
    const site = await open({});
    const { connected } = await enter(site, [], site.url + page);
    expect(connected.address.home).toBe(site.url);
  },
);
