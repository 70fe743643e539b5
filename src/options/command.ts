/** The command line as commander sees it: flags, their values, the help. */

import { Command, type Help, InvalidArgumentError, Option } from 'commander';
import { type Language, LOCALES, type Locale, msg } from '../language/language.ts';
import { own } from '../model/own-property.ts';
import type { Audience, Identity, SwitchKind } from '../model/report.ts';
import { readRequest, type TypedRequest } from '../symptoms/parse-request.ts';
import type { WpCliCommand } from '../wordpress/wp-cli/command.ts';
import { failsOn, repeat, text, userName, whole, wpCli } from './arguments.ts';
import { SHELLS, type Shell } from './completion.ts';
import { type GivenHeader, readRequestHeader, readSiteHeader } from './header-values.ts';
import { FORMATS, type Format } from './options.ts';

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
  readonly lang?: Locale;
  readonly messageLang?: Locale;
  readonly version?: true;
};

/** What commander itself puts above the parts of the help. */
const TITLES: Readonly<Record<string, string>> = {
  'Usage:': msg('Usage:'),
  'Arguments:': msg('Arguments:'),
  'Options:': msg('Options:'),
};

/** From this width on a flag and what it does stand side by side. */
const TWO_COLUMNS = 70;

/** A flag, and below it what it does: beside it there is no room for whole words. */
function stacked(columns: number): Help['formatItem'] {
  return (term, _, description, helper) =>
    description === ''
      ? `  ${term}`
      : `  ${term}\n${helper.boxWrap(description, columns - 6).replace(/^/gm, '      ')}`;
}

