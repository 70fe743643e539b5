import type { CacheFacts, CacheSigns } from '../../model/facts/access.ts';
import type { FindingResult, Found } from '../../model/findings.ts';
import type { Symptom, SymptomRequest } from '../../model/report.ts';
import { DEFAULT_FAILS_ON } from '../../symptoms/verdict.ts';
import {
  BUSTER,
  bypassesCaches,
  isFromCache,
  noCache,
  withBuster,
} from '../../wordpress/http/caches.ts';
import { cacheOf } from '../../wordpress/http/header-marks.ts';
import { restCode } from '../../wordpress/http/rest-error.ts';
import type { HttpAnswer } from '../../wordpress/http/types.ts';
import { restUrl, tellable } from '../../wordpress/http/urls.ts';
import { type Check, everything } from '../check.ts';
import type { DiagnosisInput } from '../input.ts';
import {
  isFailure,
  isFlapping,
  isPass,
  isRepeatable,
  look,
  lookAgain,
  lookAtRoute,
} from '../reader.ts';

/** Core's answer to a token (nonce) that is out of date; its life is a day at most. */
const DEAD = 'rest_cookie_invalid_nonce';

/** Does a copy answer in place of WordPress? Asks once as everybody does, and once past every cache. */
async function cache(input: DiagnosisInput): Promise<Found<CacheFacts>> {
  const { address, clients, symptoms } = input;
  if (!address || !clients.anonymous) {
    return found('not-checked', { kind: 'cache-unknown', why: 'no-site' });
  }
  if (symptoms.length === 0) return ofHealthySite(input, address.home);

  const nonce = (await ownNonce(input)) ?? (await nonceOfCopy(input, address.home));
  if (nonce !== null) return nonce;
  const repeatable = symptoms.filter(isRepeatable);
  const symptom = repeatable.find(isCopy) ?? repeatable[0];
  if (!symptom) return found('not-checked', { kind: 'cache-unknown', why: 'not-a-read' });
  return ofSymptom(symptom, input);
}

async function ofSymptom(symptom: Symptom, input: DiagnosisInput): Promise<Found<CacheFacts>> {
  const { request } = symptom;
  const url = tellable(request.url);
  const plain = await send(request, input);
  const fresh = plain && (await send(pastCaches(request, input), input));
  if (!plain || !fresh) return found('not-checked', { kind: 'cache-unknown', why: 'no-answer' });

  const differs = isFailure(symptom, plain) && isPass(symptom, fresh);
  // An address that nobody has asked for before is in no cache, unless the cache looks at no query.
  const isNew = new URL(fresh.url).searchParams.has(BUSTER);
  const isAlways = isFailure(symptom, fresh) && isFromCache(plain) && isFromCache(fresh) && isNew;
  if (isAlways) {
    const { status } = plain;
    const always = { url, status, freshStatus: null, cache: signsOf(plain) };
    return ofCopies({ kind: 'cache-refuses', ...always }, symptom, input);
  }
  if (!differs) return agreed(url, plain);
  const facts = { kind: 'cache-refuses', url, freshStatus: fresh.status } as const;
  if (isFromCache(plain)) {
    const seen = { ...facts, status: plain.status, cache: signsOf(plain) };
    return ofCopies(seen, symptom, input);
  }
  // No header shows a cache: it may have been chance, so it has to happen twice.
  if (isFlapping(input, symptom)) return agreed(url, plain);
  const again = await send(request, input);
  const anew = again && (await send(pastCaches(request, input), input));
  if (!again || !anew || !isFailure(symptom, again) || !isPass(symptom, anew))
    return agreed(url, plain);
  return found('clue', { ...facts, status: again.status, cache: null });
}

/** Where nothing fails, a copy of an old refusal may still be what visitors get. */
async function ofHealthySite(input: DiagnosisInput, home: string): Promise<Found<CacheFacts>> {
  const pages = [
    await look(input, 'anonymous', home),
    await lookAtRoute(input, 'anonymous', '/wp/v2/posts', { per_page: '1' }),
  ].filter((page) => page !== null);
  const [first] = pages;
  if (!first) return found('not-checked', { kind: 'cache-unknown', why: 'no-answer' });

  for (const copy of pages.filter(isFromCache)) {
    const request: SymptomRequest = { method: 'GET', url: copy.url, as: 'anonymous', headers: {} };
    const fresh = copy.status === 401 ? await send(pastCaches(request, input), input) : null;
    if (fresh === null || !isPass({ request, failsOn: DEFAULT_FAILS_ON }, fresh)) continue;
    const { status } = copy;
    const facts = { url: copy.url, status, freshStatus: fresh.status, cache: signsOf(copy) };
    return found('cause', { kind: 'cache-refuses', ...facts });
  }
  const nonce = await nonceOfCopy(input, home);
  return nonce ?? agreed(home, pages.find(isFromCache) ?? first);
}

