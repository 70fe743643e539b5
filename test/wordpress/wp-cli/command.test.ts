import { execFileSync } from 'node:child_process';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { isProblem } from '../../../src/model/errors.ts';
import { argumentsFor, atAlias, parseWpCliCommand } from '../../../src/wordpress/wp-cli/command.ts';

const wordsOf = (typed: string) => {
  const { program, args } = parseWpCliCommand(typed);
  return [program, ...args];
};

describe('the command of --wp-cli', () => {
  it.each([
    ['wp @prod', ['wp', '@prod']],
    ['  ssh host\twp --path=/srv/www \n', ['ssh', 'host', 'wp', '--path=/srv/www']],
    ['docker exec -i site wp', ['docker', 'exec', '-i', 'site', 'wp']],
    [`wp --path='/srv/my site'`, ['wp', '--path=/srv/my site']],
    ['wp --path="/srv/my site"', ['wp', '--path=/srv/my site']],
    [String.raw`wp --path=/srv/my\ site`, ['wp', '--path=/srv/my site']],
    [
      String.raw`'C:\php\php.exe' "C:\wp-cli.phar"`,
      [String.raw`C:\php\php.exe`, String.raw`C:\wp-cli.phar`],
    ],
    [
      String.raw`wp "a \"quoted\" word" "one \\ backslash"`,
      ['wp', 'a "quoted" word', String.raw`one \ backslash`],
    ],
    [`wp '' a""b`, ['wp', '', 'ab']],
    [
      'wp $HOME `id` *.php && rm; x|y >z',
      ['wp', '$HOME', '`id`', '*.php', '&&', 'rm;', 'x|y', '>z'],
    ],
  ])('%s is split into %j', (typed, words) => {
    expect(wordsOf(typed)).toEqual(words);
  });

  it.each([
    ['', 'empty'],
    [' \t', 'empty'],
    [`'' wp`, 'empty'],
    [`wp --path='/srv`, 'open-quote'],
    ['wp "a\\"', 'open-quote'],
    ['wp \\', 'open-escape'],
    ['wp \u0000', 'control-character'],
    ['wp \u001b[31m', 'control-character'],
  ])('is refused where it cannot be split: %j', (typed, why) => {
    let thrown: unknown;
    try {
      parseWpCliCommand(typed);
    } catch (error) {
      thrown = error;
    }
    expect(isProblem(thrown, 'bad-wp-cli') && thrown.facts).toEqual({ why });
  });

  property.prop([fc.array(fc.string({ unit: 'grapheme-ascii' }))])(
    'keeps every word in single quotes as it is',
    (words) => {
      const safe = words.map((word) => word.replaceAll("'", ''));
      const typed = ['wp', ...safe.map((word) => `'${word}'`)].join(' ');
      expect(wordsOf(typed)).toEqual(['wp', ...safe]);
    },
  );
});

describe("WP-CLI's own arguments", () => {
  const NASTY = [
    `it's`,
    '$(touch x)',
    '`id`',
    'a b',
    '&& reboot',
    '"',
    '\\',
    '*',
    '~',
    '',
    '--x=$y',
  ];

  it.each([
    'ssh host wp',
    '/usr/bin/ssh -p 22 host wp',
    'sshpass -e ssh host wp',
    'SSH.EXE host wp',
  ])('reach the program as they are through a shell on the other side: %s', (typed) => {
    const command = parseWpCliCommand(typed);
    const remote = argumentsFor(command, NASTY).slice(command.args.length);
    const line = `printf '%s\\n' ${remote.join(' ')}`;
    const printed = execFileSync('/bin/sh', ['-c', line], { encoding: 'utf8' });
    expect(printed.split('\n').slice(0, -1)).toEqual(NASTY);
  });

  it.each(['wp @prod', 'docker exec site wp', 'kubectl exec pod -- wp', 'wp --ssh=host'])(
    'are not quoted where no shell reads them: %s',
    (typed) => {
      const command = parseWpCliCommand(typed);
      expect(argumentsFor(command, NASTY)).toEqual([...command.args, ...NASTY]);
    },
  );
});

describe('an alias', () => {
  it.each([
    ['wp', 'wp @prod'],
    ['wp --allow-root', 'wp @prod --allow-root'],
    [
      'ssh -p 22 host wp --path=/srv --allow-root',
      'ssh -p 22 host wp @prod --path=/srv --allow-root',
    ],
    ['docker exec -i site wp', 'docker exec -i site wp @prod'],
    ['php wp.phar --allow-root', 'php wp.phar @prod --allow-root'],
  ])('is the first word of WP-CLI in %s', (typed, wanted) => {
    const { program, args } = atAlias(parseWpCliCommand(typed), '@prod');
    expect([program, ...args].join(' ')).toBe(wanted);
  });
});
