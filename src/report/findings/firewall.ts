import { type Language, msg } from '../../language/language.ts';
import type { FirewallFacts } from '../../model/facts/server.ts';
import { own } from '../../model/own-property.ts';
import { clean, safeUrl } from '../format.ts';
import type { FindingWords } from './words.ts';

/** Firewalls and bot checks in words. */
export function firewallWords(t: Language, facts: FirewallFacts): FindingWords {
  switch (facts.kind) {
    case 'firewall':
      return facts.action === 'block' ? blocked(t, facts) : challenged(t, facts);
    case 'firewall-present':
      return {
        evidence: t.__(
          'In front of the site: %(names)s. It passes the answer of %(url)s on as it came from the site.',
          { names: t.list(facts.names.map((name) => clean(name, 40))), url: safeUrl(facts.url) },
        ),
        meaning: t.__('Not the cause: it neither refuses nor asks for a browser check.'),
        advice: '',
      };
    case 'no-firewall':
      return {
        evidence: t.__('The answer is neither the page of a known firewall nor a browser check.'),
        meaning: t.__('Not the cause.'),
        advice: '',
      };
  }
}

type FirewallRefusal = Extract<FirewallFacts, { kind: 'firewall' }>;

function blocked(t: Language, facts: FirewallRefusal): FindingWords {
  const by = clean(facts.by, 40);
  const place = own(PLACES, facts.by);
  return {
    // translators: %(by)s is the name of a firewall: Sucuri blocks https://example.com/
    evidence: answered(t, facts, t.__('%(by)s blocks %(url)s.', { by, url: safeUrl(facts.url) })),
    meaning:
      facts.by === 'Wordfence'
        ? t.__(
            'The firewall of the plugin Wordfence has put this machine, its country or this kind of request on its list; other visitors may see the site as usual.',
          )
        : t.__(
            'A firewall refuses this machine or this kind of request before WordPress runs. That is not a 401 of WordPress, and deactivating plugins would change nothing.',
          ),
    advice:
      place === undefined
        ? t.__(
            'Look into the events of %(by)s, or ask the host: allow this address, or disable the rule that it names.',
            { by },
          )
        : t.__(place),
  };
}

function challenged(t: Language, facts: FirewallRefusal): FindingWords {
  const by = clean(facts.by, 40);
  const check = own(CHECKS, facts.by);
  return {
    evidence: answered(
      t,
      facts,
      t.__('%(by)s demands a browser before it lets %(url)s through.', {
        by,
        url: safeUrl(facts.url),
      }),
    ),
    meaning: t.__(
      'A bot check is not a 401 of WordPress: programs (apps, webhooks, this one) cannot pass it, people in a browser can.',
    ),
    advice:
      check === undefined
        ? t.__(
            'Let the address of this machine through at %(by)s, or make an exception for /wp-json/, and try again.',
            { by },
          )
        : t.__(check),
  };
}

/** The sentence with what the answer shows behind it: `… through. It answers 403. The Ray ID is 8f1.` */
function answered(
  t: Language,
  { status, ray, host, by }: FirewallRefusal,
  sentence: string,
): string {
  return [
    sentence,
    ...(status === 0 ? [] : [t.__('It answers %(status)s.', { status })]),
    ...(ray === null ? [] : [t.__('The Ray ID is %(id)s.', { id: clean(ray, 40) })]),
    ...(host === null || host === by
      ? []
      : [t.__('The host is %(host)s.', { host: clean(host, 40) })]),
  ].join(' ');
}

const PLACES: Readonly<Record<string, string>> = {
  Cloudflare: msg(
    'In the Cloudflare dashboard, Security > Events shows the rule (search for the Ray ID): allow this address there, or skip the rule for /wp-json/.',
  ),
  Sucuri: msg(
    'In the Sucuri dashboard, allow this address (Access Control), or ask Sucuri with the block ID of the page.',
  ),
  ModSecurity: msg(
    'Ask the host which ModSecurity rule was hit (it is in the error log), and to disable it for this address; in cPanel: Security > ModSecurity.',
  ),
  Imunify360: msg(
    'Ask the host to put the address of this machine on the white list of Imunify360, for programs that use the REST API as well.',
  ),
  Wordfence: msg(
    'In wp-admin, Wordfence > Firewall > Blocking shows the block: remove it, or allow this address under All Firewall Options.',
  ),
  LiteSpeed: msg(
    'Look for a rule that denies in .htaccess, and ask the host whether its firewall (ModSecurity, Imunify360) has blocked this address.',
  ),
  'cPanel (cPHulk)': msg(
    'Ask the host to take this address off the list of cPHulk (WHM > Security Center).',
  ),
};

const CHECKS: Readonly<Record<string, string>> = {
  Cloudflare: msg(
    'In the Cloudflare dashboard, allow this address (Security > WAF > Tools), or skip Bot Fight Mode and "Under Attack" for /wp-json/, and try again.',
  ),
  SiteGround: msg('Ask SiteGround to let this address past its bot check, and try again.'),
};
