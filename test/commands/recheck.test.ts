import { describe, expect, it } from 'vitest';
import { readEarlierReport, recheckSymptoms } from '../../src/commands/recheck.ts';
import type { Identity, Symptom } from '../../src/model/report.ts';
import { jsonReport, ndjsonLine } from '../../src/report/json.ts';
import { editorRequests, savingProbe } from '../../src/symptoms/candidates.ts';
import type { Client, HttpRequest, SiteAddress } from '../../src/wordpress/http/types.ts';
import { en } from '../language/english.ts';
import { report, SYMPTOM } from '../report/sample-run.ts';

const ADDRESS: SiteAddress = {
  home: 'https://example.com/',
  restRoot: 'https://example.com/wp-json/',
  siteUrl: 'https://example.com/',
  namespaces: [],
};

/** A site that answers everything with this. */
function site(
  status: number,
  code: string | null,
  headers: Record<string, string> = {},
  identity: Identity = 'anonymous',
) {
  const sent: HttpRequest[] = [];
  const client: Client = {
    identity,
    async send(request) {
      sent.push(request);
      const text =
        code === null ? '[]' : JSON.stringify({ code, message: 'No.', data: { status } });
      const all = { 'content-type': 'application/json', ...headers };
      return { url: request.url, status, headers: new Headers(all), text };
    },
    rest: () => Promise.reject(new Error('Nothing is called.')),
  };
  const again = (
    symptoms: readonly Symptom[],
    mayWrite = false,
    incomplete?: ReadonlySet<number>,
    bodiless?: ReadonlySet<number>,
  ) =>
    recheckSymptoms(symptoms, {
      clients: { anonymous: client, [identity]: client },
      address: ADDRESS,
      mayWrite,
      incomplete,
      bodiless,
    });
  return { sent, again };
}

describe('sending the requests of a report again', () => {
  it.each([
    [200, null, 'gone'],
    [401, 'rest_login_required', 'still-there'],
    [401, 'rest_not_logged_in', 'different'],
    [403, 'rest_forbidden', 'different'],
    [500, null, 'different'],
    [429, null, 'cannot-tell'],
  ] as const)('an answer of %i %s means %s', async (status, code, result) => {
    const checked = await site(status, code).again([SYMPTOM]);
    expect(checked.result).toBe(result);
    expect(checked.symptoms[0]).toMatchObject({ result, before: SYMPTOM.observed });
  });

  it('sends exactly the request that failed', async () => {
    const { sent, again } = site(200, null);
    await again([SYMPTOM]);
    expect(sent.map(({ method, url }) => [method, url])).toEqual([
      ['GET', 'https://example.com/wp-json/wp/v2/posts'],
    ]);
  });

  it('says "gone" only where every request works', async () => {
    const lost: Symptom = { ...SYMPTOM, request: { ...SYMPTOM.request, as: 'session' } };
    const checked = await site(200, null).again([SYMPTOM, lost]);
    expect(checked.result).toBe('cannot-tell');
    expect(checked.symptoms.map(({ result, reason }) => [result, reason])).toEqual([
      ['gone', undefined],
      ['cannot-tell', 'no-credentials'],
    ]);
  });

  it('skips requests that the report does not hold whole, that a person judged, or that may write', async () => {
    const { sent, again } = site(200, null);
    const post: Symptom = { ...SYMPTOM, request: { ...SYMPTOM.request, method: 'POST' } };
    const seen: Symptom = { ...SYMPTOM, described: 'The editor hangs' };
    const checked = await again([SYMPTOM, post, seen], false, new Set([0]));
    expect(checked.symptoms.map(({ reason }) => reason)).toEqual(['masked', 'writes', 'by-hand']);
    expect(sent).toEqual([]);
    await again([post], true);
    expect(sent).toHaveLength(1);
  });
});