/** The command with every flag, exiting and printing nothing itself; its help is `columns` wide. */
export function createCommand(t: Language, columns = 100): Command {
  const collect =
    <T>(parse: (typed: string) => T) =>
    (typed: string, all: readonly T[] = []) => [...all, parse(typed)];
  // Commander silently lets the last of two win; two different answers to one question are a mistake.
  const once =
    <T>(parse: (typed: string) => T) =>
    (typed: string, before: T | undefined): T => {
      if (before !== undefined) throw new InvalidArgumentError(t.__('It is given twice.'));
      return parse(typed);
    };
  const languages = LOCALES.join(', ');
  const choice = (flags: string, about: string, choices: readonly string[]) =>
    new Option(flags, about).choices(choices).argParser(
      once((typed) => {
        if (choices.includes(typed)) return typed;
        throw new InvalidArgumentError(
          t.__('Give one of: %(choices)s.', { choices: choices.join(', ') }),
        );
      }),
    );

  return new Command('wp-bisect')
    .usage('[site] [options]')
    .description(
      t.__(
        'Finds the plugin behind a 401 of a WordPress site, proves it, and leaves the site exactly as it was.',
      ),
    )
    .argument('[site]', t.__('address of the site, such as example.com/blog'))
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeOut: () => {}, writeErr: () => {} })
    .configureHelp({
      helpWidth: columns,
      minWidthToWrap: 20,
      ...(columns < TWO_COLUMNS ? { formatItem: stacked(columns) } : {}),
      optionDescription: ({ description }) => description,
      styleTitle: (title) => t.__(own(TITLES, title) ?? title),
    })
    .helpOption('-h, --help', t.__('show this help'))
    .option('-V, --version', t.__('show the version'))
    .optionsGroup(t.__('What to do (default: the interactive terminal UI):'))
    .option('--bisect', t.__('unattended: find, prove, restore, report'))
    .option('--diagnose', t.__('check everything except plugins; changes nothing'))
    .option('--restore', t.__('restore the site after an interrupted run'))
    .option(
      '--tracer',
      t.__('print a file for wp-content/mu-plugins that --trace uses; sends nothing'),
    )
    .option(
      '--check',
      t.__('read-only health check: exit code 0 all is well, 6 something is refused'),
    )
    .option(
      '--sites <file>',
      t.__('with --check or --diagnose: many sites, one a line, or CSV; - reads stdin'),
      once(text(t)),
    )
    .option('--resume', t.__('with --sites and --output: skip the sites that are in that file'))
    .option('--recheck <report>', t.__('send the requests of a JSON report again'), once(text(t)))
    .optionsGroup(t.__('Access (secrets: see below):'))
    .option(
      '--user <name>',
      t.__('WordPress user who can manage plugins; or WP_BISECT_USER'),
      once(userName(t)),
    )
    .option('--password-stdin', t.__("read the account's password from stdin"))
    .option('--app-password-stdin', t.__('read an application password from stdin'))
    .option(
      '--password-command <command>',
      t.__('program that prints the password: "pass show wp/{host}"; no shell'),
      once(text(t)),
    )
    .option(
      '--app-password-command <command>',
      t.__('program that prints an application password'),
      once(text(t)),
    )
    .option(
      '--login-url <url>',
      t.__('address of the login form, when a plugin hides it'),
      once(text(t)),
    )
    .option(
      '--recovery-link <url>',
      t.__('the link in the WordPress email about a fatal error; safer in WP_BISECT_RECOVERY_LINK'),
      once(text(t)),
    )
    .option(
      '--gate <user>',
      t.__('user of a password gate in front of the site'),
      once(userName(t)),
    )
    .option(
      '--site-header <header>',
      t.__(
        'header for every request to the site, which a portal in front of it needs; @env:VARIABLE and @FILE too; repeatable',
      ),
      collect(readSiteHeader(t)),
    )
    .option(
      '--ca-file <file>',
      t.__('certificate authority (PEM) to trust for this site'),
      once(text(t)),
    )
    .option('--insecure', t.__('do not check the certificate'))
    .option('--allow-http', t.__('send passwords over plain http where https does not answer'))
    .option(
      '--timeout <seconds>',
      t.__('longest time for one request (default: 30)'),
      once(whole(t, 1, 600)),
    )
    .optionsGroup(t.__('Failing requests (default: detected automatically):'))
    .addOption(
      choice(
        '--for <whom>',
        t.__('who has the problem: app, visitors or editor (default: all of them)'),
        ['app', 'visitors', 'editor'],
      ),
    )
    .option(
      '--request <request>',
      t.__('the failing request, "GET /wp-json/wp/v2/posts"; repeatable'),
      collect((typed) => readRequest(t, typed)),
    )
    .addOption(
      choice(
        '--as <identity>',
        t.__(
          'who sends the request: anonymous, application-password or session; as an app does: woocommerce-keys or bearer',
        ),
        ['anonymous', 'application-password', 'session', 'woocommerce-keys', 'bearer'],
      ),
    )
    .option(
      '--header <header>',
      t.__(
        'extra header for it, "Name: value"; a secret: "Name: @env:VARIABLE" or "Name: @FILE"; repeatable',
      ),
      collect(readRequestHeader(t)),
    )
    .option(
      '--data <file>',
      t.__('body of --request, at most 1 MiB; wp-bisect never shows it; - reads stdin'),
      once(text(t)),
    )
    .option(
      '--fails-on <list>',
      t.__('statuses or REST codes that count as failing (default: 401)'),
      once(failsOn(t)),
    )
    .optionsGroup(t.__('How to search:'))
    .addOption(
      choice('--switch <kind>', t.__('auto, isolated, admin, rest or wp-cli (default: auto)'), [
        'auto',
        'isolated',
        'admin',
        'rest',
        'wp-cli',
      ]),
    )
    .option(
      '--wp-cli <command>',
      t.__('command of WP-CLI on the site: "ssh host wp --path=/srv/www"; runs without a shell'),
      once(wpCli),
    )
    .option(
      '--install-health-check',
      t.__('consent: install Health Check for this run, remove it afterwards'),
    )
    .option('--network', t.__('consent: switch plugins that are active for the whole network'))
    .option(
      '--trace',
      t.__(
        'consent: upload a small tracing plugin for a moment; it names the line of code that answers',
      ),
    )
    .option(
      '--keep <plugin>',
      t.__('never switch this plugin off: folder or folder/file; repeatable'),
      collect(text(t)),
    )
    .option('--only <plugin>', t.__('test only this plugin; repeatable'), collect(text(t)))
    .option(
      '--repeat <n>',
      t.__('tests per set of plugins when the failure comes and goes, or auto'),
      once(repeat(t)),
    )
    .option(
      '--parallel <n>',
      t.__('tests at a time, with isolated; sites at a time, with --sites (default: 3)'),
      once(whole(t, 1, 16)),
    )
    .addOption(
      choice(
        '--proof <kind>',
        t.__('reversal (off: works, on: fails) or full (also: fails with it alone)'),
        ['reversal', 'full'],
      ),
    )
    .option(
      '--max-probes <n>',
      t.__('most tests for each failing request'),
      once(whole(t, 3, 10_000)),
    )
    .option('--leave-off', t.__('keep the culprit deactivated; everything else is restored'))
    .option('--all', t.__('find overlapping culprits too (more tests)'))
    .option('-y, --yes', t.__('answer yes to all prompts, except installing a plugin'))
    .optionsGroup(t.__('What to write (the answer on stdout, progress on stderr):'))
    .addOption(
      choice(
        '-f, --format <format>',
        t.__('text, json, ndjson, markdown or html (default: text)'),
        FORMATS,
      ),
    )
    .option('--json', t.__('the same as --format json'))
    .option(
      '-o, --output <file>',
      t.__('write the answer to this file; .html .md .json .ndjson .txt set the format'),
      once(text(t)),
    )
    .option(
      '--summary <file>',
      t.__('append the answer as Markdown to this file, too'),
      once(text(t)),
    )
    .option(
      '--blueprint <file>',
      t.__('write a WordPress Playground site that shows the failure'),
      once(text(t)),
    )
    .addOption(
      choice(
        '--lang <lang>',
        t.__('language: %(languages)s; or WP_BISECT_LANG', { languages }),
        LOCALES,
      ),
    )
    .addOption(
      choice(
        '--message-lang <lang>',
        t.__('language of the support message: %(languages)s', { languages }),
        LOCALES,
      ),
    )
    .option('-q, --quiet', t.__('show no progress'))
    .option('-v, --verbose', t.__('show every change and every answer'))
    .option('--no-color', t.__('use no colour; NO_COLOR works too'))
    .option('--no-input', t.__('ask nothing; missing input is an error'))
    .addOption(
      choice(
        '--completion <shell>',
        t.__('print completions for %(shells)s', { shells: SHELLS.join(', ') }),
        SHELLS,
      ),
    );
}
