/** Refuses what must not be typed, or not together: each with the reason and what to do. */

import { Problem } from '../model/errors.ts';
import { holdsUserInfo } from '../model/secrets.ts';
import { isAlias } from '../wordpress/wp-cli/command.ts';
import { bad, READING } from './arguments.ts';
import type { Flags } from './command.ts';

/** What a set of flags may not be combined with, and why. */
const CONFLICTS: readonly (readonly [keyof Flags, keyof Flags, string])[] = [
  ['bisect', 'diagnose', 'one finds the plugin, the other only looks. Give one of them.'],
  ['bisect', 'restore', 'put the site back first, then start again with --bisect.'],
  ['recheck', 'bisect', 'one sends known requests again, the other searches. Give one of them.'],
  ['recheck', 'diagnose', 'one sends known requests again, the other looks. Give one of them.'],
  ['recheck', 'restore', 'put the site back first, then start again with --recheck.'],
  ['diagnose', 'restore', 'one only looks, the other changes the site. Give one of them.'],
  ['bisect', 'tracer', 'put the printed file on the site first, then start --bisect --trace.'],
  [
    'diagnose',
    'tracer',
    'one looks at the site, the other prints a file for it. Give one of them.',
  ],
  [
    'restore',
    'tracer',
    'one puts the site back, the other prints a file for it. Give one of them.',
  ],
  ['tracer', 'output', 'the file is printed as it is: send it where you like with > FILE.'],
  ['tracer', 'format', 'the file is printed as it is. Leave out --format.'],
  [
    'recheck',
    'tracer',
    'one sends known requests again, the other prints a file. Give one of them.',
  ],
  ['check', 'tracer', 'one looks at the site, the other prints a file for it. Give one of them.'],
  ['sites', 'tracer', 'each site has a tracer of its own.'],
  ['json', 'tracer', 'the file is printed as it is. Leave out --json.'],
  ['bisect', 'check', 'one finds the plugin, the other only looks. Give one of them.'],
  ['diagnose', 'check', 'one explains, the other only says whether all is well. Give one of them.'],
  ['restore', 'check', 'one only looks, the other changes the site. Give one of them.'],
  ['sites', 'bisect', 'each search needs its own decision. Look with --check first.'],
  ['sites', 'restore', 'put each site back by itself.'],
  ['sites', 'siteHeader', 'the header would go to every site of the list. Leave it out.'],
  ['sites', 'data', 'a request with a body can change each site. Leave it out.'],
  ['sites', 'loginUrl', 'the form is elsewhere on each site. Leave it out.'],
  ['sites', 'recoveryLink', 'each link is good for one site. Leave it out.'],
  ['diagnose', 'recoveryLink', 'the link works once. Keep it for --bisect or --restore.'],
  ['check', 'recoveryLink', 'the link works once. Keep it for --bisect or --restore.'],
  ['recheck', 'recoveryLink', 'the link works once. Keep it for --bisect or --restore.'],
  ['passwordStdin', 'appPasswordStdin', 'stdin holds one password. Give one of them.'],
  ['passwordStdin', 'passwordCommand', 'give one of them.'],
  ['passwordStdin', 'appPasswordCommand', 'give one of them.'],
  ['appPasswordStdin', 'passwordCommand', 'give one of them.'],
  ['appPasswordStdin', 'appPasswordCommand', 'give one of them.'],
  ['passwordCommand', 'appPasswordCommand', 'give one of them.'],
  ['json', 'format', '--json is --format json. Give one of them.'],
  ['for', 'request', '--request says exactly what fails. Give one of them.'],
  ['quiet', 'verbose', 'give one of them.'],
  ['caFile', 'insecure', '--insecure checks no certificate at all. Give one of them.'],
];

/** Flags that say what fails. */
const SYMPTOM_FLAGS = [
  'for',
  'request',
  'as',
  'header',
  'data',
  'failsOn',
] as const satisfies readonly (keyof Flags)[];

/** Flags that steer a search, which `--restore`, `--diagnose`, `--check` and `--tracer` do not make. */
const SEARCH_FLAGS = [
  'installHealthCheck',
  'trace',
  'keep',
  'only',
  'repeat',
  'parallel',
  'proof',
  'maxProbes',
  'leaveOff',
  'all',
] as const satisfies readonly (keyof Flags)[];

