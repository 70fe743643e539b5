/** What a real WordPress answers by itself, or by a plugin, is never put down to the server. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWordPress } from '../../mocks/embedded/start.ts';
import type { EmbeddedWordPress } from '../../mocks/embedded/types.ts';
import type { DiagnosisInput } from '../../src/diagnosis/input.ts';
import type { Symptom } from '../../src/model/report.ts';
import { checkNamed } from '../../src/report/findings/index.ts';
import { findSite } from '../../src/wordpress/discover/find-site.ts';
import { createConnection } from '../../src/wordpress/http/connection.ts';
import { sampleInput, symptomAt } from '../diagnosis/real-servers.ts';

const PLUGINS = {
  'gate-lodge/gate-lodge': 'gate-of-php',
  'staging-curtain/staging-curtain': 'gate-of-php',
  'login-doorman/login-doorman': 'gate-of-php',
  'members-only-api/members-only-api': 'no-gate',
  'plain-wall/plain-wall': 'no-gate',
} as const;

const PATHS = ['', 'wp-json/wp/v2/posts', 'wp-login.php', 'wp-admin/index.php'];

let site: EmbeddedWordPress;

beforeAll(async () => {
  site = await startWordPress({ plugins: Object.keys(PLUGINS) });
});
afterAll(() => site?.stop());

async function diagnose(): Promise<{
  found: ReadonlyMap<string, { result: string; facts: { kind: string } }>;
  symptoms: readonly Symptom[];
  sent: readonly string[];
}> {
  const sent: string[] = [];
  const connection = createConnection({
    timeoutMs: 20_000,
    userAgent: 'wp-bisect/test',
    onRequest: ({ method }) => void sent.push(method),
  });
  const address = await findSite(site.url, { connection });
  const base: DiagnosisInput = sampleInput({ typed: site.url, address }, connection);
  const seen = await Promise.all(PATHS.map((path) => symptomAt(base, address.home + path)));
  const symptoms = seen.filter(({ observed }) => observed.status >= 400);
  sent.length = 0;
  const scene = { ...base, symptoms };
  const found = new Map<string, { result: string; facts: { kind: string } }>();
  for (const { id, look: run } of SERVER) found.set(id, await run(scene));
  await connection.close();
  return { found, symptoms, sent: [...sent] };
}

const SERVER = ['address', 'gate', 'www-authenticate', 'iis', 'firewall', 'status'].map(checkNamed);

describe('the checks of the server, at a real WordPress', () => {
  test('find nothing on a healthy site', async () => {
    await site.setActive([]);
    const { found, symptoms, sent } = await diagnose();
    expect(symptoms).toEqual([]);
    expect([...found.values()].map(({ result }) => result)).toEqual(Array(6).fill('cleared'));
    expect(sent.length).toBeLessThanOrEqual(4);
  });

  test.each(Object.entries(PLUGINS))('do not blame the server for %s', async (plugin, kind) => {
    await site.setActive([plugin]);
    const { found, symptoms, sent } = await diagnose();
    expect(symptoms.some(({ observed }) => observed.status === 401)).toBe(true);
    expect([...found.values()].filter(({ result }) => result === 'cause')).toEqual([]);
    expect(found.get('gate')).toMatchObject({ result: 'cleared', facts: { kind } });
    expect(sent.length).toBeLessThanOrEqual(8);
    expect(sent.filter((method) => method !== 'GET' && method !== 'HEAD')).toEqual([]);
  });
});
