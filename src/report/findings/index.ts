/** Credentials, caches, names, repetition and sessions, in words. */

import type { Problem } from '../../model/errors.ts';
import type {
  AccessFacts,
  CacheFacts,
  CacheSigns,
  Lockout,
  SteadinessFacts,
} from '../../model/facts/access.ts';
import type { NotLooked, ServerFacts } from '../../model/facts/server.ts';
import type { Finding, Found } from '../../model/findings.ts';
import type { RunReport } from '../../model/report.ts';
import { checkName } from '../check-names.ts';
import { clean, count, duration, list, safeUrl } from '../format.ts';
import { explain } from '../problems/index.ts';
import { addressWords } from './address.ts';
import { headerWords } from './authorization-header.ts';
import { credentialWords } from './credentials.ts';
import { nameWords } from './dns.ts';
import { firewallWords } from './firewall.ts';
import { gateWords } from './gate.ts';
import { iisWords } from './iis.ts';
import { sessionWords } from './session.ts';
import { statusWords } from './status.ts';
import type { FindingWords, Words } from './words.ts';
import { challengeWords } from './www-authenticate.ts';

/** A finding of these checks in words: what was seen, what that means, what to do. Safe to print. */
export function accessFinding({ check, result, facts }: Found<AccessFacts>): Finding {
  return { check, result, ...wordsOf(facts) };
}

function wordsOf(facts: AccessFacts): Words {
  switch (facts.kind) {
    case 'credentials-none':
    case 'credentials-untried':
    case 'credentials-work':
    case 'credentials-refused':
      return credentialWords(facts);
    case 'header-arrives':
    case 'header-lost':
    case 'header-unknown':
      return headerWords(facts);
    case 'names-local':
    case 'names-agree':
    case 'names-hosts-file':
    case 'names-differ':
    case 'names-servers-differ':
    case 'names-not-found':
    case 'names-unknown':
      return nameWords(facts);
    case 'cache-refuses':
    case 'cache-dead-nonce':
    case 'cache-own-nonce':
    case 'cache-agrees':
    case 'cache-none':
    case 'cache-unknown':
      return cacheWords(facts);
    case 'steady-nothing-fails':
    case 'steady-fails':
    case 'steady-flaps':
    case 'steady-rate-limited':
    case 'steady-locked-out':
    case 'steady-unknown':
      return steadinessWords(facts);
    case 'session-seen':
    case 'session-unknown':
      return sessionWords(facts);
  }
}

function cacheWords(facts: CacheFacts): Words {
  switch (facts.kind) {
    case 'cache-refuses':
      return {
        evidence: `${safeUrl(facts.url)} answers ${facts.status}${facts.cache ? ` from a cache (${signs(facts.cache)})` : ''}; asked past the caches, it answers ${facts.freshStatus}.`,
        meaning: facts.cache
          ? 'An old refusal is kept in a cache and served to everybody; WordPress itself no longer refuses.'
          : 'Something keeps the old answer, though no header says that it is a cache.',
        advice:
          'Empty the caches: of the caching plugin, of the host, of the CDN. Then have answers other than 200 kept out of them, and REST addresses (/wp-json/) altogether. In the browser, a private window has neither old copies nor old cookies.',
      };
    case 'cache-dead-nonce':
      return {
        evidence: `${safeUrl(facts.url)} comes from a cache${facts.cache ? ` (${signs(facts.cache)})` : ''} and carries a security token that WordPress no longer accepts (rest_cookie_invalid_nonce).`,
        meaning:
          'Tokens live 12 to 24 hours. What the page sends to the REST API is refused with 403, "Cookie check failed". That is no 401.',
        advice:
          'Empty the cache and let it keep pages for at most 10 hours. Never cache pages for people who are signed in.',
      };
    case 'cache-own-nonce':
      return {
        evidence: `${safeUrl(facts.url)} works for the session with a fresh token; the one in the request's own X-WP-Nonce header is out of date.`,
        meaning: 'Tokens live 12 to 24 hours, and only together with the login they were made for.',
        advice:
          'Take a fresh one from wp-admin/admin-ajax.php?action=rest-nonce; in the editor, reload the page.',
      };
    case 'cache-agrees':
      return {
        evidence: `${safeUrl(facts.url)} comes from a cache (${signs(facts.cache)}); ${facts.status < 400 ? 'the copy is in order' : `WordPress itself refuses as well (${facts.status})`}.`,
        meaning: 'A cache is not the cause.',
        advice: '',
      };
    case 'cache-none':
      return {
        evidence: `${safeUrl(facts.url)} shows no sign of a cache in front of it.`,
        meaning:
          'A cache of the site is not the cause. What a browser keeps, only a private window can rule out.',
        advice: '',
      };
    case 'cache-unknown':
      return {
        evidence: {
          'no-site': 'The site was not reached.',
          'no-answer': 'The request was not answered again.',
          'not-a-read': 'What fails is a write; it is not sent again.',
        }[facts.why],
        meaning: 'Whether a cache answers is not known.',
        advice: '',
      };
  }
}

function signs({ by, ageSeconds, vary }: CacheSigns): string {
  return [
    by ?? 'it does not say whose',
    ...(ageSeconds === null ? [] : [`${duration(ageSeconds)} old`]),
    ...(vary === null ? [] : [`varies by ${clean(vary, 80)}`]),
  ].join(', ');
}

