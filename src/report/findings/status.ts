import type { Relative, StatusFacts } from '../../model/facts/server.ts';
import { list, safeUrl } from '../format.ts';
import type { FindingWords } from './words.ts';

/** 401 and its relatives in words. */
export function statusWords(facts: StatusFacts): FindingWords {
  switch (facts.kind) {
    case 'relatives':
      return relatives(facts);
    case 'only-401':
      return {
        evidence:
          'What fails is answered 401, and with none of its relatives (400, 403, 404, 407, 408).',
        meaning: 'Not a mix-up: it is a 401, which asks who you are.',
        advice: '',
      };
    case 'no-relative':
      return {
        evidence: `The site answers ${facts.status}, neither 401 nor one of its relatives (400, 403, 404, 407, 408).`,
        meaning: 'Not the cause.',
        advice: '',
      };
  }
}

function relatives({
  met,
  also401,
  counted,
}: Extract<StatusFacts, { kind: 'relatives' }>): FindingWords {
  const statuses = [...new Set(met.map(({ status }) => status))];
  const own = statuses.map((status) => MEANINGS[status]);
  return {
    evidence: `${list(met.map(({ status, url }) => `${safeUrl(url)} answers ${status}`))}${also401 ? ', beside what answers 401' : ', not 401'}.`,
    meaning: `401 asks who you are. ${own.map(({ meaning }) => meaning).join(' ')}`,
    advice: [
      ...own.map(({ advice }) => advice),
      ...(statuses.includes(403) && !counted
        ? ['To have 403 examined like 401: --fails-on 401,403.']
        : []),
    ].join(' '),
  };
}

const MEANINGS: Readonly<Record<Relative, Pick<FindingWords, 'meaning' | 'advice'>>> = {
  400: {
    meaning:
      '400 did not understand the request: its address, a parameter or a cookie is malformed.',
    advice:
      'Compare the request with the documentation of the route, and delete the cookies of the site.',
  },
  403: {
    meaning:
      '403 knows you, or does not care who you are, and says no: a missing right, an expired nonce, a firewall or file permissions.',
    advice: 'Use an account with more rights, sign in again, and look at the firewall.',
  },
  404: {
    meaning: '404 finds nothing there: the address is wrong, or a plugin hides it.',
    advice: 'Check the address, and save Settings > Permalinks once.',
  },
  407: {
    meaning: '407 is a proxy on the way that wants a login; the site was never asked.',
    advice: 'Put user and password into HTTPS_PROXY, or go past the proxy with NO_PROXY.',
  },
  408: {
    meaning: '408 waited for the rest of the request in vain: a slow or broken connection.',
    advice: 'Try again, and from another network.',
  },
};
