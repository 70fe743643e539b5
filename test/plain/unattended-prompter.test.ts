import { describe, expect, it } from 'vitest';
import type { Question } from '../../src/model/prompts.ts';
import { createUnattendedPrompter } from '../../src/plain/unattended-prompter.ts';
import { en } from '../language/english.ts';

const range = { low: 1, likely: 2, high: 3 };
const QUESTIONS: Readonly<Record<Question['type'], Question>> = {
  'restore-leftover': { type: 'restore-leftover', site: 'https://a.test/', since: 'today' },
  'go-on': { type: 'go-on', switch: 'admin', suspects: [], probes: range, seconds: range },
  'install-health-check': { type: 'install-health-check', isThere: false },
  'really-switch': { type: 'really-switch', switch: 'admin' },
  'revoke-application-password': {
    type: 'revoke-application-password',
    site: 'https://a.test/',
    name: 'wp-bisect on desk, 2026-01-15',
  },
  'plain-http': { type: 'plain-http', host: 'a.test' },
  network: { type: 'network', plugins: ['a/a'] },
  'search-login-redirect': { type: 'search-login-redirect', url: 'https://a.test/' },
  'search-server-error': { type: 'search-server-error', url: 'https://a.test/', status: 500 },
};

describe('the unattended prompter', () => {
  const never = createUnattendedPrompter(en, { yes: false, installHealthCheck: false });

  it('answers a question for a missing value with an error that names the flag or variable', async () => {
    await expect(never.site()).rejects.toMatchObject({ code: 'bad-option' });
    await expect(never.user()).rejects.toMatchObject({ code: 'no-user' });
    await expect(never.credential()).rejects.toMatchObject({ code: 'no-credentials' });
    await expect(never.secret('password')).rejects.toMatchObject({ code: 'no-credentials' });
    await expect(never.secret('gate-password')).rejects.toMatchObject({ code: 'bad-option' });
  });

  it('consents to what the command line allows', async () => {
    expect(await never.confirm(QUESTIONS['go-on'])).toBe(true);
    expect(await never.confirm(QUESTIONS['plain-http'])).toBe(true);
    expect(await never.confirm(QUESTIONS['really-switch'])).toBe(false);
    expect(await never.confirm(QUESTIONS['install-health-check'])).toBe(false);
    const installing = createUnattendedPrompter(en, { yes: false, installHealthCheck: true });
    expect(await installing.confirm(QUESTIONS['install-health-check'])).toBe(true);
    expect(await never.confirm(QUESTIONS['restore-leftover'])).toBe(true);
  });

  it('answers yes with --yes, except where a flag of its own is needed', async () => {
    const yes = createUnattendedPrompter(en, { yes: true, installHealthCheck: false });
    for (const question of Object.values(QUESTIONS)) {
      const own = ['install-health-check', 'network'];
      expect(await yes.confirm(question)).toBe(!own.includes(question.type));
    }
  });
});
