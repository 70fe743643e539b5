/** Reads one argument each: the value, or an InvalidArgumentError that says what it looks like. */

import { InvalidArgumentError } from 'commander';
import type { Language } from '../language/language.ts';
import { Problem } from '../model/errors.ts';
import { parseWpCliCommand, type WpCliCommand } from '../wordpress/wp-cli/command.ts';

/** Any text that is not empty. */
export function text(t: Language): (typed: string) => string {
  return (typed) => {
    const trimmed = typed.trim();
    if (trimmed === '') throw new InvalidArgumentError(t.__('It is empty.'));
    return trimmed;
  };
}

/** A user name; refuses `name:password`. */
export function userName(t: Language): (typed: string) => string {
  return (typed) => {
    if (!typed.includes(':')) return text(t)(typed);
    throw bad(
      t.__(
        '--user and --gate take the user name only: every program on this machine can read arguments. Put the password into the environment (see --help), or leave it out: wp-bisect then asks for it.',
      ),
    );
  };
}

/** A whole number within limits. */
export function whole(t: Language, least: number, most: number): (typed: string) => number {
  return (typed) => {
    const value = /^\d+$/.test(typed.trim()) ? Number(typed) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(
      t.__('Give a whole number from %(least)s to %(most)s.', { least, most }),
    );
  };
}

/** `--repeat`: a number, or `auto`. */
export function repeat(t: Language): (typed: string) => number | 'auto' {
  return (typed) => {
    if (typed === 'auto') return typed;
    const value = /^\d+$/.test(typed.trim()) ? Number(typed) : Number.NaN;
    if (value >= 1 && value <= 100) return value;
    throw new InvalidArgumentError(t.__('Give a whole number from 1 to 100, or auto.'));
  };
}

/**
 * `--fails-on`: statuses as numbers, REST codes as strings. Plugins choose codes freely
 * (`[jwt_auth] incorrect_password`, `rest_x[1]`); statuses of success are no failures.
 */
export function failsOn(t: Language): (typed: string) => readonly (number | string)[] {
  return (typed) => {
    const parts = typed.split(',').map((part) => part.trim());
    const all = parts.map((part) => {
      if (/^[345]\d\d$/.test(part)) return Number(part);
      if (/^[a-z_[][\w[\]. :/-]*$/i.test(part)) return part;
      throw new InvalidArgumentError(
        t.__(
          'Give a list of HTTP statuses from 300 to 599 and REST codes: 401,rest_login_required.',
        ),
      );
    });
    return [...new Set(all)];
  };
}

/** `--wp-cli`, split into words. Throws `bad-wp-cli`. */
export function wpCli(typed: string): WpCliCommand {
  return parseWpCliCommand(typed);
}

/** A command-line mistake, in words. */
export function bad(message: string): Problem<'bad-option'> {
  return new Problem('bad-option', { message });
}

/** A flag as it is typed: `maxProbes` is `--max-probes`. */
export function dashed(flag: string): string {
  return `--${flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
