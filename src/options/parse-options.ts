/** argv + environment -> Options: pure, every flag checked, nothing sent and no file opened. */

import { CommanderError } from 'commander';
import { createLanguage, type Language } from '../language/language.ts';
import { maskSecrets } from '../model/secrets.ts';
import { headersOf } from '../symptoms/parse-request.ts';
import { bad } from './arguments.ts';
import { createCommand, type Flags } from './command.ts';
import { completionFor } from './completion.ts';
import { type ReadHeaders, readHeaders, refuseTwice } from './header-values.ts';
import { helpText } from './help.ts';
import { formatOfFile, type Options, type Parsed, type SecretSource } from './options.ts';
import { refuseCombinations } from './refuse.ts';
import { refuseSecrets, secretsIn } from './secrets.ts';

export type { Options, Parsed } from './options.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads the command line. Throws the Problem `bad-option` (or `secret-in-address`), whose message
 * never repeats a secret. `columns` is the width of the help.
 */
export function parseOptions(
  t: Language,
  typed: readonly string[],
  env: Env = {},
  columns = 100,
): Parsed {
  const argv = wordsAsFlags(t, typed);
  refuseSecrets(t, argv);
  const command = createCommand(t, columns);
  try {
    command.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') {
      return { type: 'help', text: helpText(t, command, columns) };
    }
    throw bad(said(t, withoutValues(error.message.replace(/^error: /, ''))));
  }
  const flags = command.opts<Flags>();
  if (flags.version) return { type: 'version' };
  if (flags.completion)
    return {
      type: 'help',
      text: completionFor(flags.completion, createCommand(createLanguage('en'))),
    };
  const site = command.args[0]?.trim() || null;
  refuseCombinations(t, flags, site);
  if (flags.tracer && site !== null) {
    return { type: 'tracer', site, home: env.WP_BISECT_HOME || null };
  }
  const { header = [], siteHeader = [] } = flags;
  refuseTwice(t, header, siteHeader);
  const headers = readHeaders(t, header, '--header', env);
  const siteHeaders = readHeaders(t, siteHeader, '--site-header', env);
  return {
    type: 'run',
    options: { ...toOptions(flags, site, env), ...headerOptions(t, headers, siteHeaders) },
    variables: [...headers.variables, ...siteHeaders.variables],
  };
}

type HeaderOptions = Pick<Options, 'headers' | 'siteHeaders' | 'headerFiles' | 'hidden'>;

function headerOptions(t: Language, headers: ReadHeaders, siteHeaders: ReadHeaders): HeaderOptions {
  return {
    headers: headersOf(t, headers.headers),
    siteHeaders: headersOf(t, siteHeaders.headers),
    headerFiles: [...headers.files, ...siteHeaders.files],
    hidden: [...headers.hidden, ...siteHeaders.hidden],
  };
}

function toOptions(
  flags: Flags,
  site: string | null,
  env: Env,
): Omit<Options, keyof HeaderOptions> {
  const set = (name: string) => env[name] || null;
  const given = secretsIn(env);
  const secrets = { ...given, recoveryLink: flags.recoveryLink ?? given.recoveryLink };
  return {
    site,
    mode: modeOf(flags),
    sites: flags.sites ?? null,
    resume: flags.resume === true,
    user: flags.user ?? set('WP_BISECT_USER'),
    secrets,
    secretSource: secretSourceOf(flags),
    loginUrl: flags.loginUrl ?? null,
    gate: flags.gate ?? null,
    caFile: flags.caFile ?? null,
    insecure: flags.insecure === true,
    audience: flags.for ?? null,
    allowHttp: flags.allowHttp === true,
    requests: flags.request ?? [],
    as: flags.as ?? null,
    data: flags.data ?? null,
    body: null,
    // WordPress mails that link about a fatal error, so a fatal error counts as failing, too.
    failsOn: flags.failsOn ?? (secrets.recoveryLink === null ? [401] : [401, 500]),
    switch: flags.switch ?? 'auto',
    wpCli: flags.wpCli ?? null,
    installHealthCheck: flags.installHealthCheck === true,
    network: flags.network === true,
    trace: flags.trace === true,
    keep: flags.keep ?? [],
    only: flags.only ?? [],
    repeat: flags.repeat ?? null,
    parallel: flags.parallel ?? 3,
    proof: flags.proof ?? null,
    maxProbes: flags.maxProbes ?? null,
    leaveOff: flags.leaveOff === true,
    all: flags.all === true,
    format: formatOf(flags),
    recheck: flags.recheck ?? null,
    blueprint: flags.blueprint ?? null,
    output: flags.output ?? null,
    summary: flags.summary ?? null,
    verbosity: flags.quiet ? 'quiet' : flags.verbose ? 'verbose' : 'normal',
    color: flags.color && !env.NO_COLOR,
    timeoutSeconds: flags.timeout ?? 30,
    lang: flags.lang ?? null,
    messageLang: flags.messageLang ?? null,
    yes: flags.yes === true,
    input: flags.input,
    home: set('WP_BISECT_HOME'),
  };
}

