/** What a person can ask for, as plain data. */

import { extname } from 'node:path';
import type { Locale } from '../language/language.ts';
import type { Audience, Identity, RequestBody, SwitchKind } from '../model/report.ts';
import type { TypedRequest } from '../symptoms/parse-request.ts';
import type { WpCliCommand } from '../wordpress/wp-cli/command.ts';

/** How the answer is written. */
export type Format = 'text' | 'json' | 'ndjson' | 'markdown' | 'html';

/** A password that is read when it is needed: from stdin, or from what a program prints. */
export type SecretSource = {
  readonly kind: 'password' | 'applicationPassword';
  /** The program with its arguments, as typed; null: stdin. */
  readonly command: string | null;
};

/** A header whose value is the first line of a file, which is read before anything is sent. */
export type HeaderFile = {
  readonly flag: '--header' | '--site-header';
  readonly name: string;
  readonly path: string;
};

/** Everything a person asked for. Plain data; secrets come from the environment only. */
export type Options = {
  /** The site as typed, or an alias of WP-CLI (`@prod`); null where it has to be asked for. */
  readonly site: string | null;
  readonly mode: 'interactive' | 'bisect' | 'diagnose' | 'restore' | 'check' | 'recheck';
  /** Many sites instead of one: a file, or `-` for stdin; null: one. */
  readonly sites: string | null;
  /** With `sites`: those that the answer's file has already are skipped. */
  readonly resume: boolean;
  readonly user: string | null;
  readonly secrets: {
    readonly applicationPassword: string | null;
    readonly password: string | null;
    readonly gatePassword: string | null;
    /** WordPress' Recovery Mode link, which works once. Its query is a secret. */
    readonly recoveryLink: string | null;
    readonly woocommerceKey: string | null;
    readonly woocommerceSecret: string | null;
    readonly bearer: string | null;
  };
  /** Where a password comes from that is not in the environment. */
  readonly secretSource: SecretSource | null;
  readonly loginUrl: string | null;
  /** The user name of a password gate in front of the site. */
  readonly gate: string | null;
  readonly caFile: string | null;
  readonly insecure: boolean;
  /** Whose problem it is; null: everybody's is looked for. */
  readonly audience: Audience | null;
  /** Passwords may go over plain http to a public host, also when `http://` was not typed. */
  readonly allowHttp: boolean;
  /** Empty: the survey finds what fails. */
  readonly requests: readonly TypedRequest[];
  /** Who sends `requests`; null where the person did not say. */
  readonly as: Identity | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Headers of every request to the site's own origin; their values are secrets. */
  readonly siteHeaders: Readonly<Record<string, string>>;
  /** Headers that are still to be read. */
  readonly headerFiles: readonly HeaderFile[];
  /** Values of headers that are told nowhere. */
  readonly hidden: readonly string[];
  /** The file of the request's body, or `-` for stdin; null: none. */
  readonly data: string | null;
  /** What is in that file, once it is read. */
  readonly body: RequestBody | null;
  /** HTTP statuses (numbers) and REST codes (strings). */
  readonly failsOn: readonly (number | string)[];
  readonly switch: 'auto' | SwitchKind;
  /** The command that reaches WP-CLI on the site; null: none. */
  readonly wpCli: WpCliCommand | null;
  readonly installHealthCheck: boolean;
  /** Consent to switch plugins that are active for a whole network of sites. */
  readonly network: boolean;
  /** Consent to put the tracer on the site for a moment, so that it names the line that answers. */
  readonly trace: boolean;
  readonly keep: readonly string[];
  readonly only: readonly string[];
  /** Probes per set; null where the person did not say. */
  readonly repeat: number | 'auto' | null;
  /** Probes side by side, under `isolated`. */
  readonly parallel: number;
  /** How a culprit is proven where plugins are really switched; null: as its evidence asks for. */
  readonly proof: 'reversal' | 'full' | null;
  /** So many probes a symptom at most; null: as many as were forecast. */
  readonly maxProbes: number | null;
  readonly leaveOff: boolean;
  /** Overlapping culprits too. */
  readonly all: boolean;
  readonly format: Format;
  /** The JSON report whose requests are sent again; given in the mode `recheck`. */
  readonly recheck: string | null;
  /** A file for the WordPress Playground blueprint; null: none. */
  readonly blueprint: string | null;
  /** A file for the answer; null: stdout. */
  readonly output: string | null;
  /** A file that gets the answer as Markdown, behind what is in it: the summary of a job. */
  readonly summary: string | null;
  readonly verbosity: 'quiet' | 'normal' | 'verbose';
  /** False with --no-color or NO_COLOR; true still asks for a terminal. */
  readonly color: boolean;
  /** Seconds one request may take. */
  readonly timeoutSeconds: number;
  /** The language typed; null: what the environment says. */
  readonly lang: Locale | null;
  /** The language of the support message; null: the one of the run. */
  readonly messageLang: Locale | null;
  readonly yes: boolean;
  /** False: nobody is asked anything, also at a terminal. */
  readonly input: boolean;
  /** The folder of journals; null: the system's usual place. */
  readonly home: string | null;
};

/** What the command line asks for. */
export type Parsed =
  | {
      readonly type: 'run';
      readonly options: Options;
      /** Variables of the environment that the flags name for secrets. */
      readonly variables: readonly string[];
    }
  /** A tracer to be put on the site by hand: nothing is sent. */
  | { readonly type: 'tracer'; readonly site: string; readonly home: string | null }
  /** A text to print: the help, or completions for a shell. */
  | { readonly type: 'help'; readonly text: string }
  | { readonly type: 'version' };

/** Every format, in the order of the help. */
export const FORMATS: readonly Format[] = ['text', 'json', 'ndjson', 'markdown', 'html'];

const ENDINGS: ReadonlyMap<string, Format> = new Map([
  ['.txt', 'text'],
  ['.json', 'json'],
  ['.ndjson', 'ndjson'],
  ['.md', 'markdown'],
  ['.html', 'html'],
]);

/** The format that the ending of a file's name asks for; null for any other ending. */
export function formatOfFile(path: string): Format | null {
  return ENDINGS.get(extname(path).toLowerCase()) ?? null;
}
