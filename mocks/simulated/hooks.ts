import {
  DROPPED,
  fatalError,
  HTML,
  JSON_TYPE,
  type Reply,
  redirect,
  withHeaders,
  wpDie,
} from './reply.ts';
import { restFailure, restReply } from './rest-answer.ts';
import { type CompiledRule, matchesSender, rulesAt } from './rules.ts';
import type { Hook } from './types.ts';
import { ruleRequest, type Visit } from './visit.ts';

/** The first rule of a hook that answers, as a reply. The user is whom the cookies name: passwords do not count yet. */
export function runHook(visit: Visit, hook: Hook): Reply | undefined {
  const as = visit.session ? 'session' : 'anonymous';
  for (const rule of rulesAt(visit.state.rules, hook, ruleRequest(visit), visit.around)) {
    if (!matchesSender(rule, as)) continue;
    if (rule.chance < 1 && visit.state.random() >= rule.chance) continue;
    return answerReply(visit, rule);
  }
  return undefined;
}

/** What the rule's plugin prints. From `rest_authentication_errors` on it is an answer of the REST server. */
export function answerReply(visit: Visit, { answer, hook }: CompiledRule): Reply {
  const headers = Object.entries(answer.headers ?? {}).map(
    ([name, value]) => [name.toLowerCase(), value] as const,
  );
  if (answer.drop) return DROPPED;
  if (answer.redirect !== undefined) {
    return redirect(new URL(answer.redirect, visit.state.base).href, answer.status ?? 302, headers);
  }
  if (answer.fatal !== undefined) return withHeaders(fatalError(visit, answer.fatal), headers);
  const status = answer.status ?? 401;
  const code = answer.code ?? 'rest_login_required';
  const message =
    answer.message ??
    (visit.area === 'rest'
      ? 'REST API restricted to authenticated users.'
      : 'You must be logged in to view this site.');
  if (answer.body !== undefined) {
    const typed = headers.some(([name]) => name === 'content-type') ? headers : [HTML, ...headers];
    return { status, headers: typed, body: answer.body };
  }
  if (answer.die || visit.area !== 'rest') return wpDie(message, status, visit.wantsJson, headers);
  const failure = restFailure(code, message, status, answer.data);
  if (hook === 'rest_authentication_errors' || hook === 'rest_pre_dispatch') {
    return withHeaders(restReply(visit, failure, visit.session !== undefined), headers);
  }
  return { status, headers: [JSON_TYPE, ...headers], body: JSON.stringify(failure.body), code };
}
