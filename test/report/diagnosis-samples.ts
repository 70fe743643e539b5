// One diagnosis of a WordPress whose plugin refuses visitors, as facts: report/ makes the sentences. For
// tests of texts, and for the scenes of screens, which must never show a sentence the product cannot say.

import type { Language } from '../../src/language/language.ts';
import type { AccessFacts } from '../../src/model/facts/access.ts';
import type { BesideFacts, PluginFacts } from '../../src/model/facts/plugins.ts';
import type { ServerFacts } from '../../src/model/facts/server.ts';
import type { CheckId, Finding, FindingResult } from '../../src/model/findings.ts';
import { CHECKS, checkNamed } from '../../src/report/findings/index.ts';
import { en } from '../language/english.ts';

/** What a site's checks saw, with the words of the product, in the order of a diagnosis. */
export function sampleFindings(site: string, t: Language = en): readonly Finding[] {
  const host = new URL(site).hostname;
  const posts = `${site}wp-json/wp/v2/posts`;
  const told = (check: CheckId, result: FindingResult, facts: { readonly kind: string }) =>
    checkNamed(check).tell(t, { check, result, facts }, { searchFollows: true }).facts.finding;
  const server = (check: CheckId, result: FindingResult, facts: ServerFacts) =>
    told(check, result, facts);
  const access = (check: CheckId, result: FindingResult, facts: AccessFacts) =>
    told(check, result, facts);
  const beside: BesideFacts = { kind: 'none' };
  const plugin: PluginFacts = {
    kind: 'unknown-answer',
    code: 'rest_login_required',
    likely: [],
    active: 25,
  };
  const all: Readonly<Record<CheckId, Finding>> = {
    address: server('address', 'cleared', { kind: 'address', url: site, notes: [] }),
    gate: server('gate', 'cleared', { kind: 'no-gate', file: `${site}wp-includes/js/x.js` }),
    'www-authenticate': server('www-authenticate', 'clue', {
      kind: 'challenge-missing',
      url: posts,
      code: 'rest_login_required',
      by: 'wordpress',
      server: 'nginx',
      host: null,
    }),
    iis: server('iis', 'cleared', { kind: 'not-iis', server: 'nginx' }),
    firewall: server('firewall', 'cleared', { kind: 'no-firewall' }),
    status: server('status', 'cleared', { kind: 'only-401' }),
    credentials: access('credentials', 'cleared', {
      kind: 'credentials-work',
      proven: ['session'],
    }),
    'authorization-header': access('authorization-header', 'cleared', {
      kind: 'header-arrives',
      shownBy: 'site-health',
    }),
    dns: access('dns', 'cleared', {
      kind: 'names-agree',
      host,
      addresses: ['192.0.2.10'],
      zoneAsked: true,
      compared: [],
    }),
    cache: access('cache', 'cleared', { kind: 'cache-none', url: posts }),
    flakiness: access('flakiness', 'cleared', { kind: 'steady-fails', fails: 3, of: 3 }),
    session: access('session', 'cleared', {
      kind: 'session-seen',
      issues: [],
      lifeSeconds: 172_800,
      keptSeconds: null,
      phpSession: false,
      matters: false,
    }),
    'must-use': told('must-use', 'cleared', beside),
    plugin: told('plugin', 'clue', plugin),
  };
  return CHECKS.flatMap(({ id }) => all[id] ?? []);
}