/** A cause of what was a copy, and of nothing else. */
function ofCopies(facts: CacheFacts, looked: Symptom, { symptoms }: DiagnosisInput) {
  const explained = [...symptoms.entries()].flatMap(([index, symptom]) =>
    symptom === looked || isCopy(symptom) ? index : [],
  );
  return { ...found('cause', facts), explained };
}

/** True where the failing answer said itself that it is a copy. */
function isCopy({ head = [] }: Symptom): boolean {
  const headers = new Headers();
  for (const line of head) {
    const [, name = '', value = ''] = /^([^:]+): (.*)$/s.exec(line) ?? [];
    if (name !== '') headers.append(name, value);
  }
  return isFromCache({ headers });
}

/** A person's own request brings a token: is it only the token that is out of date? */
async function ownNonce(input: DiagnosisInput): Promise<Found<CacheFacts> | null> {
  const symptom = input.symptoms.find(
    ({ request, observed }) =>
      observed.code === DEAD && Object.keys(request.headers).some((name) => isNonce(name)),
  );
  if (!symptom || !isRepeatable(symptom) || !input.clients.session) return null;
  const { url, headers } = symptom.request;
  const others = Object.fromEntries(Object.entries(headers).filter(([name]) => !isNonce(name)));
  const answer = await lookAgain(input, { ...symptom.request, as: 'session', headers: others });
  if (!answer || !isPass(symptom, answer)) return null;
  return found(input.symptoms.length === 1 ? 'cause' : 'clue', {
    kind: 'cache-own-nonce',
    url: tellable(url),
  });
}

/** A copy of the front page that carries a token WordPress takes no more, while a fresh page carries another. */
async function nonceOfCopy(input: DiagnosisInput, home: string): Promise<Found<CacheFacts> | null> {
  const { address, symptoms } = input;
  const suspected = symptoms.some(({ observed }) => observed.code === DEAD);
  if (!address || (symptoms.length > 0 && !suspected)) return null;
  const copy = await look(input, 'anonymous', home);
  const nonce = copy && isFromCache(copy) ? nonceIn(copy.text) : null;
  if (!copy || nonce === null) return null;
  const types = restUrl(address, '/wp/v2/types', { [BUSTER]: `${input.clock.now()}` });
  const answer = await lookAgain(input, {
    as: 'anonymous',
    url: types,
    headers: { 'X-WP-Nonce': nonce },
  });
  if (!answer || restCode(answer) !== DEAD) return null;
  const request: SymptomRequest = { method: 'GET', url: home, as: 'anonymous', headers: {} };
  const fresh = await send(pastCaches(request, input), input);
  if (!fresh || nonceIn(fresh.text) === nonce) return null;
  const all = suspected && symptoms.every(({ observed }) => observed.code === DEAD);
  return found(all ? 'cause' : 'clue', {
    kind: 'cache-dead-nonce',
    url: home,
    cache: signsOf(copy),
  });
}

/** The REST token that core's scripts put into a page (wp-includes/script-loader.php). */
function nonceIn(html: string): string | null {
  const found =
    /createNonceMiddleware\(\s*["']([0-9a-f]{10})["']/.exec(html) ??
    /wpApiSettings\s*=\s*\{[^}]{0,400}?"nonce":"([0-9a-f]{10})"/.exec(html);
  return found?.[1] ?? null;
}

function isNonce(header: string): boolean {
  return header.toLowerCase() === 'x-wp-nonce';
}

/** The same request, new to every cache; a person's own request keeps its address where it may be signed. */
function pastCaches(request: SymptomRequest, { exact, clock }: DiagnosisInput): SymptomRequest {
  const fresh = noCache(request);
  return exact && !bypassesCaches(request)
    ? fresh
    : withBuster(fresh, `${clock.now()}-${globalThis.crypto.randomUUID().slice(0, 8)}`);
}

function send(request: SymptomRequest, input: DiagnosisInput): Promise<HttpAnswer | null> {
  return lookAgain(input, request);
}

function agreed(url: string, answer: HttpAnswer): Found<CacheFacts> {
  return isFromCache(answer)
    ? found('cleared', {
        kind: 'cache-agrees',
        url,
        status: answer.status,
        cache: signsOf(answer),
      })
    : found('cleared', { kind: 'cache-none', url });
}

function signsOf(answer: HttpAnswer): CacheSigns {
  const { headers } = answer;
  const age = headers.get('age');
  return {
    by: cacheOf(answer),
    ageSeconds: age !== null && /^\d+$/.test(age) ? Number(age) : null,
    vary: headers.get('vary'),
  };
}

function found(result: FindingResult, facts: CacheFacts): Found<CacheFacts> {
  return { check: 'cache', result, facts };
}

export const cacheCheck: Check<CacheFacts> = {
  id: 'cache',
  sureness: 7,
  explains: everything,
  run: cache,
  maySpareSearch: ({ symptoms }) => symptoms.some(isCopy),
  kindOf: ({ kind }) => (kind === 'cache-own-nonce' ? 'stale-session' : 'cache'),
};
