import type { Language } from '../../language/language.ts';
import type { IisFacts, IisSubstatus } from '../../model/facts/server.ts';
import { clean, safeUrl } from '../format.ts';
import { type FindingWords, serverName } from './words.ts';

/** The sub-codes of IIS in words. */
export function iisWords(t: Language, facts: IisFacts): FindingWords {
  switch (facts.kind) {
    case 'iis': {
      const answer = { url: safeUrl(facts.url), code: `401.${facts.substatus}` };
      return {
        evidence:
          facts.host === null
            ? t.__('IIS answers %(url)s with %(code)s.', answer)
            : t.__('IIS (at %(host)s) answers %(url)s with %(code)s.', {
                ...answer,
                host: clean(facts.host, 40),
              }),
        ...substatusWords(t, facts.substatus),
      };
    }
    case 'iis-page':
      return {
        evidence:
          facts.substatus === null
            ? t.__('%(url)s answers 401 with a page of IIS that names no sub-code.', {
                url: safeUrl(facts.url),
              })
            : t.__('%(url)s answers 401 with a page of IIS, sub-code %(code)s.', {
                url: safeUrl(facts.url),
                code: `401.${facts.substatus}`,
              }),
        meaning: t.__(
          'IIS also puts such a page in place of what PHP said, so it does not show who refused.',
        ),
        advice: t.__(
          'Open the address on the server itself (there IIS shows the sub-code), or set errorMode="Detailed" and existingResponse="PassThrough" of <httpErrors> in web.config for a moment.',
        ),
      };
    case 'not-iis':
      return {
        evidence:
          facts.server === null
            ? t.__('The answer is not an error page of IIS.')
            : t.__('The answer is not an error page of IIS (the server is %(server)s).', {
                server: serverName(facts.server),
              }),
        meaning: t.__('Not the cause: the answer has none of the sub-codes of IIS.'),
        advice: '',
      };
  }
}

function substatusWords(
  t: Language,
  substatus: IisSubstatus,
): Pick<FindingWords, 'meaning' | 'advice'> {
  switch (substatus) {
    case 1:
      return {
        meaning: t.__(
          'The login failed: IIS does not accept this user name or password (Windows account).',
        ),
        advice: t.__(
          'Check them. If the site is meant for everyone, enable Anonymous Authentication in IIS Manager and check the account that it uses.',
        ),
      };
    case 2:
      return {
        meaning: t.__(
          'The login failed because of the configuration of IIS: both sides share no way of signing in.',
        ),
        advice: t.__(
          'In IIS Manager > the site > Authentication, enable Anonymous Authentication (or the one that is meant), and disable the others.',
        ),
      };
    case 3:
      return {
        meaning: t.__(
          'The permissions of the files (NTFS) do not let the account of the site read them.',
        ),
        advice: t.__(
          'Give IIS_IUSRS and the account of the application pool the right to read the folder of the site.',
        ),
      };
    case 4:
      return {
        meaning: t.__('An ISAPI filter that is installed in IIS has refused.'),
        advice: t.__('Look at IIS Manager > ISAPI Filters, and at the log of that filter.'),
      };
    case 5:
      return {
        meaning: t.__(
          'The program behind IIS has refused: that is PHP, and so WordPress or a plugin. IIS is not the cause.',
        ),
        advice: '',
      };
    case 501:
      return {
        meaning: t.__(
          'Too many requests at the same time from one address (Dynamic IP Restrictions): slow down.',
        ),
        advice: t.__(
          'Wait some minutes; allow this address, or more concurrent requests, in IIS Manager > IP Address and Domain Restrictions > Edit Dynamic Restriction Settings.',
        ),
      };
    case 502:
      return {
        meaning: t.__(
          'Too many requests in a short time from one address (Dynamic IP Restrictions): slow down.',
        ),
        advice: t.__(
          'Wait some minutes; allow this address, or more requests in that time, in IIS Manager > IP Address and Domain Restrictions > Edit Dynamic Restriction Settings.',
        ),
      };
    case 503:
      return {
        meaning: t.__('The IP address of this machine is on the deny list of the server.'),
        advice: t.__(
          'Ask the administrator of the server to remove this address from the deny list in IP Address and Domain Restrictions.',
        ),
      };
    case 504:
      return {
        meaning: t.__('The host name of this machine is on the deny list of the server.'),
        advice: t.__(
          'Ask the administrator of the server to remove this host name from the deny list in IP Address and Domain Restrictions.',
        ),
      };
  }
}
