import type { IisFacts, IisSubstatus } from '../../model/facts/server.ts';
import { clean, safeUrl } from '../format.ts';
import { type FindingWords, serverName } from './words.ts';

/** The sub-codes of IIS in words. */
export function iisWords(facts: IisFacts): FindingWords {
  switch (facts.kind) {
    case 'iis': {
      const at = facts.host === null ? '' : ` (at ${clean(facts.host, 40)})`;
      return {
        evidence: `${safeUrl(facts.url)} is answered by IIS${at} with 401.${facts.substatus}.`,
        ...MEANINGS[facts.substatus],
      };
    }
    case 'iis-page':
      return {
        evidence: `${safeUrl(facts.url)} is answered 401 with a page of IIS${facts.substatus === null ? ' that names no sub-code' : `, sub-code 401.${facts.substatus}`}.`,
        meaning:
          'IIS puts such a page also in place of what PHP said, so it does not show who refused.',
        advice:
          'Open the address on the server itself (there IIS shows the sub-code), or set errorMode="Detailed" and existingResponse="PassThrough" of <httpErrors> in web.config for a moment.',
      };
    case 'not-iis':
      return {
        evidence:
          facts.server === null
            ? 'The answer is no error page of IIS.'
            : `The answer is no error page of IIS (the server is ${serverName(facts.server)}).`,
        meaning: 'Not the cause: none of the sub-codes of IIS was seen.',
        advice: '',
      };
  }
}

const MEANINGS: Readonly<Record<IisSubstatus, Pick<FindingWords, 'meaning' | 'advice'>>> = {
  1: {
    meaning: 'The login failed: IIS does not accept this user name or password (Windows account).',
    advice:
      'Check them; if the site is meant for everybody, enable Anonymous Authentication in IIS Manager and check the account that it uses.',
  },
  2: {
    meaning:
      'The login failed because of how IIS is set up: no way of signing in that both sides know.',
    advice:
      'In IIS Manager > the site > Authentication, enable Anonymous Authentication (or the one that is meant), and disable the others.',
  },
  3: {
    meaning: 'The permissions of the files (NTFS) do not let the account of the site read them.',
    advice:
      'Give IIS_IUSRS and the account of the application pool the right to read the folder of the site.',
  },
  4: {
    meaning: 'An ISAPI filter that is installed in IIS has refused.',
    advice: 'Look at IIS Manager > ISAPI Filters, and at the log of that filter.',
  },
  5: {
    meaning:
      'The program behind IIS has refused: that is PHP, and so WordPress or a plugin. IIS is not the cause.',
    advice: 'Go on with credentials and plugins.',
  },
  501: {
    meaning:
      'Too many requests at the same time from one address (Dynamic IP Restrictions): slow down.',
    advice:
      'Wait some minutes; allow this address, or more concurrent requests, in IIS Manager > IP Address and Domain Restrictions > Edit Dynamic Restriction Settings.',
  },
  502: {
    meaning:
      'Too many requests in a short time from one address (Dynamic IP Restrictions): slow down.',
    advice:
      'Wait some minutes; allow this address, or more requests in that time, in IIS Manager > IP Address and Domain Restrictions > Edit Dynamic Restriction Settings.',
  },
  503: {
    meaning: 'The IP address of this machine is on the deny list of the server.',
    advice:
      'Ask whoever runs the server to look at the deny list in IP Address and Domain Restrictions, and to take this address off.',
  },
  504: {
    meaning: 'The host name of this machine is on the deny list of the server.',
    advice:
      'Ask whoever runs the server to look at the deny list in IP Address and Domain Restrictions, and to take this host name off.',
  },
};
