/** Reads one argument each: the value, or an InvalidArgumentError that says what it looks like. */

import { InvalidArgumentError } from 'commander';
import { Problem } from '../model/errors.ts';
import { parseWpCliCommand, type WpCliCommand } from '../wordpress/wp-cli/command.ts';

/** Methods that read. Anything else would be carried out by every probe that passes. */
export const READING = ['GET', 'HEAD', 'OPTIONS'];

/** Any text that is not empty. */
export function text(typed: string): string {
  const trimmed = typed.trim();
  if (trimmed === '') throw new InvalidArgumentError('It is empty.');
  return trimmed;
}

/** A user name; refuses `name:password`. */
export function userName(typed: string): string {
  if (!typed.includes(':')) return text(typed);
  throw bad(
    '--user and --gate take the user name only: arguments can be read by every program on this machine. Put the password into the environment (see --help), or leave it out and it is asked for.',
  );
}

/** A whole number within limits. */
export function whole(least: number, most: number): (typed: string) => number {
  return (typed) => {
    const value = /^\d+$/.test(typed.trim()) ? Number(typed) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`);
  };
}

/** `--repeat`: a number, or `auto`. */
export function repeat(typed: string): number | 'auto' {
  if (typed === 'auto') return typed;
  const value = /^\d+$/.test(typed.trim()) ? Number(typed) : Number.NaN;
  if (value >= 1 && value <= 100) return value;
  throw new InvalidArgumentError('It is a whole number from 1 to 100, or auto.');
}

/**
 * `--fails-on`: statuses as numbers, REST codes as strings. Plugins choose codes freely
 * (`[jwt_auth] incorrect_password`, `rest_x[1]`); statuses of success are no failures.
 */
export function failsOn(typed: string): readonly (number | string)[] {
  const parts = typed.split(',').map((part) => part.trim());
  const all = parts.map((part) => {
    if (/^[345]\d\d$/.test(part)) return Number(part);
    if (/^[a-z_[][\w[\]. :/-]*$/i.test(part)) return part;
    throw new InvalidArgumentError(
      'It is a list of HTTP statuses from 300 to 599 and REST codes: 401,rest_login_required.',
    );
  });
  return [...new Set(all)];
}

/** `--wp-cli`, split into words. Throws `bad-wp-cli`. */
export function wpCli(typed: string): WpCliCommand {
  return parseWpCliCommand(typed);
}

/** A command-line mistake, in words. */
export function bad(message: string): Problem<'bad-option'> {
  return new Problem('bad-option', { message });
}
