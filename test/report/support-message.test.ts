import { describe, expect, it } from 'vitest';
import type { RunReport } from '../../src/model/run-report.ts';
import { limitLines, reproductionOf } from '../../src/report/environment.ts';
import { LONGEST_MESSAGE, supportMessages } from '../../src/report/support-message.ts';
import { ticketFor } from '../../src/report/ticket.ts';
import { en } from '../language/english.ts';
import { hostileReport } from './hostile-report.ts';
import { GUARD, PAIR, report, SYMPTOM } from './sample-run.ts';

const contactOf = ({ name, version }: { name: string; version: string }) => ({
  name,
  version,
  url: null,
});
const write = (told: RunReport) => supportMessages(en, told, { contactOf, host: 'Kinsta' });

describe('support messages', () => {
  it('go to each author of plugins that fail only together, and to the host', () => {
    const told = report('culprit-found', { symptoms: [SYMPTOM, SYMPTOM], culprits: [PAIR] });
    expect(write(told).map(({ to, name }) => [to, name])).toEqual([
      ['plugin-author', 'A'],
      ['plugin-author', 'B'],
      ['host', 'Kinsta'],
    ]);
    expect(write(told)[0]?.text).toContain('The failure shows only together with JWT 0.9.');
  });

  it('go once to an author of several plugins', () => {
    const plugins = PAIR.plugins.map((plugin) => ({ ...plugin, author: 'One' }));
    const told = report('culprit-found', {
      culprits: [{ ...PAIR, plugins, symptoms: [0] }],
    });
    expect(write(told).map(({ to }) => to)).toEqual(['plugin-author', 'host']);
  });

  it('are not written where no plugin is proven', () => {
    expect(write(report('inconclusive'))).toEqual([]);
  });

  it('begin with what support asks first: request, answer, versions, proof, reproduction, fix', () => {
    const [message] = write(hostileReport());
    for (const asked of [
      'GET https://example.com/wp-json/wp/v2/posts (sent without signing in)',
      '401 rest_login_required',
      'WordPress 6.8.3, PHP 8.2.29, nginx/1.22.1',
      '25 active plugins',
      '2026-11-28 12:00:00 UTC',
      'https://playground.wordpress.net/#',
      'What would help:',
    ]) {
      expect(message?.text).toContain(asked);
    }
  });

  it.each([
    [1, 'byte'],
    [12, 'bytes'],
  ])('mention a body of %i %s without its content', (size, unit) => {
    const bytes = () => new TextEncoder().encode('s3cret');
    const payload = { size, type: 'application/json', bytes };
    const request = { ...SYMPTOM.request, method: 'POST', payload };
    const culprits = [{ ...PAIR, symptoms: [0] }];
    const told = report('culprit-found', { symptoms: [{ ...SYMPTOM, request }], culprits });
    const [message] = write(told);
    expect(message?.text).toContain(
      `POST https://example.com/wp-json/wp/v2/posts (sent without signing in), with a body of ${size} ${unit}`,
    );
    expect(message?.text).not.toContain('s3cret');
  });

  it('name the traced line of code where a run found it', () => {
    const trace = {
      kind: 'plugin' as const,
      file: 'wp-content/plugins/guard/guard.php',
      line: 12,
      function: null,
      hook: null,
      priority: null,
      plugin: 'guard/guard',
    };
    const traced = { ...SYMPTOM, trace };
    const told = report('culprit-found', { symptoms: [traced], culprits: [GUARD] });
    expect(write(told)[0]?.text).toContain('wp-content/plugins/guard/guard.php:12');
  });

  it('stay short enough for every form, and keep the request and the fix asked for', () => {
    const url = `https://example.com/wp-json/wp/v2/posts?${'a'.repeat(900)}`;
    const symptom = { ...SYMPTOM, request: { ...SYMPTOM.request, url } };
    const told = hostileReport({ symptoms: [symptom, symptom, symptom] });
    const culprits = told.culprits.map((culprit) => ({ ...culprit, symptoms: [0, 1, 2] }));
    for (const { text } of write({ ...told, culprits })) {
      expect(text.length).toBeLessThan(LONGEST_MESSAGE);
      expect(text).toContain('401 rest_login_required');
      expect(text).toContain('What would help:');
    }
  });
});

describe('a ticket about a redirect', () => {
  it('says once where it leads, whole, and not in its subject', () => {
    const location = 'https://example.com/wp-login.php?redirect_to=%2F';
    const observed = { ...SYMPTOM.observed, status: 302, code: null, location };
    const told = report('culprit-found', {
      symptoms: [{ ...SYMPTOM, observed }],
      culprits: [GUARD],
    });
    const facts = { report: told, contacts: [], host: null, wordpressVersion: null };
    const { subject, text } = ticketFor(en, facts)!;
    expect(text.match(/Location: .*/g)).toEqual([`Location: ${location}`]);
    expect(subject).not.toContain('Location');
  });
});

describe('the blueprint', () => {
  it('installs the culprits at their versions on the same WordPress and PHP', () => {
    const told = hostileReport();
    expect(reproductionOf(told)?.blueprint).toEqual({
      $schema: 'https://playground.wordpress.net/blueprint-schema.json',
      landingPage: '/wp-json/wp/v2/posts',
      preferredVersions: { php: '8.2', wp: '6.8' },
      features: { networking: true },
      steps: [
        { step: 'setSiteOptions', options: { permalink_structure: '/%postname%/' } },
        {
          step: 'installPlugin',
          pluginData: { resource: 'wordpress.org/plugins', slug: 'guard.1.2.zip' },
          options: { activate: true },
        },
      ],
    });
  });

  it('is the same in its link', () => {
    const { url, blueprint } = reproductionOf(hostileReport())!;
    expect(blueprint).toMatchObject(JSON.parse(decodeURIComponent(new URL(url).hash.slice(1))));
    expect(url.length).toBeLessThan(1_000);
  });

  it('holds no secret of an address', () => {
    const url = 'https://example.com/wp-json/?consumer_secret=cs_123';
    const symptom = { ...SYMPTOM, request: { ...SYMPTOM.request, url } };
    expect(JSON.stringify(reproductionOf(hostileReport({ symptoms: [symptom] })))).not.toContain(
      'cs_123',
    );
  });

  it('says what it cannot reproduce, and what it means where it does not fail', () => {
    const request = { ...SYMPTOM.request, as: 'application-password' as const, method: 'POST' };
    const told = hostileReport({ symptoms: [{ ...SYMPTOM, request }], environment: null });
    const reproduction = reproductionOf(told)!;
    expect(reproduction.limits).toEqual([
      'settings',
      'other-sources',
      'credentials',
      'not-a-page',
      'versions',
    ]);
    expect(limitLines(en, reproduction).at(-1)).toContain('a setting or the data of the site');
  });

  it('is not made where no plugin is proven', () => {
    expect(reproductionOf(report('inconclusive'))).toBeNull();
  });
});