function formatOf({ format, json, sites, output }: Flags): Options['format'] {
  if (format) return format;
  if (json) return 'json';
  return sites ? 'ndjson' : (formatOfFile(output ?? '') ?? 'text');
}

function secretSourceOf(flags: Flags): SecretSource | null {
  const { passwordStdin, appPasswordStdin, passwordCommand, appPasswordCommand } = flags;
  if (passwordStdin) return { kind: 'password', command: null };
  if (appPasswordStdin) return { kind: 'applicationPassword', command: null };
  if (passwordCommand) return { kind: 'password', command: passwordCommand };
  if (appPasswordCommand) return { kind: 'applicationPassword', command: appPasswordCommand };
  return null;
}

function modeOf({ bisect, diagnose, restore, check, recheck }: Flags): Options['mode'] {
  if (bisect) return 'bisect';
  if (check) return 'check';
  if (diagnose) return 'diagnose';
  if (recheck !== undefined) return 'recheck';
  return restore ? 'restore' : 'interactive';
}

/**
 * What was typed after an unknown flag's `=`, or right after its letter (`-pSECRET`), may be a secret,
 * and so may parts of an address.
 */
function withoutValues(message: string): string {
  return message
    .replace(/(unknown option '[^'=]*)=[\s\S]*'/, "$1'")
    .replace(/(unknown option '-[^-])[\s\S]+'/, "$1'")
    .replace(/\n/g, ' ')
    .replace(
      /(argument ')([\s\S]*)(' is invalid)/,
      (_, before: string, typed: string, after: string) =>
        before + typed.split(' ').map(maskSecrets).join(' ') + after,
    );
}

/** What commander has to say, in the language of the run. */
function said(t: Language, message: string): string {
  const [, option, typed, why] =
    /^option '([^']*)' argument '([\s\S]*)' is invalid\. (.*)$/.exec(message) ?? [];
  if (option && why) {
    const fact = t.__("%(option)s does not take '%(typed)s'.", {
      option: nameOf(option),
      typed: typed ?? '',
    });
    return `${fact} ${why}`;
  }
  const [, unknown, near] =
    /^unknown option '([^']*)'(?: \(Did you mean (.*)\?\))?/.exec(message) ?? [];
  if (unknown) {
    const fact = t.__("There is no option '%(option)s'.", { option: unknown });
    const nearest = near?.replace(/^one of /, '');
    return nearest ? `${fact} ${t.__('Did you mean %(flag)s?', { flag: nearest })}` : fact;
  }
  const [, missing] = /^option '([^']*)' argument missing/.exec(message) ?? [];
  if (missing) return t.__('%(option)s needs a value.', { option: nameOf(missing) });
  const [, given] = /^too many arguments.* but got (\d+)/.exec(message) ?? [];
  if (given) return t.__('Give one site; these are %(number)s.', { number: given });
  return message;
}

/** `-f, --format <format>` -> `--format`. */
function nameOf(flags: string): string {
  return /--[a-z-]+/.exec(flags)?.[0] ?? flags;
}

/** `wp-bisect check example.com`: what people type who know other programs. */

const FLAGS: Readonly<Record<string, string>> = {
  bisect: '--bisect',
  diagnose: '--diagnose',
  restore: '--restore',
  check: '--check',
  help: '--help',
  version: '--version',
};

/**
 * The arguments with a first word that names a mode as its flag. Throws `bad-option` for a word that is
 * nearly one and is followed by a site.
 */
function wordsAsFlags(t: Language, argv: readonly string[]): readonly string[] {
  const [first, second] = argv;
  if (first === undefined) return argv;
  const flag = Object.hasOwn(FLAGS, first) ? FLAGS[first] : undefined;
  if (flag !== undefined) return [flag, ...argv.slice(1)];
  const near = Object.keys(FLAGS).find((word) => isNear(first.toLowerCase(), word));
  const isFollowed = second !== undefined && !second.startsWith('-');
  if (near !== undefined && isFollowed) {
    throw bad(
      t.__("There is no command '%(typed)s'. Did you mean %(flag)s?", {
        typed: first.toLowerCase(),
        flag: FLAGS[near] ?? '',
      }),
    );
  }
  return argv;
}

/** One letter too many, too few, or wrong, or two swapped. */
function isNear(typed: string, word: string): boolean {
  if (typed.length > word.length + 1 || !/^[a-z]+$/.test(typed)) return false;
  const spots = [...word].map((_, at) => [word.slice(0, at), word.slice(at)] as const);
  const isOneOff = ([before, after]: readonly [string, string]) =>
    typed === before + after.slice(1) ||
    typed === before + (after[1] ?? '') + (after[0] ?? '') + after.slice(2) ||
    (typed.startsWith(before) &&
      (typed.slice(before.length + 1) === after.slice(1) ||
        typed.slice(before.length + 1) === after));
  return spots.some(isOneOff) || typed.slice(0, -1) === word;
}
