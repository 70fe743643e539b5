/** Refuses what must not be typed, or not together: each with the reason and what to do. */

import { type Language, msg } from '../language/language.ts';
import { isAlias } from '../wordpress/wp-cli/command.ts';
import { bad, dashed } from './arguments.ts';
import type { Flags } from './command.ts';
import { refuseRequestCombinations } from './refuse-requests.ts';
import { refuseSecretAddress } from './secrets.ts';

/** What a set of flags may not be combined with, and why. */
const CONFLICTS: readonly (readonly [keyof Flags, keyof Flags, string])[] = [
  ['bisect', 'diagnose', msg('One finds the plugin, the other only looks. Give one of them.')],
  ['bisect', 'restore', msg('Put the site back first, then start again with --bisect.')],
  [
    'recheck',
    'bisect',
    msg('One sends known requests again, the other searches. Give one of them.'),
  ],
  [
    'recheck',
    'diagnose',
    msg('One sends known requests again, the other looks. Give one of them.'),
  ],
  ['recheck', 'restore', msg('Put the site back first, then start again with --recheck.')],
  ['diagnose', 'restore', msg('One only looks, the other changes the site. Give one of them.')],
  ['bisect', 'tracer', msg('Put the printed file on the site first, then start --bisect --trace.')],
  [
    'diagnose',
    'tracer',
    msg('One looks at the site, the other prints a file for it. Give one of them.'),
  ],
  [
    'restore',
    'tracer',
    msg('One puts the site back, the other prints a file for it. Give one of them.'),
  ],
  ['tracer', 'output', msg('The file is printed as it is: send it where you like with > FILE.')],
  ['tracer', 'format', msg('The file is printed as it is. Leave out --format.')],
  [
    'recheck',
    'tracer',
    msg('One sends known requests again, the other prints a file. Give one of them.'),
  ],
  [
    'check',
    'tracer',
    msg('One looks at the site, the other prints a file for it. Give one of them.'),
  ],
  ['sites', 'tracer', msg('Each site has a tracer of its own.')],
  ['json', 'tracer', msg('The file is printed as it is. Leave out --json.')],
  ['bisect', 'check', msg('One finds the plugin, the other only looks. Give one of them.')],
  [
    'diagnose',
    'check',
    msg('One explains, the other only says whether all is well. Give one of them.'),
  ],
  ['restore', 'check', msg('One only looks, the other changes the site. Give one of them.')],
  ['sites', 'bisect', msg('Each search needs its own decision. Look with --check first.')],
  ['sites', 'restore', msg('Put each site back by itself.')],
  ['sites', 'siteHeader', msg('The header would go to every site of the list. Leave it out.')],
  ['sites', 'data', msg('A request with a body can change each site. Leave it out.')],
  ['sites', 'loginUrl', msg('The form is elsewhere on each site. Leave it out.')],
  ['sites', 'recoveryLink', msg('The link is for one site. Leave it out.')],
  ['diagnose', 'recoveryLink', msg('The link works once. Keep it for --bisect or --restore.')],
  ['check', 'recoveryLink', msg('The link works once. Keep it for --bisect or --restore.')],
  ['recheck', 'recoveryLink', msg('The link works once. Keep it for --bisect or --restore.')],
  ['passwordStdin', 'appPasswordStdin', msg('Stdin holds one password. Give one of them.')],
  ['passwordStdin', 'passwordCommand', msg('Give one of them.')],
  ['passwordStdin', 'appPasswordCommand', msg('Give one of them.')],
  ['appPasswordStdin', 'passwordCommand', msg('Give one of them.')],
  ['appPasswordStdin', 'appPasswordCommand', msg('Give one of them.')],
  ['passwordCommand', 'appPasswordCommand', msg('Give one of them.')],
  ['json', 'format', msg('--json is --format json. Give one of them.')],
  ['for', 'request', msg('--request says exactly what fails. Give one of them.')],
  ['quiet', 'verbose', msg('Give one of them.')],
  ['caFile', 'insecure', msg('--insecure checks no certificate at all. Give one of them.')],
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

/** Flags that shape a search, which `--restore`, `--diagnose`, `--check` and `--tracer` do not make. */
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

/** Refuses flags that contradict each other or lack what they need. */
export function refuseCombinations(t: Language, flags: Flags, site: string | null): void {
  for (const [one, other, why] of CONFLICTS) {
    if (!flags[one] || !flags[other]) continue;
    const pair = { one: dashed(one), other: dashed(other) };
    throw bad(`${t.__('%(one)s and %(other)s do not go together.', pair)} ${t.__(why)}`);
  }
  if (flags.restore) refuseSearchFlags(t, flags, 'restore', [...SYMPTOM_FLAGS, ...SEARCH_FLAGS]);
  const searching = [...SEARCH_FLAGS, 'switch'] as const;
  const looking = flags.sites ? searching.filter((flag) => flag !== 'parallel') : searching;
  if (flags.recheck) {
    refuseSearchFlags(t, flags, 'recheck', [...SYMPTOM_FLAGS, ...searching, 'blueprint']);
  }
  if (flags.diagnose) refuseSearchFlags(t, flags, 'diagnose', looking);
  if (flags.check) refuseSearchFlags(t, flags, 'check', looking);
  if (flags.tracer) refuseSearchFlags(t, flags, 'tracer', [...SYMPTOM_FLAGS, ...searching]);
  refuseManySites(t, flags, site);
  refuseWpCliCombinations(t, flags, site);
  for (const flag of ['bisect', 'diagnose', 'restore', 'check', 'tracer'] as const) {
    if (flags[flag] && site === null && flags.sites === undefined) {
      throw bad(
        t.__('%(flag)s needs the site: wp-bisect example.com %(flag)s', { flag: dashed(flag) }),
      );
    }
  }
  const typed = flags.wpCli !== undefined && isAlias(site) ? null : site;
  for (const address of [typed, flags.loginUrl ?? null]) refuseSecretAddress(address);
  for (const { target } of flags.request ?? []) refuseSecretAddress(target);
  refuseSwitchCombinations(t, flags);
  refuseRequestCombinations(t, flags);
  const both = flags.keep?.find((plugin) => flags.only?.includes(plugin));
  if (both !== undefined) {
    throw bad(
      t.__('--keep %(plugin)s and --only %(plugin)s: give one of them for a plugin.', {
        plugin: both,
      }),
    );
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
    throw bad(t.__('With --no-input wp-bisect asks nothing. Say what to do: add --bisect.'));
  }
  if (attended && (flags.passwordStdin || flags.appPasswordStdin)) {
    throw bad(
      t.__('The terminal UI reads the keyboard, so no password can come from stdin. Add --bisect.'),
    );
  }
  if (flags.format === 'ndjson' && attended && flags.output === undefined) {
    throw bad(t.__('--format ndjson writes during the run. Add --bisect, or --output FILE.'));
  }
}

/** Many sites are only looked at, and no password goes to more than the one it belongs to. */
function refuseManySites(t: Language, flags: Flags, site: string | null): void {
  if (flags.sites === undefined) {
    if (flags.resume)
      throw bad(t.__('--resume continues a list: add --sites FILE and --output FILE.'));
    return;
  }
  if (site !== null) throw bad(t.__('Give a site or --sites. Or put the site into the list.'));
  if (!flags.check && !flags.diagnose) throw bad(t.__('--sites needs --check or --diagnose.'));
  if (flags.json || (flags.format !== undefined && flags.format !== 'ndjson')) {
    throw bad(t.__('--sites writes one JSON report a line (ndjson). Leave out the format.'));
  }
  if (flags.resume && flags.output === undefined) {
    throw bad(t.__('--resume skips the sites that the file of --output has. Add --output FILE.'));
  }
  if (flags.header?.some((header) => !('value' in header))) {
    throw bad(
      t.__('--header with a secret value would go to every site of the list. Leave it out.'),
    );
  }
  if (flags.passwordStdin || flags.appPasswordStdin) {
    throw bad(
      t.__(
        'One password would go to every site of the list. Use --password-command "pass show wp/{host}".',
      ),
    );
  }
}

function refuseSearchFlags(
  t: Language,
  flags: Flags,
  mode: 'restore' | 'diagnose' | 'check' | 'recheck' | 'tracer',
  refused: readonly (keyof Flags)[],
): void {
  for (const flag of refused) {
    if (flags[flag] === undefined) continue;
    const given = { flag: dashed(flag), mode: `--${mode}` };
    throw bad(t.__('%(flag)s is for a search, and %(mode)s does not search. Leave it out.', given));
  }
}

function refuseSwitchCombinations(t: Language, flags: Flags): void {
  const changesTheSite = ['admin', 'rest', 'wp-cli'].includes(flags.switch ?? 'auto');
  if (!changesTheSite) return;
  if (flags.installHealthCheck) {
    throw bad(
      t.__(
        '--install-health-check does not go with --switch %(kind)s: only the isolated switch uses Health Check.',
        {
          kind: flags.switch ?? '',
        },
      ),
    );
  }
  if (flags.parallel !== undefined && flags.parallel > 1) {
    throw bad(
      t.__(
        '--parallel %(number)s does not go with --switch %(kind)s: only the isolated switch can run several tests at once.',
        {
          number: flags.parallel,
          kind: flags.switch ?? '',
        },
      ),
    );
  }
}

/** WP-CLI switches plugins and restores them; commands that only read over HTTP never use it. */
function refuseWpCliCombinations(t: Language, flags: Flags, site: string | null): void {
  const looking = (['check', 'diagnose', 'recheck', 'tracer', 'sites'] as const).find(
    (flag) => flags[flag] !== undefined,
  );
  if (flags.wpCli !== undefined && looking !== undefined) {
    throw bad(
      t.__(
        '--wp-cli and %(mode)s do not go together. WP-CLI switches plugins off and on, and %(mode)s never does. Leave it out.',
        { mode: dashed(looking) },
      ),
    );
  }
  if (flags.switch === 'wp-cli' && flags.wpCli === undefined) {
    throw bad(
      t.__('--switch wp-cli needs the command that reaches the site: %(example)s.', {
        example: '--wp-cli "ssh host wp --path=/srv/www"',
      }),
    );
  }
  if (isAlias(site) && flags.wpCli === undefined) {
    throw bad(
      t.__('%(alias)s looks like an alias of WP-CLI: add --wp-cli wp.', { alias: site ?? '' }),
    );
  }
}
