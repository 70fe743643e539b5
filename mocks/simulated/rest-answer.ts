import { JSON_TYPE, NO_CACHE, type Reply } from './reply.ts';
import type { Account, SiteState } from './state.ts';
import type { Identity } from './types.ts';
import type { Visit } from './visit.ts';

/** A dispatched REST request. */
export interface RestRequest {
  readonly visit: Visit;
  readonly state: SiteState;
  readonly route: string;
  /** After overrides; HEAD is GET here. */
  readonly method: string;
  /** URL, form and JSON parameters; later ones win. */
  readonly parameters: ReadonlyMap<string, unknown>;
  readonly account: Account | undefined;
  readonly as: Identity;
  /** Rest_authorization_required_code(): 401 without a user, 403 with one. */
  readonly required: 401 | 403;
}

/** What a route gives. */
export interface RestAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: readonly (readonly [string, string])[];
  /** Sent instead of the JSON of `body` (an empty body, ...). */
  readonly raw?: string;
}

/** An answer of a route that worked. */
export function restSuccess(
  body: unknown,
  status = 200,
  headers: readonly (readonly [string, string])[] = [],
): RestAnswer {
  return { status, body, headers };
}

/** A WP_Error as the REST server prints it. */
export function restFailure(
  code: string,
  message: string,
  status: number,
  data: Readonly<Record<string, unknown>> = {},
  additional?: unknown,
): RestAnswer {
  const body = {
    code,
    message,
    data: { status, ...data },
    ...(additional !== undefined && { additional_data: [additional] }),
  };
  return { status, body };
}

/** 400 rest_invalid_param. */
export function invalidParameter(
  name: string,
  reason: string,
  code = 'rest_not_in_enum',
): RestAnswer {
  return restFailure('rest_invalid_param', `Invalid parameter(s): ${name}`, 400, {
    params: { [name]: reason },
    details: { [name]: { code, message: reason, data: null } },
  });
}

/** The URL of a REST route, whatever the permalinks. */
export function restUrl(state: SiteState, route: string): string {
  switch (state.options.permalinks ?? 'pretty') {
    case 'plain':
      return `${state.base.href}index.php?rest_route=${route}`;
    case 'index.php':
      return `${state.base.href}index.php/wp-json${route}`;
    case 'pretty':
      return `${state.base.href}wp-json${route}`;
  }
}

/** A REST answer with the headers the REST server sets before it even authenticates. */
export function restReply(
  visit: Visit,
  answer: RestAnswer,
  isKnown: boolean,
  freshNonce = '',
): Reply {
  const { state } = visit;
  const isError = answer.status >= 400;
  const told = isError ? answer.body : fieldsOnly(visit, answer.body);
  const body = typeof answer.raw === 'string' ? answer.raw : JSON.stringify(told);
  const code = (answer.body as { code?: unknown } | null)?.code;
  return {
    status: answer.status,
    body,
    code: isError && typeof code === 'string' ? code : undefined,
    headers: [
      JSON_TYPE,
      ['x-robots-tag', 'noindex'],
      ['link', `<${restUrl(state, '/')}>; rel="https://api.w.org/"`],
      ['x-content-type-options', 'nosniff'],
      ['access-control-expose-headers', 'X-WP-Total, X-WP-TotalPages, Link'],
      [
        'access-control-allow-headers',
        'Authorization, X-WP-Nonce, Content-Disposition, Content-MD5, Content-Type',
      ],
      ...(isKnown ? NO_CACHE : []),
      ...(freshNonce ? [['x-wp-nonce', freshNonce] as const] : []),
      ...(answer.headers ?? []),
    ],
  };
}

/** `_fields=plugin,status`: the members named, of an object or of each of a list; errors stay whole (wp-includes/rest-api.php). */
function fieldsOnly(visit: Visit, body: unknown): unknown {
  const wanted = visit.url.searchParams.get('_fields')?.split(',');
  if (!wanted) return body;
  const top = new Set(wanted.map((name) => name.trim().split('.')[0]));
  const pick = (item: unknown): unknown =>
    typeof item === 'object' && item !== null
      ? Object.fromEntries(Object.entries(item).filter(([name]) => top.has(name)))
      : item;
  return Array.isArray(body) ? body.map(pick) : pick(body);
}
