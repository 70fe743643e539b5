import { isProblem } from '../../model/errors.ts';
import type { FirewallFacts, NotLooked } from '../../model/facts/server.ts';
import type { Found } from '../../model/findings.ts';
import type { Cause, Symptom } from '../../model/report.ts';
import { firewallsOf, hostOf } from '../../wordpress/http/header-marks.ts';
import { layerLabel, sourceOf } from '../../wordpress/http/response-source.ts';
import type { HttpAnswer } from '../../wordpress/http/types.ts';
import { tellable } from '../../wordpress/http/urls.ts';
import { type Check, hasNoCode, isSigned } from '../check.ts';
import type { DiagnosisInput } from '../input.ts';
import { isAnswer } from '../reader.ts';
import { isRestError } from '../response-origin.ts';
import { readerOf } from '../server-reader.ts';

/** Does a firewall refuse, or want to see a browser? That one is merely in front of the site is no cause. */
async function firewall(input: DiagnosisInput): Promise<Found<FirewallFacts | NotLooked>> {
  const found = (result: Found<FirewallFacts>['result'], facts: FirewallFacts | NotLooked) =>
    ({ check: 'firewall', result, facts }) as const;
  const { blocked } = input;
  if (isProblem(blocked, 'bot-challenge')) {
    const { by, url } = blocked.facts;
    const facts = { kind: 'firewall', by, action: 'challenge', url: tellable(url) } as const;
    return found('cause', { ...facts, status: 0, ray: null, host: null });
  }
  const before = input.symptoms.map(seenBefore).find((facts) => facts !== null);
  const answer = await readerOf(input).seen();
  const refusal = isAnswer(answer) ? (refusalIn(answer) ?? before) : before;
  if (refusal) return found(isOfPlugin(refusal) ? 'clue' : 'cause', refusal);
  if (!isAnswer(answer)) return found('not-checked', answer);
  const names = firewallsOf(answer);
  const url = tellable(answer.url);
  if (names.length > 0) return found('cleared', { kind: 'firewall-present', names, url });
  return found('cleared', { kind: 'no-firewall' });
}

/** A refusal or a bot check in this answer. Never in a REST error: that one WordPress has made. */
function refusalIn(answer: HttpAnswer): FirewallFacts | null {
  if (isRestError(answer) && !answer.headers.has('x-sucuri-block')) return null;
  const source = sourceOf(answer);
  if (source === null || source.kind === 'server') return null;
  return {
    kind: 'firewall',
    by: source.by,
    action: source.kind === 'challenge' ? 'challenge' : 'block',
    url: tellable(answer.url),
    status: answer.status,
    ray: answer.headers.get('cf-ray')?.slice(0, 40) ?? null,
    host: hostOf(answer),
  };
}

/** What the first look took for a firewall's page; a layer alone says nothing of a REST error. */
function seenBefore({ observed, request }: Symptom): FirewallFacts | null {
  const by = layerLabel(observed.layer);
  if (by === null || observed.code !== null) return null;
  // The layer does not keep whether it was a check or a refusal; the page's words do.
  const isBlock =
    /Attention Required|denied|restricted|mod_?security|Forbidden|Not Acceptable/i.test(
      observed.message ?? '',
    );
  return {
    kind: 'firewall',
    by,
    action: isBlock || by === 'ModSecurity' || by === 'Sucuri' ? 'block' : 'challenge',
    url: tellable(request.url),
    status: observed.status,
    ray: null,
    host: null,
  };
}

/** Firewalls that run inside WordPress: their pages are a plugin's answer, search or not. */
const PLUGIN_FIREWALLS: ReadonlySet<string> = new Set(['Wordfence']);

function isOfPlugin(facts: FirewallFacts): boolean {
  return facts.kind === 'firewall' && PLUGIN_FIREWALLS.has(facts.by);
}

function kindOf(facts: FirewallFacts): Cause['kind'] {
  switch (facts.kind) {
    case 'firewall':
      return facts.action === 'challenge' ? 'bot-challenge' : 'firewall';
    case 'firewall-present':
      return 'firewall';
    case 'no-firewall':
      return 'unknown';
  }
}

export const firewallCheck: Check<FirewallFacts> = {
  id: 'firewall',
  sureness: 6,
  explains: hasNoCode,
  run: firewall,
  kindOf,
  maySpareSearch: (input) => !isSigned(input),
  isLeftToSearch: (facts) =>
    facts.kind === 'firewall' && facts.by === 'LiteSpeed' && facts.action === 'block',
};
