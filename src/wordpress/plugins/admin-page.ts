/** GETting a page of wp-admin in spite of plugins that show their welcome page instead. */

import { Problem } from '../../model/errors.ts';
import { serverError } from '../http/answer-problem.ts';
import { leadsToLogin, showsLoginForm } from '../http/login-url.ts';
import { redirectTarget } from '../http/redirect.ts';
import type { Client, HttpAnswer, HttpRequest, SiteAddress } from '../http/types.ts';
import { welcomePages } from '../http/welcome-pages.ts';
import { parseExtrasPage } from './plugins-page.ts';

/**
 * The page, as `read` makes it out; `read` gives null for an answer that is not it. A redirect to
 * somewhere else is a plugin showing its welcome page once (some print the page asked for all the
 * same): asked again, and where the plugin insists its page is looked at first. Rejects with `session-lost` when the answer leads to the
 * login form, `redirected-away` when the redirects do not end, `server-error` for any other page.
 */
export async function readAdminPage<T>(
  client: Client,
  request: HttpRequest,
  read: (answer: HttpAnswer) => Promise<T | null>,
): Promise<T> {
  const mayPass = welcomePages(4);
  for (;;) {
    const answer = await client.send(request);
    if (leadsToLogin(answer)) throw new Problem('session-lost', { url: request.url });
    const page = await read(answer);
    if (page !== null) return page;
    const target = redirectTarget(answer);
    if (target === null) throw notThePage(answer);
    const pass = mayPass(target.href, request.url);
    if (pass === null) {
      throw new Problem('redirected-away', { from: request.url, to: target.href });
    }
    if (pass === 'look') await client.send({ url: target.href, signal: request.signal });
  }
}

function notThePage(answer: HttpAnswer): Problem {
  if (answer.status === 401 || answer.status === 403 || showsLoginForm(answer.text)) {
    return new Problem('session-lost', { url: answer.url });
  }
  return serverError(answer);
}

/** What runs besides plugins and cannot be switched: must-use plugins and drop-ins. */

/** A file of wp-content/mu-plugins, or a drop-in of wp-content. */
export type Extra = { readonly file: string; readonly name: string };

/**
 * The must-use plugins or the drop-ins, from wp-admin (`client` holds a session). REST has no word of
 * them. A site without any shows no such view, which gives an empty list.
 */
export async function readExtras(
  client: Client,
  address: SiteAddress,
  kind: 'mustuse' | 'dropins',
  signal?: AbortSignal,
): Promise<readonly Extra[]> {
  const url = new URL(`wp-admin/plugins.php?plugin_status=${kind}`, address.siteUrl).href;
  return await readAdminPage(client, { url, signal }, async ({ text }) => {
    if (!text.includes('the-list')) return null;
    return await parseExtrasPage(text, kind);
  });
}