/** Arguments people try for secrets: refused by name, because argv is readable by every process. */
const SECRET_FLAGS: Readonly<Record<string, string>> = {
  '--password': 'WP_BISECT_PASSWORD',
  '--pass': 'WP_BISECT_PASSWORD',
  '--app-password': 'WP_BISECT_APP_PASSWORD',
  '--application-password': 'WP_BISECT_APP_PASSWORD',
  '--gate-password': 'WP_BISECT_GATE_PASSWORD',
  '--consumer-key': 'WP_BISECT_WC_KEY',
  '--consumer-secret': 'WP_BISECT_WC_SECRET',
  '--bearer': 'WP_BISECT_BEARER',
  '--token': 'WP_BISECT_BEARER',
};

/** Refuses secrets given as arguments, before anything is parsed and could be echoed. */
export function refuseSecrets(argv: readonly string[]): void {
  for (const argument of argv) {
    if (argument === '--') return;
    const flag = argument.split('=')[0] ?? argument;
    const variable = Object.hasOwn(SECRET_FLAGS, flag) ? SECRET_FLAGS[flag] : undefined;
    if (variable !== undefined) {
      throw bad(
        `${flag} is not an option: arguments can be read by every program on this machine. Put the secret into ${variable} (or see --password-stdin and --password-command), or leave it out and it is asked for.`,
      );
    }
  }
}

/** Refuses user and password in an address: `https://name:password@host`, `https:/name:pass/word@host`. */
function refuseSecretAddress(typed: string | null): void {
  if (typed !== null && holdsUserInfo(typed)) {
    throw new Problem('secret-in-address', {});
  }
}

/** Refuses flags that contradict each other or lack what they need. */
export function refuseCombinations(flags: Flags, site: string | null): void {
  for (const [one, other, why] of CONFLICTS) {
    if (flags[one] && flags[other]) throw bad(`${dashed(one)} and ${dashed(other)}: ${why}`);
  }
  if (flags.restore) refuseSearchFlags(flags, 'restore', [...SYMPTOM_FLAGS, ...SEARCH_FLAGS]);
  const searching = [...SEARCH_FLAGS, 'switch'] as const;
  const looking = flags.sites ? searching.filter((flag) => flag !== 'parallel') : searching;
  if (flags.recheck) {
    refuseSearchFlags(flags, 'recheck', [...SYMPTOM_FLAGS, ...searching, 'blueprint']);
  }
  if (flags.diagnose) refuseSearchFlags(flags, 'diagnose', looking);
  if (flags.check) refuseSearchFlags(flags, 'check', looking);
  if (flags.tracer) refuseSearchFlags(flags, 'tracer', [...SYMPTOM_FLAGS, ...searching]);
  refuseManySites(flags, site);
  refuseWpCliCombinations(flags, site);
  for (const flag of ['bisect', 'diagnose', 'restore', 'check', 'tracer'] as const) {
    if (flags[flag] && site === null && flags.sites === undefined) {
      throw bad(`${dashed(flag)} needs the site: wp-bisect example.com ${dashed(flag)}`);
    }
  }
  const typed = flags.wpCli !== undefined && isAlias(site) ? null : site;
  for (const address of [typed, flags.loginUrl ?? null]) refuseSecretAddress(address);
  for (const { target } of flags.request ?? []) refuseSecretAddress(target);
  refuseSwitchCombinations(flags);
  refuseRequestCombinations(flags);
  const both = flags.keep?.find((plugin) => flags.only?.includes(plugin));
  if (both !== undefined) {
    throw bad(`--keep ${both} and --only ${both}: a plugin is either kept on or suspected.`);
  }
  const attended = ![
    flags.bisect,
    flags.diagnose,
    flags.restore,
    flags.check,
    flags.recheck,
    flags.tracer,
  ].some(Boolean);
  if (attended && !flags.input) {
    throw bad('--no-input: without questions it needs to know what to do. Add --bisect.');
  }
  if (attended && (flags.passwordStdin || flags.appPasswordStdin)) {
    throw bad(
      'The terminal UI reads the keyboard, so no password can come from stdin. Add --bisect.',
    );
  }
  if (flags.format === 'ndjson' && attended && flags.output === undefined) {
    throw bad('--format ndjson writes while it works: add --bisect, or --output FILE.');
  }
}