describe('the requests of the survey that only look like writes', () => {
  const own = [
    savingProbe(ADDRESS, 'session'),
    ...editorRequests(ADDRESS).filter(({ request }) => request.method === 'POST'),
  ];

  it.each(own.map(({ request }) => [request.url, request] as const))(
    'are sent again without --yes, as whole as before: %s',
    async (_, request) => {
      const bare = { ...request, headers: {}, payload: undefined };
      const { sent, again } = site(401, 'no_entry', {}, 'session');
      const all = new Set([0]);
      await again([{ ...SYMPTOM, request: bare }], false, all, all);
      expect(sent).toHaveLength(1);
      expect(sent[0]).toMatchObject({ method: 'POST', url: request.url, headers: request.headers });
      expect(sent[0]?.body !== undefined).toBe(request.payload !== undefined);
    },
  );

  it.each([
    'https://example.com/wp-json/wp/v2/posts?status=x-none&title=x',
    'https://example.com/wp-json/wp/v2/posts/1?status=x-none',
    'https://example.com/wp-json/shop/v1/order?status=x-none',
  ])('are told from others: %s', async (url) => {
    const { sent, again } = site(200, null, {}, 'session');
    const write = { method: 'POST', url, as: 'session', headers: {} } as const;
    const checked = await again([{ ...SYMPTOM, request: write }]);
    expect(checked.symptoms[0]?.reason).toBe('writes');
    expect(sent).toEqual([]);
  });
});

describe('reading a report back', () => {
  const told = report('culprit-found');

  it('accepts JSON, and the last line of NDJSON', () => {
    const lines = `${ndjsonLine(en, { type: 'restored' })}${ndjsonLine(en, { type: 'finished', report: told })}`;
    for (const text of [jsonReport(en, told), lines]) {
      expect(readEarlierReport(text)).toEqual({
        site: 'https://example.com/',
        symptoms: [{ ...SYMPTOM, observed: { ...SYMPTOM.observed } }],
        incomplete: new Set(),
        bodiless: new Set(),
      });
    }
  });

  it('marks requests whose body the report does not hold', async () => {
    const payload = { size: 12, type: 'application/json', bytes: () => new Uint8Array(12) };
    const request = { ...SYMPTOM.request, method: 'POST', payload };
    const both = { ...told, symptoms: [{ ...SYMPTOM, request }, SYMPTOM] };
    const { symptoms, bodiless } = readEarlierReport(jsonReport(en, both))!;
    expect(bodiless).toEqual(new Set([0]));
    const { sent, again } = site(200, null);
    const checked = await again(symptoms, true, new Set(), bodiless);
    expect(checked.symptoms.map(({ reason }) => reason)).toEqual(['body', undefined]);
    expect(sent.map(({ method }) => method)).toEqual(['GET']);
  });

  it('follows redirects where they were followed, also in a request of the survey', async () => {
    const front = { ...SYMPTOM.request, url: ADDRESS.home, leadsTo: `${ADDRESS.home}members/` };
    const led = { ...told, symptoms: [{ ...SYMPTOM, request: front }] };
    const { symptoms } = readEarlierReport(jsonReport(en, led))!;
    expect(symptoms[0]?.request.leadsTo).toBe(front.leadsTo);
    const { sent, again } = site(302, null, { location: '/members/' });
    await again(symptoms);
    expect(sent.map(({ url }) => new URL(url).pathname).slice(0, 2)).toEqual(['/', '/members/']);
  });

  it('marks requests with a masked secret or a header without its value', () => {
    const url = 'https://example.com/?token=abc';
    const symptoms = [
      { ...SYMPTOM, request: { ...SYMPTOM.request, url } },
      { ...SYMPTOM, request: { ...SYMPTOM.request, headers: { 'X-Key': 'secret' } } },
    ];
    const read = readEarlierReport(jsonReport(en, { ...told, symptoms }));
    expect(read?.incomplete).toEqual(new Set([0, 1]));
  });

  it.each(['', 'null', '[]', '{"schema":2}', '{"schema":1,"site":"x","symptoms":[{}]}', '<html>'])(
    'refuses %j',
    (text) => {
      expect(readEarlierReport(text)).toBeNull();
    },
  );
});
