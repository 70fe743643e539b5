/** The command line as commander sees it: flags, their values, the help. */

import { Command, InvalidArgumentError, Option } from 'commander';
import type { Audience, Identity, SwitchKind } from '../model/report.ts';
import { readRequest, type TypedRequest } from '../symptoms/parse-request.ts';
import type { WpCliCommand } from '../wordpress/wp-cli/command.ts';
import { failsOn, repeat, text, userName, whole, wpCli } from './arguments.ts';
import { SHELLS, type Shell } from './completion.ts';
import { FORMATS } from './format-of-file.ts';
import { type GivenHeader, readRequestHeader, readSiteHeader } from './header-values.ts';
import type { Format } from './options.ts';

/** The flags as commander hands them over. */
export type Flags = {
  readonly bisect?: true;
  readonly diagnose?: true;
  readonly restore?: true;
  readonly tracer?: true;
  readonly check?: true;
  readonly sites?: string;
  readonly resume?: true;
  readonly recheck?: string;
  readonly user?: string;
  readonly passwordStdin?: true;
  readonly appPasswordStdin?: true;
  readonly passwordCommand?: string;
  readonly appPasswordCommand?: string;
  readonly loginUrl?: string;
  readonly recoveryLink?: string;
  readonly gate?: string;
  readonly caFile?: string;
  readonly insecure?: true;
  readonly allowHttp?: true;
  readonly for?: Audience;
  readonly request?: readonly TypedRequest[];
  readonly as?: Identity;
  readonly header?: readonly GivenHeader[];
  readonly siteHeader?: readonly GivenHeader[];
  readonly data?: string;
  readonly failsOn?: readonly (number | string)[];
  readonly switch?: 'auto' | SwitchKind;
  readonly wpCli?: WpCliCommand;
  readonly installHealthCheck?: true;
  readonly network?: true;
  readonly trace?: true;
  readonly keep?: readonly string[];
  readonly only?: readonly string[];
  readonly repeat?: number | 'auto';
  readonly parallel?: number;
  readonly proof?: 'reversal' | 'full';
  readonly maxProbes?: number;
  readonly leaveOff?: true;
  readonly all?: true;
  readonly format?: Format;
  readonly output?: string;
  readonly summary?: string;
  readonly blueprint?: string;
  readonly quiet?: true;
  readonly verbose?: true;
  readonly json?: true;
  readonly input: boolean;
  readonly completion?: Shell;
  readonly color: boolean;
  readonly timeout?: number;
  readonly yes?: true;
  readonly version?: true;
};

