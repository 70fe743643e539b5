import { createNonce, type Session, verifyNonce } from './accounts.ts';
import { basicMessage, checkBasic } from './application-passwords.ts';
import { answerReply } from './hooks.ts';
import type { Reply } from './reply.ts';
import { type RestRequest, restFailure, restReply } from './rest-answer.ts';
import { restRoute } from './rest-routes.ts';
import { type CompiledRule, matchesSender, rulesAt } from './rules.ts';
import type { Account } from './state.ts';
import type { Hook, Identity } from './types.ts';
import { ruleRequest, type Visit } from './visit.ts';

/** The whole REST request: authentication in WordPress' order, then the route (class-wp-rest-server.php). */
export function serveRest(visit: Visit): Reply {
  const early = visit.session ? 'session' : 'anonymous';
  for (const hook of ['parse_request', 'rest_api_init'] as const) {
    const rule = firstRule(visit, hook, early);
    if (rule) return answerReply(visit, rule);
  }
  const sender = authenticate(visit);
  if ('reply' in sender) return sender.reply;
  visit.identity = { as: sender.as, user: sender.account?.spec.login ?? '' };
  const rule = firstRule(visit, 'rest_pre_dispatch', sender.as);
  if (rule) return answerReply(visit, rule);

  const request = toRestRequest(visit, sender);
  const answer = visit.body.isBrokenJson
    ? restFailure('rest_invalid_json', 'Invalid JSON body passed.', 400)
    : (restRoute(request) ??
      restFailure('rest_no_route', 'No route was found matching the URL and request method.', 404));
  return restReply(
    visit,
    answer,
    sender.as !== 'anonymous' || visit.troubleshooting,
    sender.freshNonce,
  );
}

interface Sender {
  readonly as: Identity;
  readonly account: Account | undefined;
  readonly session: Session | undefined;
  readonly freshNonce: string;
}

/**
 * The filter `rest_authentication_errors`: plugins at their priorities, core's application password check at 90, its
 * cookie check at 100. A cookie makes the user known until 100, where without a nonce he becomes anonymous again.
 */
function authenticate(visit: Visit): Sender | { readonly reply: Reply } {
  const { state, session } = visit;
  const basic = session ? undefined : checkBasic(visit);
  const rules = rulesAt(
    state.rules,
    'rest_authentication_errors',
    ruleRequest(visit),
    visit.around,
  );
  const answers = (rule: CompiledRule, as: Identity) =>
    matchesSender(rule, as) && hits(visit, rule);
  const known: Identity = session
    ? 'session'
    : basic?.account
      ? 'application-password'
      : 'anonymous';

  visit.identity = { as: known, user: (session?.account ?? basic?.account)?.spec.login ?? '' };
  for (const rule of rules) {
    if (rule.priority < 90 && answers(rule, known)) return { reply: answerReply(visit, rule) };
  }
  // Nobody has asked for the user yet in stock core, so its error is not there to be seen at 90.
  if (basic?.error && isUserTouchedEarly(visit)) {
    return {
      reply: restReply(visit, restFailure(basic.error, basicMessage(basic.error), 401), false),
    };
  }
  for (const rule of rules) {
    if (rule.priority >= 90 && rule.priority < 100 && answers(rule, known))
      return { reply: answerReply(visit, rule) };
  }
  const checked = checkCookie(visit, basic?.account);
  if ('reply' in checked) return checked;
  for (const rule of rules) {
    if (rule.priority >= 100 && answers(rule, checked.as))
      return { reply: answerReply(visit, rule) };
  }
  return checked;
}

/** Rest_cookie_check_errors(). */
function checkCookie(
  visit: Visit,
  account: Account | undefined,
): Sender | { readonly reply: Reply } {
  const { state, session } = visit;
  if (account) return { as: 'application-password', account, session: undefined, freshNonce: '' };
  const nonce =
    visit.url.searchParams.get('_wpnonce') ??
    visit.body.fields.get('_wpnonce') ??
    visit.headers.get('x-wp-nonce');
  if (nonce === null)
    return { as: 'anonymous', account: undefined, session: undefined, freshNonce: '' };
  if (!verifyNonce(state, nonce, 'wp_rest', session)) {
    return {
      reply: restReply(
        visit,
        restFailure('rest_cookie_invalid_nonce', 'Cookie check failed', 403),
        true,
      ),
    };
  }
  const freshNonce = createNonce(state, 'wp_rest', session);
  return { as: session ? 'session' : 'anonymous', account: session?.account, session, freshNonce };
}

function isUserTouchedEarly(visit: Visit): boolean {
  return visit.running.some((file) => visit.state.installed.get(file)?.spec.touchesUserEarly);
}

function firstRule(visit: Visit, hook: Hook, as: Identity): CompiledRule | undefined {
  return rulesAt(visit.state.rules, hook, ruleRequest(visit), visit.around).find(
    (rule) => matchesSender(rule, as) && hits(visit, rule),
  );
}

function hits(visit: Visit, rule: CompiledRule): boolean {
  return rule.chance >= 1 || visit.state.random() < rule.chance;
}

function toRestRequest(visit: Visit, sender: Sender): RestRequest {
  const { url, body } = visit;
  // The query wins over the header (class-wp-rest-server.php:390).
  const override = url.searchParams.get('_method') ?? visit.headers.get('x-http-method-override');
  const method = (override ?? visit.method).toUpperCase();
  const parameters = new Map<string, unknown>([...url.searchParams]);
  for (const [name, value] of body.fields) parameters.set(name, value);
  for (const [name, value] of Object.entries(body.json ?? {})) parameters.set(name, value);
  return {
    visit,
    state: visit.state,
    route: visit.path,
    method: method === 'HEAD' ? 'GET' : method,
    parameters,
    account: sender.account,
    as: sender.as,
    required: sender.account ? 403 : 401,
  };
}
