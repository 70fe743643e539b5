/** Proving an account password: a session that may manage plugins. */

import { Problem } from '../../model/errors.ts';
import type { PluginId } from '../../model/report.ts';
import type { SiteLocation } from '../discover/site-address.ts';
import { basicRealm } from '../http/basic-auth.ts';
import type { Connection } from '../http/connection.ts';
import { type Browser, createBrowser } from '../http/cookies.ts';
import { pageSays } from '../http/html.ts';
import { type RestError, serverError } from '../http/rest-error.ts';
import { createSessionClient, readNonce, welcomePages } from '../http/session-client.ts';
import type { Client, HttpAnswer } from '../http/types.ts';
import { redirectTarget, tellable } from '../http/urls.ts';
import { parseTakenOff } from '../plugins/plugins-page.ts';
import type { ProvenCredential } from './application-password.ts';
import { CAPABILITY, capabilitiesOf, type OnOpened } from './capabilities.ts';
import { signIn } from './submit-login.ts';

/** What is to be proven. */
export type AccountPassword = {
  readonly address: SiteLocation;
  readonly connection: Connection;
  readonly user: string;
  readonly password: string;
  readonly loginUrl?: string;
  readonly signal?: AbortSignal;
  readonly onRenewed?: () => void;
  /** Told what WordPress strikes off its list of active plugins when its page of plugins is visited. */
  readonly onTakenOff?: (plugins: readonly PluginId[]) => void;
  readonly onOpened?: OnOpened;
  readonly onLoginPage?: (answer: HttpAnswer) => void;
  /** A browser that has been somewhere already, such as in Recovery Mode; default: a new one. */
  readonly browser?: Browser;
};

/** A proven session, and whether REST turns it down (wp-admin then is the only way). */
export type ProvenSession = ProvenCredential & { readonly restRefuses: boolean };

/**
 * Proves an account password: signs in, fetches a REST nonce, and asks what the session may do; where
 * REST turns sessions down, wp-admin's own plugin page decides. Rejects with a `Problem`.
 */
export async function proveSession(given: AccountPassword): Promise<ProvenSession> {
  const { address, connection, user, password, loginUrl, signal } = given;
  // A browser that has been somewhere is shown what no visitor is.
  const onLoginPage = given.browser ? undefined : given.onLoginPage;
  const browser = given.browser ?? createBrowser(connection.at(new URL(address.restRoot).origin));
  const { hasGate } = connection;
  const login = { browser, address, user, password, loginUrl, hasGate };
  await signIn({ ...login, signal, onLoginPage });
  const asked = readNonce(browser.send, address, { loginUrl, signal });
  const nonce = asked.then((opened) => (opened.type === 'nonce' ? opened.nonce : null));
  // Who needs one of these is told of its failure; where nobody does, it must not end the process.
  nonce.catch(() => {});
  const client = createSessionClient({
    browser: tellingTakenOff(browser, given.onTakenOff),
    address,
    loginUrl,
    nonce,
    signIn: () => signIn(login),
    onRenewed: given.onRenewed,
    now: connection.now,
  });
  // Pages need no nonce: what else is asked of them does not wait for it.
  const me = deferred<HttpAnswer | null>();
  me.promise.catch(() => {});
  given.onOpened?.(client, me.promise);
  const opened = await asked;
  const notAllowed = (isAdministrator = false) =>
    new Problem('not-allowed', {
      user,
      credential: 'session',
      capability: CAPABILITY,
      isAdministrator,
    });
  const rights = await capabilitiesOf(client, signal, (_, told) => me.resolve(told)).catch(
    (error: unknown) => {
      // A REST server that cuts the connection says nothing about wp-admin.
      if (error instanceof Problem && error.code === 'connection-failed') return null;
      throw error;
    },
  );
  if (rights?.type === 'may-manage') return { client, name: rights.name, restRefuses: false };
  if (rights?.type === 'may-not') throw notAllowed(rights.isAdministrator);
  // The site ended the session at once; a second one, which the client has tried, fared no better.
  if (opened.type === 'signed-out') {
    const url = `${address.siteUrl}wp-admin/admin-ajax.php`;
    throw new Problem('login-failed', { url, status: 400, said: null, accepted: 'forgotten' });
  }
  const page = await pluginsPage(client, given);
  if (page === 'open') return { client, name: null, restRefuses: true };
  if (page === 'closed') throw notAllowed();
  throw restProblem(rights?.failure ?? null, page);
}

/**
 * The browser, which tells what a page of plugins says to have been struck off: WordPress does that to plugins
 * without files at the first visit, whoever makes it.
 */
function tellingTakenOff(browser: Browser, onTakenOff: AccountPassword['onTakenOff']): Browser {
  if (!onTakenOff) return browser;
  return {
    ...browser,
    loginCookie: () => browser.loginCookie(),
    async send(request) {
      const answer = await browser.send(request);
      const mayTell = new URL(request.url).pathname.endsWith('/plugins.php') && answer.status < 300;
      if (mayTell && answer.text.includes('id="message"')) {
        const gone = await parseTakenOff(answer.text);
        if (gone.length > 0) onTakenOff(gone);
      }
      return answer;
    },
  };
}

/** A promise that somebody else resolves, if anybody does. */
function deferred<T>() {
  let resolve: (value: T | PromiseLike<T>) => void = () => {};
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** What wp-admin/plugins.php says: its bulk form is there, it is forbidden, or something else came. */
async function pluginsPage(
  client: Client,
  { address, connection: { hasGate }, signal }: AccountPassword,
): Promise<'open' | 'closed' | Problem> {
  const url = `${address.siteUrl}wp-admin/plugins.php?plugin_status=all`;
  const mayPass = welcomePages();
  for (;;) {
    const answer = await client.send({ url, signal });
    const { status } = answer;
    if (/<form[^<>]+id=["']bulk-action-form["']/i.test(answer.text)) return 'open';
    if (status === 403) return 'closed';
    const target = redirectTarget(answer);
    const pass = target && mayPass(target.href, url);
    if (!pass) return whyNoPage(answer, target, { url, hasGate });
    if (pass === 'look') await client.send({ url: target.href, signal });
  }
}

/** Why the page does not come although the password was accepted: a gate, or another page that comes first. */
function whyNoPage(
  answer: HttpAnswer,
  target: URL | null,
  { url, hasGate }: { readonly url: string; readonly hasGate: boolean },
): Problem {
  const realm = basicRealm(answer);
  if (realm !== null) {
    return new Problem('gate-closed', { url: tellable(url), realm, refused: hasGate });
  }
  // A page that dies says why; a redirect has nothing to say but where it leads.
  const { status } = answer;
  return target === null
    ? new Problem('login-failed', { url, status, said: pageSays(answer.text) })
    : new Problem('login-failed', {
        url,
        status,
        said: null,
        accepted: { to: tellable(target.href) },
      });
}

/** The most telling of the two refusals. */
function restProblem(failure: RestError | null, page: Problem): Problem {
  if (failure === null || failure.status < 500) return page;
  return serverError({ ...failure, text: failure.excerpt });
}
