// What a report says beside the answer, where leaving it out would mislead.
import { describe, expect } from 'vitest';
import { ADMIN, BOTH, SESSION, test } from './served-site.ts';

describe('notes beside the answer', () => {
  test('report a refusal that does not count as failing, with the flag that searches for it', async ({
    make,
  }) => {
    const answer = { status: 451, code: 'members_only' };
    const world = await make({ rules: [{ when: 'guard', at: 'anonymous-rest', answer }] });
    const { code, report } = await world.run();
    expect(code).toBe(1);
    expect(report.notes).toContainEqual(
      expect.objectContaining({ type: 'other-error', observed: expect.objectContaining(answer) }),
    );
    const text = await world.run([], { mode: ['--bisect'] });
    expect(text.stdout).toContain('answers 451 members_only, which does not count as failing');
    const asked = await world.run(['--fails-on', '451'], { env: SESSION });
    expect(asked.report.culprits.flatMap(({ plugins }) => plugins)).toMatchObject([
      { plugin: 'guard/guard' },
    ]);
  });

  test('do not ask for a password as missing where it was given and opened no session', async ({
    make,
  }) => {
    const world = await make({
      users: [{ ...ADMIN, twoFactor: true }],
      rules: [{ when: 'guard', at: 'anonymous-rest' }],
    });
    const { code, report } = await world.run([], { env: BOTH });
    expect(code).toBe(0);
    expect(report.switch).toBe('rest');
    expect(report.notes).toContainEqual({
      type: 'switch-skipped',
      switch: 'admin',
      code: 'session-refused',
    });
  });

  test.for([
    ['a second factor', { users: [{ ...ADMIN, twoFactor: true }] }],
    ['a hidden form', { login: { hiddenAt: 'way-in' } }],
  ] as const)('do not call a password wrong that met %s', async ([, site], { make }) => {
    const world = await make({ ...site, rules: [{ when: 'guard', at: 'anonymous-rest' }] });
    const { code, stdout, stderr } = await world.run([], { env: BOTH, mode: ['--bisect'] });
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('Signing in with the account password did not work. T');
    expect(stdout).toContain(
      'The admin switch was not used. The password of the account did not open a session.\n',
    );
    expect(stdout + stderr).not.toMatch(/Check WP_BISECT_PASSWORD|does not work\./);
  });
});