/** The command with every flag, exiting and printing nothing itself; its help is `columns` wide. */
export function createCommand(columns = 100): Command {
  const collect =
    <T>(parse: (typed: string) => T) =>
    (typed: string, all: readonly T[] = []) => [...all, parse(typed)];
  // Commander silently lets the last of two win; two different answers to one question are a mistake.
  const once =
    <T>(parse: (typed: string) => T) =>
    (typed: string, before: T | undefined): T => {
      if (before !== undefined) throw new InvalidArgumentError('It is given twice.');
      return parse(typed);
    };
  const choice = (flags: string, about: string, choices: readonly string[]) =>
    new Option(flags, about).choices(choices).argParser(
      once((typed) => {
        if (choices.includes(typed)) return typed;
        throw new InvalidArgumentError(`It is one of: ${choices.join(', ')}.`);
      }),
    );

  return new Command('wp-bisect')
    .usage('[site] [options]')
    .description(
      'A WordPress site answers 401. Finds the plugin behind it, proves it, and leaves the site exactly as it was.',
    )
    .argument('[site]', 'address of the site, such as example.com/blog')
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeOut: () => {}, writeErr: () => {} })
    .configureHelp({ helpWidth: columns, optionDescription: ({ description }) => description })
    .helpOption('-h, --help', 'show this help')
    .option('-V, --version', 'show the version')
    .optionsGroup('What to do (without any: the interactive terminal UI):')
    .option('--bisect', 'unattended: find, prove, restore, report')
    .option('--diagnose', 'read-only checks of everything that is no plugin; changes nothing')
    .option('--restore', 'put back what an interrupted run left')
    .option(
      '--tracer',
      'print a file for wp-content/mu-plugins that --trace then uses; sends nothing',
    )
    .option('--check', 'read-only health check: exit code 0 nothing is refused, 6 something is')
    .option(
      '--sites <file>',
      'with --check or --diagnose: many sites, one a line, or CSV; - reads stdin',
      once(text),
    )
    .option('--resume', 'with --sites and --output: skip the sites that are in that file')
    .option('--recheck <report>', 'send the requests of a JSON report again', once(text))
    .optionsGroup('Access (secrets: see below):')
    .option(
      '--user <name>',
      'WordPress user who may manage plugins; or WP_BISECT_USER',
      once(userName),
    )
    .option('--password-stdin', "read the account's password from stdin")
    .option('--app-password-stdin', 'read an application password from stdin')
    .option(
      '--password-command <command>',
      'program that prints the password: "pass show wp/{host}"; no shell',
      once(text),
    )
    .option(
      '--app-password-command <command>',
      'program that prints an application password',
      once(text),
    )
    .option('--login-url <url>', 'where the login form is, when a plugin hides it', once(text))
    .option(
      '--recovery-link <url>',
      "the link of WordPress' mail about a fatal error; a secret: WP_BISECT_RECOVERY_LINK is safer",
      once(text),
    )
    .option('--gate <user>', 'user of a password gate in front of the site', once(userName))
    .option(
      '--site-header <header>',
      'header of every request to the site, as a portal in front asks for; @env:VARIABLE and @FILE too; repeatable',
      collect(readSiteHeader),
    )
    .option('--ca-file <file>', 'certificate authority (PEM) to trust for this site', once(text))
    .option('--insecure', 'do not check the certificate')
    .option('--allow-http', 'send passwords over plain http where https does not answer')
    .option(
      '--timeout <seconds>',
      'how long one request may take (default: 30)',
      once(whole(1, 600)),
    )
    .optionsGroup('What fails (without --request: found by looking around the site):')
    .addOption(
      choice('--for <whom>', 'who has the problem: app, visitors or editor (default: anybody)', [
        'app',
        'visitors',
        'editor',
      ]),
    )
    .option(
      '--request <request>',
      'the failing request, "GET /wp-json/wp/v2/posts"; repeatable',
      collect(readRequest),
    )
    .addOption(
      choice('--as <identity>', 'who sends it; woocommerce-keys and bearer: as an app does', [
        'anonymous',
        'application-password',
        'session',
        'woocommerce-keys',
        'bearer',
      ]),
    )
    .option(
      '--header <header>',
      'extra header for it, "Name: value"; a secret: "Name: @env:VARIABLE" or "Name: @FILE"; repeatable',
      collect(readRequestHeader),
    )
    .option(
      '--data <file>',
      'body of --request, at most 1 MiB, never shown; - reads stdin',
      once(text),
    )
    .option(
      '--fails-on <list>',
      'statuses or REST codes that count as failing (default: 401)',
      once(failsOn),
    )
    .optionsGroup('How to search:')
    .addOption(
      choice('--switch <kind>', 'auto, isolated, admin, rest or wp-cli (default: auto)', [
        'auto',
        'isolated',
        'admin',
        'rest',
        'wp-cli',
      ]),
    )
    .option(
      '--wp-cli <command>',
      'WP-CLI of the site: "ssh host wp --path=/srv/www"; no shell, quotes keep words together',
      once(wpCli),
    )
    .option(
      '--install-health-check',
      'consent: install that plugin for this run, remove it afterwards',
    )
    .option('--network', 'consent: switch plugins that are active for all sites of a network')
    .option(
      '--trace',
      'consent: upload a small tracing plugin for a moment; it names the line that answers',
    )
    .option(
      '--keep <plugin>',
      'never switch it off: folder or folder/file; repeatable',
      collect(text),
    )
    .option('--only <plugin>', 'suspect only these; repeatable', collect(text))
    .option('--repeat <n>', 'probes per set when the failure comes and goes, or auto', once(repeat))
    .option(
      '--parallel <n>',
      'probes side by side, under isolated; sites at a time, with --sites (default: 3)',
      once(whole(1, 16)),
    )
    .addOption(
      choice('--proof <kind>', 'reversal (off: works, on: fails) or full (it alone fails, too)', [
        'reversal',
        'full',
      ]),
    )
    .option(
      '--max-probes <n>',
      'stop after so many probes a failing request',
      once(whole(3, 10_000)),
    )
    .option('--leave-off', 'keep the culprit deactivated; everything else is restored')
    .option('--all', 'find overlapping culprits too (more probes)')
    .option('-y, --yes', 'answer yes to every question but installing a plugin')
    .optionsGroup('What to write (the answer on stdout, progress on stderr):')
    .addOption(
      choice(
        '-f, --format <format>',
        'text, json, ndjson, markdown or html (default: text)',
        FORMATS,
      ),
    )
    .option('--json', 'the same as --format json')
    .option(
      '-o, --output <file>',
      'write the answer to this file; .html .md .json .ndjson .txt set the format',
      once(text),
    )
    .option('--summary <file>', 'append the answer as Markdown to this file, too', once(text))
    .option('--blueprint <file>', 'write a WordPress Playground site that shows it', once(text))
    .option('-q, --quiet', 'no progress')
    .option('-v, --verbose', 'every change and every answer')
    .option('--no-color', 'no colour; NO_COLOR works too')
    .option('--no-input', 'never ask: what is missing is an error')
    .addOption(
      choice('--completion <shell>', `print completions for ${SHELLS.join(', ')}`, SHELLS),
    );
}
