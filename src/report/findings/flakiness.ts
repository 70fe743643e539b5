import type { Lockout, SteadinessFacts } from '../../model/facts/access.ts';
import { clean, count, duration, safeUrl } from '../format.ts';
import type { FindingWords } from './words.ts';

/** Whether it fails every time and for everybody, in words. */
export function flakinessWords(facts: SteadinessFacts): FindingWords {
  switch (facts.kind) {
    case 'steady-nothing-fails':
      return {
        evidence: 'No request failed, and no limit or lockout was met.',
        meaning: 'There is nothing that comes and goes, as far as it can be seen from here.',
        advice: '',
      };
    case 'steady-fails':
      return {
        evidence: `The request failed ${facts.fails} of ${count(facts.of, 'time')}.`,
        meaning:
          'It fails every time, so nothing that comes and goes (a limit, changing servers) is the cause. A block of this address alone would look the same: whether others get through cannot be known from here; a phone without Wi-Fi shows it.',
        advice: '',
      };
    case 'steady-flaps':
      return {
        evidence: `${safeUrl(facts.url)} failed ${facts.fails} of ${count(facts.of, 'time')}${facts.otherStatuses.length > 0 ? ` (otherwise ${[...new Set(facts.otherStatuses)].join(', ')})` : ''}.`,
        meaning:
          'It comes and goes. Several servers with different files or settings, a limit, a cache, or a plugin that decides by chance or by time can do that.',
        advice:
          'Ask the host whether several servers answer for this site. A search for a plugin asks more often to be sure (--repeat).',
      };
    case 'steady-rate-limited':
      return {
        evidence: `The site answers ${facts.status}: asked too often${facts.retryAfterSeconds === null ? '' : ` (Retry-After: ${duration(facts.retryAfterSeconds)})`}.`,
        meaning: facts.fromTheStart
          ? 'A limit of the server, the CDN or a security plugin turns requests away. Other addresses may not meet it.'
          : 'Repeating the request met a limit. It explains the first failure only if that one met it, too.',
        advice: `${facts.retryAfterSeconds === null ? 'Wait a quarter of an hour' : `Wait ${duration(facts.retryAfterSeconds)}`}, or allow your own address where the limit is set, and try again.`,
      };
    case 'steady-locked-out':
      return lockoutWords(facts.lockout);
    case 'steady-unknown':
      return {
        evidence:
          facts.why === 'no-site'
            ? 'The site was not reached.'
            : 'What fails was not sent again: it is a write, or no second answer came.',
        meaning: 'Whether it fails every time is not known.',
        advice: '',
      };
  }
}

function lockoutWords({ where, by, status, said }: Lockout): FindingWords {
  const whose = by === null ? '' : ` Those are the words of ${clean(by, 60)}.`;
  return {
    evidence: `${where === 'login' ? 'The login page' : 'The site'} turns this address away${status ? ` (${status})` : ''}${said ? `: "${clean(said, 200).replace(/\.$/, '')}"` : ''}.${whose}`,
    meaning:
      where === 'login'
        ? 'After failed logins the address is locked for a while. The login page is closed to it, right password or not; REST requests are usually not.'
        : 'The address is blocked, most likely only this one. Whether others get through cannot be known from here.',
    advice: `Open the site over another connection, for example a phone without Wi-Fi: if it works there, lift the block${by === null ? ' in the security plugin or ask the host' : ` in ${clean(by, 60)}`}. Do not try passwords meanwhile, that makes it longer.`,
  };
}
