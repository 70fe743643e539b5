// One diagnosis of a WordPress whose plugin refuses visitors, as facts: report/ makes the sentences. For
// tests of texts, and for the scenes of screens, which must never show a sentence the product cannot say.

import type { AccessFacts } from '../../src/model/facts/access.ts';
import type { BesideFacts, PluginFacts } from '../../src/model/facts/plugins.ts';
import type { ServerFacts } from '../../src/model/facts/server.ts';
import type { CheckId, Finding, FindingResult } from '../../src/model/findings.ts';
import { CHECK_IDS } from '../../src/report/check-names.ts';
import { accessFinding, serverFinding } from '../../src/report/findings/index.ts';
import { besideFinding, pluginFinding } from '../../src/report/findings/plugin.ts';

/** What a site's checks saw, with the words of the product, in the order of a diagnosis. */
export function sampleFindings(site: string): readonly Finding[] {
  const host = new URL(site).hostname;
  const posts = `${site}wp-json/wp/v2/posts`;
  const server = (check: CheckId, result: FindingResult, facts: ServerFacts) =>
    serverFinding({ check, result, facts });
  const access = (check: CheckId, result: FindingResult, facts: AccessFacts) =>
    accessFinding({ check, result, facts });
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
    challenge: server('challenge', 'clue', {
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
    steadiness: access('steadiness', 'cleared', { kind: 'steady-fails', fails: 3, of: 3 }),
    session: access('session', 'cleared', {
      kind: 'session-seen',
      issues: [],
      lifeSeconds: 172_800,
      keptSeconds: null,
      phpSession: false,
      matters: false,
    }),
    'beside-plugins': besideFinding({ check: 'beside-plugins', result: 'cleared', facts: beside }),
    plugin: pluginFinding({ check: 'plugin', result: 'clue', facts: plugin }, true),
  };
  return CHECK_IDS.map((check) => all[check]);
}