/** Many sites are only looked at, and no password goes to more than the one it belongs to. */
function refuseManySites(flags: Flags, site: string | null): void {
  if (flags.sites === undefined) {
    if (flags.resume)
      throw bad('--resume goes on with a list: add --sites FILE and --output FILE.');
    return;
  }
  if (site !== null) throw bad('A site and --sites: put the site into the list.');
  if (!flags.check && !flags.diagnose) throw bad('--sites only looks: add --check or --diagnose.');
  if (flags.json || (flags.format !== undefined && flags.format !== 'ndjson')) {
    throw bad('--sites writes one JSON report a line (ndjson). Leave the format out.');
  }
  if (flags.resume && flags.output === undefined) {
    throw bad('--resume skips what is in the answer of the run before: add --output FILE.');
  }
  if (flags.header?.some((header) => !('value' in header))) {
    throw bad('--header with a secret value would go to every site of the list. Leave it out.');
  }
  if (flags.passwordStdin || flags.appPasswordStdin) {
    throw bad(
      'One password would go to every site of the list. Use --password-command "pass show wp/{host}".',
    );
  }
}

function refuseSearchFlags(
  flags: Flags,
  mode: 'restore' | 'diagnose' | 'check' | 'recheck' | 'tracer',
  refused: readonly (keyof Flags)[],
): void {
  for (const flag of refused) {
    if (flags[flag] === undefined) continue;
    throw bad(`${dashed(flag)} steers a search, and --${mode} makes none. Leave it out.`);
  }
}

function refuseSwitchCombinations(flags: Flags): void {
  const changesTheSite = ['admin', 'rest', 'wp-cli'].includes(flags.switch ?? 'auto');
  if (!changesTheSite) return;
  if (flags.installHealthCheck) {
    throw bad(
      `--install-health-check and --switch ${flags.switch}: only the isolated switch uses Health Check.`,
    );
  }
  if (flags.parallel !== undefined && flags.parallel > 1) {
    throw bad(
      `--parallel ${flags.parallel} and --switch ${flags.switch}: only the isolated switch can probe several sets at once.`,
    );
  }
}

/** WP-CLI switches plugins and puts them back; what only looks at the site over HTTP has no use for it. */
function refuseWpCliCombinations(flags: Flags, site: string | null): void {
  const looking = (['check', 'diagnose', 'recheck', 'tracer', 'sites'] as const).find(
    (flag) => flags[flag] !== undefined,
  );
  if (flags.wpCli !== undefined && looking !== undefined) {
    throw bad(
      `--wp-cli and ${dashed(looking)}: WP-CLI switches plugins and puts them back, and ${dashed(looking)} does neither. Leave it out.`,
    );
  }
  if (flags.switch === 'wp-cli' && flags.wpCli === undefined) {
    throw bad(
      '--switch wp-cli needs the command that reaches the site: --wp-cli "ssh host wp --path=/srv/www".',
    );
  }
  if (isAlias(site) && flags.wpCli === undefined) {
    throw bad(`${site} looks like an alias of WP-CLI: add --wp-cli wp.`);
  }
}

function refuseRequestCombinations(flags: Flags): void {
  if (flags.request === undefined) {
    for (const flag of ['as', 'header', 'data'] as const) {
      const value = flags[flag];
      if (value === undefined) continue;
      throw bad(`${dashed(flag)} belongs to a request: give it with --request "GET /path".`);
    }
  }
  if (flags.data !== undefined) refuseData(flags);
  const writing = flags.request?.find(({ method }) => !READING.includes(method));
  if (writing !== undefined && (flags.diagnose || flags.check)) {
    throw bad(
      `--request "${writing.method} ..." can change the site, and --${flags.check ? 'check' : 'diagnose'} only reads. Give a GET that fails in the same way.`,
    );
  }
  if (writing !== undefined && !flags.yes) {
    throw bad(
      `--request "${writing.method} ..." is carried out by the site every time it passes. Use a GET that fails in the same way, or add --yes if that is harmless.`,
    );
  }
}

/** A body belongs to one request, whose method carries one. */
function refuseData({
  request = [],
  data,
  passwordStdin,
  appPasswordStdin,
  ...flags
}: Flags): void {
  const [only] = request;
  if (only === undefined || request.length > 1) {
    throw bad('--data is the body of one request. Give --request once.');
  }
  if (READING.includes(only.method)) {
    throw bad(
      `--data: a ${only.method} request carries no body. Name another method: --request "POST /path".`,
    );
  }
  if (data !== '-') return;
  if (passwordStdin || appPasswordStdin) {
    throw bad(
      '--data - and a password on stdin: stdin holds one of them. Give the body as a file.',
    );
  }
  if (!flags.bisect) {
    throw bad('The terminal UI reads the keyboard, so no body can come from stdin. Add --bisect.');
  }
}

function dashed(flag: string): string {
  return `--${flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
