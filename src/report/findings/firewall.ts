import type { FirewallFacts } from '../../model/facts/server.ts';
import { clean, list, safeUrl } from '../format.ts';
import type { FindingWords } from './words.ts';

/** Firewalls and bot checks in words. */
export function firewallWords(facts: FirewallFacts): FindingWords {
  switch (facts.kind) {
    case 'firewall':
      return facts.action === 'block' ? blocked(facts) : challenged(facts);
    case 'firewall-present':
      return {
        evidence: `${list(facts.names.map((name) => clean(name, 40)))} stands in front of the site, and hands out the answer of ${safeUrl(facts.url)} as it came from there.`,
        meaning: 'Not the cause: it neither refuses nor asks for a browser check.',
        advice: '',
      };
    case 'no-firewall':
      return {
        evidence: 'The answer is neither the page of a known firewall nor a browser check.',
        meaning: 'Not the cause.',
        advice: '',
      };
  }
}

type Refusal = Extract<FirewallFacts, { kind: 'firewall' }>;

function blocked(facts: Refusal): FindingWords {
  const by = clean(facts.by, 40);
  return {
    evidence: `${by} blocks ${safeUrl(facts.url)}${answer(facts)}.`,
    meaning:
      facts.by === 'Wordfence'
        ? 'The firewall of the plugin Wordfence has put this machine, its country or this kind of request on its list; other visitors may see the site as usual.'
        : 'A firewall refuses this machine or this kind of request before WordPress is asked. That is no 401 of WordPress, and switching plugins would change nothing.',
    advice:
      PLACES[facts.by] ??
      `Look into the events of ${by}, or ask the host: allow this address, or switch off the rule that it names.`,
  };
}

function challenged(facts: Refusal): FindingWords {
  const by = clean(facts.by, 40);
  return {
    evidence: `${by} wants to see a browser before it lets ${safeUrl(facts.url)} through${answer(facts)}.`,
    meaning:
      'A bot check is no 401 of WordPress: programs (apps, webhooks, this one) cannot pass it, people in a browser can.',
    advice:
      CHECKS[facts.by] ??
      `Let the address of this machine through at ${by}, or make an exception for /wp-json/, and try again.`,
  };
}

function answer({ status, ray, host, by }: Refusal): string {
  const parts = [
    ...(status === 0 ? [] : [`answer ${status}`]),
    ...(ray === null ? [] : [`Ray ID ${clean(ray, 40)}`]),
    ...(host === null || host === by ? [] : [`hosted at ${clean(host, 40)}`]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

const PLACES: Readonly<Record<string, string>> = {
  Cloudflare:
    'In the Cloudflare dashboard, Security > Events shows the rule (search for the Ray ID): allow this address there, or skip the rule for /wp-json/.',
  Sucuri:
    'In the Sucuri dashboard, allow this address (Access Control), or ask Sucuri with the block ID of the page.',
  ModSecurity:
    'Ask the host which ModSecurity rule was hit (it is in the error log), and to switch it off for this address; in cPanel: Security > ModSecurity.',
  Imunify360:
    'Ask the host to put the address of this machine on the white list of Imunify360, for programs that use the REST API as well.',
  Wordfence:
    'In wp-admin, Wordfence > Firewall > Blocking shows the block: remove it, or allow this address under All Firewall Options.',
  LiteSpeed:
    'Look for a rule that denies in .htaccess, and ask the host whether its firewall (ModSecurity, Imunify360) has blocked this address.',
  'cPanel (cPHulk)':
    'Ask the host to take this address off the list of cPHulk (WHM > Security Center).',
};

const CHECKS: Readonly<Record<string, string>> = {
  Cloudflare:
    'In the Cloudflare dashboard, allow this address (Security > WAF > Tools), or skip Bot Fight Mode and "Under Attack" for /wp-json/, and try again.',
  SiteGround: 'Ask SiteGround to let this address past its bot check, and try again.',
};