function steadinessWords(facts: SteadinessFacts): Words {
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

function lockoutWords({ where, by, status, said }: Lockout): Words {
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

/** The findings of a diagnosis, as every front end for people shows them. */

/** Checks that suspect: what they say of who answers is worth nothing beside a proof. */
const SUSPICIONS: ReadonlySet<Finding['check']> = new Set(['plugin', 'challenge']);

/** The findings that say more than the proven culprits do; all of them where a failure is unexplained. */
export function worthTelling({ findings, culprits, symptoms }: RunReport): readonly Finding[] {
  const explained = new Set(culprits.flatMap((culprit) => culprit.symptoms));
  const isProven = culprits.length > 0 && symptoms.every((_, index) => explained.has(index));
  return findings.filter(
    ({ check, result }) =>
      !(isProven && (result === 'clue' || result === 'not-checked') && SUSPICIONS.has(check)),
  );
}

/** The findings of a report by what they are worth; the one that is the report's cause aside. */
export function sorted(report: RunReport): {
  readonly causes: readonly Finding[];
  readonly clues: readonly Finding[];
  readonly cleared: readonly Finding[];
  readonly unchecked: readonly Finding[];
} {
  const { cause } = report;
  const findings = worthTelling(report);
  // The cause is told with its own evidence and advice: once is enough.
  const told = (finding: Finding) =>
    cause !== null && finding.evidence !== '' && cause.evidence.startsWith(finding.evidence);
  const all = (result: Finding['result']) =>
    findings.filter((finding) => finding.result === result && !told(finding));
  return {
    causes: all('cause'),
    clues: all('clue'),
    cleared: all('cleared'),
    unchecked: all('not-checked'),
  };
}

/**
 * The report without what the problem that ended the run says already: a cause or a finding that repeats
 * its fact keeps only what it adds.
 */
export function withoutRepeats(report: RunReport, problem: Problem | null): RunReport {
  if (problem === null) return report;
  const { fact, remedy } = explain(problem);
  const findings = report.findings.flatMap((finding) => {
    if (finding.evidence !== fact) return finding;
    const advice = finding.advice === remedy ? '' : finding.advice;
    const addsNothing = finding.result === 'cause' || finding.meaning === '';
    return addsNothing ? [] : { ...finding, evidence: '', advice };
  });
  const isSame = report.cause?.evidence === fact;
  return { ...report, cause: isSame ? null : report.cause, findings };
}

/** A finding in one or two sentences, without its advice. */
export function findingLine({ evidence, meaning }: Finding): string {
  return [clean(evidence, 1000), clean(meaning, 1000)].filter(Boolean).join(' ');
}

/** `the address, a cache and the session`. */
export function checkNames(findings: readonly Finding[]): string {
  return list(findings.map(({ check }) => checkName(check)));
}

/** What the checks of the address and of the server found, in words: seen, meaning, next step. */

/** The finding in words. Text from the site is made safe to print, and short. */
export function serverFinding({ check, result, facts }: Found<ServerFacts>): Finding {
  return { check, result, ...words(facts) };
}

function words(facts: ServerFacts): FindingWords {
  switch (facts.kind) {
    case 'address':
      return addressWords(facts);
    case 'gate-everywhere':
    case 'gate-place':
    case 'gate-opened':
    case 'gate-unproven':
    case 'gate-of-php':
    case 'files-refused':
    case 'no-gate':
      return gateWords(facts);
    case 'challenge':
    case 'challenge-missing':
    case 'proxy-wants-login':
    case 'no-challenge':
      return challengeWords(facts);
    case 'iis':
    case 'iis-page':
    case 'not-iis':
      return iisWords(facts);
    case 'firewall':
    case 'firewall-present':
    case 'no-firewall':
      return firewallWords(facts);
    case 'relatives':
    case 'only-401':
    case 'no-relative':
      return statusWords(facts);
    case 'not-looked':
      return notLooked(facts);
  }
}

const REASONS: Partial<Record<NotLooked['why'], string>> = {
  'host-unknown': 'no server is known under that name',
  'connection-refused': 'the connection is refused',
  'connection-failed': 'the connection fails',
  'timed-out': 'no answer came in time',
  tls: 'its certificate is not trusted',
  'bad-proxy': 'the proxy of this machine cannot be used',
  'redirect-loop': 'it redirects in a circle, or too often',
  'rate-limited': 'it answers that there were too many requests',
  'proxy-authentication': 'a proxy on the way wants a login (407)',
  'not-a-url': 'it is not an address',
  'enough-asked': 'enough had been asked of the site by then',
  'not-a-read': 'the failing request writes, and a diagnosis only reads',
};

function notLooked({ url, why }: NotLooked): FindingWords {
  return {
    evidence: `${safeUrl(url)} could not be looked at: ${REASONS[why] ?? clean(why, 60)}.`,
    meaning: 'This says nothing about the cause.',
    advice: ADVICE[why] ?? '',
  };
}

const ADVICE: Partial<Record<NotLooked['why'], string>> = {
  'host-unknown': 'Check the spelling of the address, and that this machine is online.',
  'connection-refused': 'Check the address and the port, and whether the web server is running.',
  'connection-failed': 'Check that this machine is online and that the site opens in a browser.',
  'timed-out': 'Try again later, or allow more time with --timeout SECONDS.',
  tls: 'For a private certificate, give its authority with --ca-file FILE.',
  'bad-proxy': 'Check HTTPS_PROXY and HTTP_PROXY; NO_PROXY=host goes past them.',
  'proxy-authentication':
    'Put user and password into HTTPS_PROXY (http://user:password@proxy:port), or go past the proxy with NO_PROXY.',
  'not-a-read': 'Name a GET request of the same kind with --request, if there is one.',
};
