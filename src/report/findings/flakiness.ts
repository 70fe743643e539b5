import type { Language } from '../../language/language.ts';
import type { Lockout, SteadinessFacts } from '../../model/facts/access.ts';
import { clean, safeUrl } from '../format.ts';
import type { FindingWords } from './words.ts';

/** Whether it fails every time and for everyone, in words. */
export function flakinessWords(t: Language, facts: SteadinessFacts): FindingWords {
  switch (facts.kind) {
    case 'steady-nothing-fails':
      return {
        evidence: t.__('No request failed, and the run met no limit or lockout.'),
        meaning: t.__('Seen from here, nothing comes and goes.'),
        advice: '',
      };
    case 'steady-fails':
      return {
        evidence: t._n(
          'The request failed %(fails)s of %(count)s time.',
          'The request failed %(fails)s of %(count)s times.',
          facts.of,
          { fails: facts.fails },
        ),
        meaning: t.__(
          'It fails every time, so nothing that comes and goes (a limit, changing servers) is the cause. A block of this address alone would look the same: a phone without Wi-Fi shows whether others get through.',
        ),
        advice: '',
      };
    case 'steady-flaps':
      return flaps(t, facts);
    case 'steady-rate-limited':
      return limited(t, facts);
    case 'steady-locked-out':
      return lockoutWords(t, facts.lockout);
    case 'steady-unknown':
      return {
        evidence:
          facts.why === 'no-site'
            ? t.__('The site was not reached.')
            : t.__(
                'The failing request was not repeated: it writes, or the site did not answer a second time.',
              ),
        meaning: t.__('It is unknown whether it fails every time.'),
        advice: '',
      };
  }
}

function flaps(t: Language, facts: SteadinessFacts & { kind: 'steady-flaps' }): FindingWords {
  const others = [...new Set(facts.otherStatuses)];
  return {
    evidence: [
      t._n(
        '%(url)s failed %(fails)s of %(count)s time.',
        '%(url)s failed %(fails)s of %(count)s times.',
        facts.of,
        { url: safeUrl(facts.url), fails: facts.fails },
      ),
      ...(others.length > 0
        ? [t.__('Otherwise it answered: %(statuses)s.', { statuses: others.join(', ') })]
        : []),
    ].join(' '),
    meaning: t.__(
      'The failure comes and goes. Several servers with different files or settings, a limit, a cache, or a plugin that decides by chance or by time can do that.',
    ),
    advice: t.__(
      'Ask the host whether several servers answer for this site. A search for a plugin repeats its tests to be sure (--repeat).',
    ),
  };
}

function limited(
  t: Language,
  facts: SteadinessFacts & { kind: 'steady-rate-limited' },
): FindingWords {
  const { status, retryAfterSeconds } = facts;
  const wait = retryAfterSeconds === null ? null : t.duration(retryAfterSeconds);
  return {
    evidence:
      wait === null
        ? t.__('The site answers %(status)s: too many requests.', { status })
        : t.__('The site answers %(status)s: too many requests (Retry-After: %(wait)s).', {
            status,
            wait,
          }),
    meaning: facts.fromTheStart
      ? t.__(
          'A limit of the server, the CDN or a security plugin turns requests away. Other addresses may not meet it.',
        )
      : t.__(
          'Repeating the request met a limit. It explains the first failure only if that one met it, too.',
        ),
    advice:
      wait === null
        ? t.__(
            'Wait a quarter of an hour, or allow your own address where the limit is set, and try again.',
          )
        : t.__('Wait %(wait)s, or allow your own address where the limit is set, and try again.', {
            wait,
          }),
  };
}

function lockoutWords(t: Language, { where, by, status, said }: Lockout): FindingWords {
  const atLogin = where === 'login';
  const words = said ? clean(said, 200) : '';
  const plugin = by === null ? null : clean(by, 60);
  return {
    evidence: [
      atLogin
        ? t.__('The login page turns this address away.')
        : t.__('The site turns this address away.'),
      ...(status ? [t.__('It answers %(status)s.', { status })] : []),
      ...(words === '' ? [] : [t.__('It says: "%(words)s"', { words })]),
      ...(plugin === null
        ? []
        : [t.__('These words come from the plugin %(plugin)s.', { plugin })]),
    ].join(' '),
    meaning: atLogin
      ? t.__(
          'After failed logins the site locks the address for a while. The login page is closed to it, right password or not; REST requests are usually not.',
        )
      : t.__(
          'The site blocks the address, most likely only this one. From here it cannot be seen whether others get through.',
        ),
    advice: [
      t.__(
        'Open the site over another connection, for example a phone without Wi-Fi. If it works there, lift the block.',
      ),
      plugin === null
        ? t.__('Look for it in the security plugin, or ask the host.')
        : t.__('Look for it in the settings of %(plugin)s.', { plugin }),
      t.__('Do not try passwords meanwhile: that extends the block.'),
    ].join(' '),
  };
}
