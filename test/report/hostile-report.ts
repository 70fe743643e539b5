// A report of a site whose names are hostile, and of a long run: what the HTML page has to bear.

import type { ProbeRecord, RunReport } from '../../src/model/run-report.ts';
import { reproductionOf } from '../../src/report/environment.ts';
import { supportMessages } from '../../src/report/support-message.ts';
import { en } from '../language/english.ts';
import { GUARD, report, SYMPTOM } from './sample-run.ts';

/** Names that try to be markup, a script, a request or another direction. */
export const HOSTILE_NAMES: readonly string[] = [
  '<script>document.title="owned"</script>',
  '<img src=http://127.0.0.1:9/x.png onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  '</style><style>@import "http://127.0.0.1:9/x.css";</style>',
  'إضافة الحماية من اليمين',
  '\u202Egnp.exe reversed\u202C',
  '👩‍👩‍👧‍👦 Family Gallery 🎉',
  '問い合わせフォーム',
  `Long${'name'.repeat(40)}`,
  '&lt;b&gt;already escaped&lt;/b&gt;',
];

const PLUGINS = Array.from({ length: 25 }, (_, index) => ({
  plugin: index === 0 ? 'guard/guard' : `plugin-${index}/plugin-${index}`,
  name: HOSTILE_NAMES[index] ?? `Plugin ${index}`,
  version: '1.2.3',
  author: 'Somebody',
}));

const PURPOSES = [
  'all-on',
  'all-off',
  'narrow',
  'narrow',
  'narrow',
  'narrow',
  'without',
  'alone',
] as const;

const PROBES: readonly ProbeRecord[] = PURPOSES.map((purpose, index) => {
  const ids = PLUGINS.map(({ plugin }) => plugin);
  const isOn = (at: number) => {
    if (purpose === 'all-on') return true;
    if (purpose === 'all-off') return false;
    if (purpose === 'without') return at !== 0;
    return purpose === 'alone' ? at === 0 : at % index < 2;
  };
  const fails = isOn(0);
  return {
    number: index + 1,
    purpose,
    active: ids.filter((_, at) => isOn(at)),
    off: ids.filter((_, at) => !isOn(at)),
    after: index * 2.5,
    seconds: 1.25,
    answers: [
      fails
        ? { verdict: 'fails', status: 401, code: 'rest_login_required' }
        : { verdict: 'passes', status: 200, code: null },
    ],
  };
});

/** The report of a search among 25 plugins with hostile names. */
export function hostileReport(known: Partial<RunReport> = {}): RunReport {
  const name = HOSTILE_NAMES[0] ?? '';
  const told = report('culprit-found', {
    symptoms: [
      { ...SYMPTOM, observed: { ...SYMPTOM.observed, message: HOSTILE_NAMES[1] ?? null } },
      {
        ...SYMPTOM,
        request: { ...SYMPTOM.request, leadsTo: `https://example.com/${HOSTILE_NAMES[2]}` },
        observed: { ...SYMPTOM.observed, status: 302, location: HOSTILE_NAMES[1] ?? '' },
      },
    ],
    culprits: [{ ...GUARD, plugins: GUARD.plugins.map((plugin) => ({ ...plugin, name })) }],
    switch: 'admin',
    probes: PROBES,
    tool: { name: 'wp-bisect', version: '0.1.0' },
    startedAt: '2026-11-28T12:00:00.000Z',
    endedAt: '2026-11-28T12:00:21.000Z',
    environment: {
      source: 'site-health',
      wordpress: '6.8.3',
      php: '8.2.29',
      server: 'nginx/1.22.1 <b>bold</b>',
      database: 'mysqli 10.11.6-MariaDB',
      theme: 'Twenty Twenty-Five 1.2',
      multisite: false,
      objectCache: false,
      https: true,
      plugins: PLUGINS,
    },
    ...known,
  });
  const contactOf = () => ({ name, version: '1.2', url: 'https://example.org/guard' });
  return {
    ...told,
    reproduction: reproductionOf(told),
    tickets: supportMessages(en, told, { contactOf, host: null }),
  };
}
