import { describe, expect, it } from 'vitest';
import { editorRequests } from '../../src/symptoms/candidates.ts';
import { survey } from '../../src/symptoms/survey.ts';
import { ADDRESS } from './answers.ts';
import { simulate } from './simulated-clients.ts';

describe('the requests of the block editor', () => {
  it('all work on a healthy site', async () => {
    const { address, clients } = simulate({ plugins: ['gallery'] }, ['anonymous', 'session']);
    const found = await survey({ address, clients, audience: 'editor', asksToSave: true });
    expect([found.symptoms, found.anomalies]).toEqual([[], []]);
  });

  it('write nothing: the status does not exist, and a heartbeat without a nonce does nothing', () => {
    const writes = editorRequests(ADDRESS).filter(({ request }) => request.method === 'POST');
    expect(writes.length).toBeGreaterThan(0);
    for (const { topic, request } of writes) {
      const status = new URL(request.url).searchParams.get('status');
      const body = new TextDecoder().decode(request.payload?.bytes());
      expect(topic === 'heartbeat' ? body : status).toBe(
        topic === 'heartbeat' ? 'action=heartbeat' : 'x-none',
      );
    }
  });

  it.each([
    ['autosaves', (request: Request) => request.url.includes('/autosaves')],
    ['OPTIONS', (request: Request) => request.method === 'OPTIONS'],
    ['updates', (request: Request) => request.headers.get('x-http-method-override') === 'PUT'],
    ['the heartbeat', (request: Request) => request.url.includes('action=heartbeat')],
    ['what it loads', (request: Request) => /wp\/v2\/(?:types|settings)/.test(request.url)],
  ])('show a plugin that refuses %s', async (_, isRefused) => {
    const { site, address, clients } = simulate({ plugins: ['trim'] }, ['anonymous', 'session']);
    site.on('request', ({ request }) =>
      isRefused(request)
        ? Response.json({ code: 'trim_no', message: 'No.', data: { status: 401 } }, { status: 401 })
        : undefined,
    );
    const { symptoms } = await survey({ address, clients, audience: 'editor', asksToSave: true });
    expect(symptoms.length).toBeGreaterThan(0);
    expect(symptoms[0]).toMatchObject({
      request: { as: 'session' },
      observed: { code: 'trim_no' },
    });
  });

  it('show a refused nonce as a symptom of its own', async () => {
    const { site, address, clients } = simulate({ plugins: ['punch'] }, ['anonymous', 'session']);
    const refused = { code: 'rest_cookie_invalid_nonce', message: 'No.', data: { status: 403 } };
    site.on('request', ({ request }) =>
      request.headers.has('x-wp-nonce') ? Response.json(refused, { status: 403 }) : undefined,
    );
    const { symptoms } = await survey({ address, clients, audience: 'editor' });
    expect(symptoms[0]).toMatchObject({
      failsOn: [401, 'rest_cookie_invalid_nonce'],
      observed: { status: 403, code: 'rest_cookie_invalid_nonce' },
    });
  });
});
