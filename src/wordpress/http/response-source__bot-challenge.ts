/** Pages that ask whether a person is there (a browser check, a captcha). */

import type { HttpAnswer } from './types.ts';

const BY_BODY: readonly (readonly [string, RegExp])[] = [
  ['Cloudflare', /<title>\s*(Just a moment\.\.\.|Attention Required! \| Cloudflare)/i],
  ['Cloudflare', /\/cdn-cgi\/challenge-platform\/[^"']{0,300}orchestrate/i],
  ['Sucuri', /sucuri_cloudproxy_js|Access Denied - Sucuri Website Firewall/i],
  ['Imunify360', /protected by imunify360|imunify360-webshield/i],
  ['BitNinja', /Security check by BitNinja/i],
  ['SiteGround', /Our system thinks you might be a robot|\/\.well-known\/(sg)?captcha\//i],
  ['Imperva', /_Incapsula_Resource/i],
  ['DDoS-Guard', /<title>\s*DDOS-GUARD/i],
  ['Anubis', /id=["']anubis_challenge["']/i],
  ['AWS WAF', /AwsWafIntegration|awswaf\.com\/[^"']{0,300}challenge/i],
];

/**
 * Who asks for a browser check in place of an answer; null when nobody does. Cloudflare marks its own
 * by `cf-mitigated: challenge`; the others are told by their pages, which no theme contains.
 */
export function botChallenge({ headers, text, status }: HttpAnswer): string | null {
  return botChallengeIn(headers, text, status);
}

/** The same, for what is left of an answer in a `RestError`. */
export function botChallengeIn(headers: Headers, text: string, status: number): string | null {
  if (headers.get('cf-mitigated') === 'challenge') return 'Cloudflare';
  if (headers.get('sg-captcha') !== null) return 'SiteGround';
  if (headers.get('x-amzn-waf-action') !== null) return 'AWS WAF';
  const location = headers.get('location') ?? '';
  const page = text.slice(0, 64 * 1_024);
  const found = BY_BODY.find(([, sign]) => sign.test(page) || sign.test(location));
  // A page that arrives with 200 and is long is a page, whatever script it carries.
  if (found === undefined || (status === 200 && text.length > 32 * 1_024)) return null;
  return found[0];
}
