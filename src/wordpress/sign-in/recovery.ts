/** WordPress' Recovery Mode: the way in when every page is a fatal error (class-wp-recovery-mode.php). */

import { decodeHTMLAttribute } from 'entities/decode';
import { Problem } from '../../model/errors.ts';
import { type Browser, RECOVERY_COOKIE } from '../http/cookies.ts';
import { attribute, findAll, findFirst, hasClass, nodeText, parsePage } from '../http/html.ts';
import type { Client, HttpAnswer, SiteAddress } from '../http/types.ts';
import { redirectTarget } from '../http/urls.ts';

/** A recovery link on the site's own origin. It holds a key that works once: for `enterRecoveryMode` only. */
export type RecoveryLink = { readonly url: string };

/**
 * Reads a link as a person pastes it: with blanks or angle brackets around it, or with `&amp;` from a
 * mail's source. Throws `bad-recovery-link` for anything else, and for a link to another site.
 */
export function parseRecoveryLink(typed: string, address: SiteAddress): RecoveryLink {
  const text = decodeHTMLAttribute(typed.trim().replace(/^<|>$/gu, ''));
  const link = URL.canParse(text) ? new URL(text) : null;
  const bad = (why: 'not-a-link' | 'another-site', named: string | null) =>
    new Problem('bad-recovery-link', { why, site: address.home, named });
  if (link === null || !isRecoveryLink(link)) throw bad('not-a-link', null);
  const site = new URL(address.siteUrl);
  if (link.host !== site.host || !/^https?:$/u.test(link.protocol)) {
    throw bad('another-site', `${link.protocol}//${link.host}`);
  }
  // A site behind a proxy may mail http:// links and be served over https://.
  return { url: new URL(`${link.pathname}${link.search}`, site.origin).href };
}

function isRecoveryLink({ searchParams, username }: URL): boolean {
  const isFilled = ['rm_token', 'rm_key'].every((name) => searchParams.get(name));
  return searchParams.get('action') === 'enter_recovery_mode' && isFilled && username === '';
}

/** Each fatal error pauses one more plugin; no site dies more often. */
const MOST_PAUSES = 20;

/**
 * Opens the link and keeps Recovery Mode's cookie in `browser`, then opens the login page until
 * WordPress has paused every plugin that kills it. Signing in comes next, with the same browser
 * (`proveSession`). The link is spent afterwards. Rejects with `recovery-refused`.
 */
export async function enterRecoveryMode(
  browser: Browser,
  address: SiteAddress,
  link: RecoveryLink,
  signal?: AbortSignal,
): Promise<void> {
  const answer = await browser.send({ url: link.url, retry: false, signal });
  if (!(await browser.hasCookie(RECOVERY_COOKIE, address.siteUrl))) throw await whyNot(answer);
  const url = `${address.siteUrl}wp-login.php?action=entered_recovery_mode`;
  let last = answer;
  for (let tries = 0; tries < MOST_PAUSES; tries += 1) {
    last = await browser.send({ url, retry: false, signal });
    if (!isPausing(last)) return;
  }
  throw new Problem('recovery-refused', { why: 'still-fatal', status: last.status, said: null });
}

/** True where WordPress has paused a plugin, and asks for the page anew or could only show the error. */
function isPausing(answer: HttpAnswer): boolean {
  const target = redirectTarget(answer);
  return target ? target.pathname === new URL(answer.url).pathname : answer.status === 500;
}

/** WordPress' own words (class-wp-recovery-mode-key-service.php); a translated site says `refused`. */
const REASONS = [
  [/recovery key expired/iu, 'expired'],
  [/recovery mode not initiali[sz]ed/iu, 'used'],
  [/invalid recovery key/iu, 'wrong'],
] as const;

async function whyNot({ status, text }: HttpAnswer): Promise<Problem<'recovery-refused'>> {
  const page = await parsePage(text.slice(0, 256 * 1_024));
  const message = findFirst(page, (each) => hasClass(each, 'wp-die-message'));
  const said = message ? nodeText(message).slice(0, 200) : null;
  const known = REASONS.find(([words]) => said !== null && words.test(said))?.[1];
  const why = known ?? (said === null ? 'no-cookie' : 'refused');
  return new Problem('recovery-refused', { why, status, said });
}

/**
 * Ends Recovery Mode as its button in wp-admin does, so that the site forgets what it had paused.
 * Resolves with false where the button is not there or WordPress refused; nothing else is changed.
 */
export async function leaveRecoveryMode(
  client: Client,
  address: SiteAddress,
  signal?: AbortSignal,
): Promise<boolean> {
  const shown = await client.send({ url: `${address.siteUrl}wp-admin/plugins.php`, signal });
  const page = await parsePage(shown.text);
  const button = findAll(page, ({ tagName }) => tagName === 'a')
    .map((link) => attribute(link, 'href') ?? '')
    .find((href) => href.includes('action=exit_recovery_mode'));
  if (button === undefined || !URL.canParse(button, shown.url)) return false;
  const url = new URL(button, shown.url);
  if (url.origin !== new URL(address.siteUrl).origin) return false;
  const { status } = await client.send({ url: url.href, retry: false, signal });
  return status >= 300 && status < 400;
}
