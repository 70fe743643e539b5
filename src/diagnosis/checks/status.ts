import type { CauseFacts } from '../../model/facts/no-plugin.ts';
import type { NotLooked, Relative, StatusFacts } from '../../model/facts/server.ts';
import type { Found } from '../../model/findings.ts';
import type { Observed, Symptom } from '../../model/report.ts';
import { isPrivateByDesign, tellable } from '../../wordpress/http/urls.ts';
import { type Check, everything } from '../check.ts';
import { refusedByDesign } from '../fingerprints.ts';
import { type AfterSearchInput, type DiagnosisInput, unexplained } from '../input.ts';
import { isAnswer } from '../reader.ts';
import { readerOf } from '../server-reader.ts';

const RELATIVES: ReadonlySet<number> = new Set<Relative>([400, 403, 404, 407, 408]);

/** Is it a 401 at all? Its relatives are mistaken for it, and want something else done. */
async function status(input: DiagnosisInput): Promise<Found<StatusFacts | NotLooked>> {
  const found = (result: Found<StatusFacts>['result'], facts: StatusFacts | NotLooked) =>
    ({ check: 'status', result, facts }) as const;
  const meant = input.symptoms.flatMap((each) => designOf(each, each.observed) ?? []);
  if (meant[0]) {
    const explained = [...input.symptoms.entries()].flatMap(([index, each]) =>
      designOf(each, each.observed) ? index : [],
    );
    return { ...found('cause', { ...meant[0], kind: 'by-design' }), explained };
  }
  const seen = await statuses(input);
  if (!Array.isArray(seen)) return found('not-checked', seen as NotLooked);

  const met = seen.filter((each): each is { status: Relative; url: string } =>
    RELATIVES.has(each.status),
  );
  const also401 = seen.some((each) => each.status === 401);
  if (met.length > 0) {
    // A proxy that wants a password is in the way of everything; the others are only not a 401.
    const isProxy = met.some((each) => each.status === 407);
    const counted = input.symptoms.some(({ observed }) => observed.status > 0);
    const facts = { kind: 'relatives', met: met.slice(0, 5), also401, counted } as const;
    return found(isProxy ? 'cause' : 'clue', facts);
  }
  if (also401) return found('cleared', { kind: 'only-401' });
  return found('cleared', { kind: 'no-relative', status: seen[0]?.status ?? 0 });
}

type Met = { readonly status: number; readonly url: string };

/** What was observed; where nothing fails, what the typed address answers. */
async function statuses(input: DiagnosisInput): Promise<readonly Met[] | NotLooked> {
  const answered = input.symptoms
    .filter(({ observed }) => observed.status > 0)
    .map(({ request, observed }) => ({ status: observed.status, url: tellable(request.url) }));
  if (answered.length > 0) return answered;
  const answer = await readerOf(input).seen();
  if (!isAnswer(answer)) {
    return answer.why === 'proxy-authentication' ? [{ status: 407, url: answer.url }] : answer;
  }
  return [{ status: answer.status, url: tellable(answer.url) }];
}

/** Codes with which core, and WooCommerce for its orders, refuse visitors. */
const OWN_WORDS =
  /^(?:rest_not_logged_in|rest_forbidden(?:_.*)?|rest_cannot_.*|rest_user_cannot_.*|woocommerce_rest_cannot_.*)$/;

/** A visitor asked for what WordPress shows to nobody without a login: the 401 is its normal answer. */
async function byDesign(input: AfterSearchInput): Promise<CauseFacts | null> {
  const [first] = unexplained(input);
  const design = first && designOf(first.symptom, first.observation.observed);
  return design ? { kind: 'by-design', ...design } : null;
}

/**
 * Why a visitor gets this answer there whatever is active; null where it may be a fault. What WordPress, or
 * the plugin that serves the route, refuses by itself is refused with every other plugin off as well.
 */
function designOf({ request }: Pick<Symptom, 'request'>, observed: Observed) {
  const { method, url, as, headers } = request;
  const ownCredential = Object.keys(headers).some((name) =>
    /^(?:authorization|cookie|x-wp-nonce)$/i.test(name),
  );
  const { code } = observed;
  if (as !== 'anonymous' || ownCredential) return null;
  // An answer to HEAD has no body, and so no code.
  const isHead = method === 'HEAD' && observed.status === 401 && observed.challenges.length === 0;
  if (code === null) {
    const isMeant = isHead && isPrivateByDesign(method, url);
    return isMeant ? { method, url, plugin: null, setting: null } : null;
  }
  const known = refusedByDesign({ request, observed });
  if (known) return { method, url, plugin: known.name, setting: known.setting };
  const isMeant = OWN_WORDS.test(code) && isPrivateByDesign(method, url);
  return isMeant ? { method, url, plugin: null, setting: null } : null;
}

function isSomeByDesign({ symptoms }: Pick<DiagnosisInput, 'symptoms'>): boolean {
  return symptoms.some((each) => designOf(each, each.observed) !== null);
}

export const statusCheck: Check<StatusFacts> = {
  id: 'status',
  sureness: 11,
  explains: everything,
  run: status,
  kindOf: ({ kind }) => {
    if (kind === 'by-design') return kind;
    return kind === 'relatives' ? 'another-status' : 'unknown';
  },
  maySpareSearch: isSomeByDesign,
  after: [{ order: 5, run: byDesign }],
};
