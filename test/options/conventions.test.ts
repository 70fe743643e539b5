// What people know from other command lines works here, or is answered with the way it does.

import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { isProblem } from '../../src/model/errors.ts';
import { createCommand } from '../../src/options/command.ts';
import { flagsOf, SHELLS } from '../../src/options/completion.ts';
import { manPage } from '../../src/options/man-page.ts';
import { parseOptions } from '../../src/options/parse-options.ts';
import { en } from '../language/english.ts';

const SITE = 'example.com';

function options(...args: readonly string[]) {
  const parsed = parseOptions(en, args);
  if (parsed.type !== 'run') throw new Error(`not a run: ${parsed.type}`);
  return parsed.options;
}

function text(args: readonly string[], columns?: number): string {
  const parsed = parseOptions(en, args, {}, columns);
  if (parsed.type !== 'help') throw new Error(parsed.type);
  return parsed.text;
}

function complaint(...args: readonly string[]): string {
  try {
    parseOptions(en, args);
  } catch (error) {
    if (isProblem(error, 'bad-option')) return error.facts.message;
    throw error;
  }
  throw new Error(`accepted: ${args.join(' ')}`);
}

describe('a first word', () => {
  it.each(['bisect', 'diagnose', 'restore', 'check'] as const)('%s is the mode', (word) => {
    expect(options(word, SITE)).toMatchObject({ mode: word, site: SITE });
  });

  it('asks for help or the version as in other programs', () => {
    expect(parseOptions(en, ['help']).type).toBe('help');
    expect(parseOptions(en, ['version']).type).toBe('version');
  });

  it.each([
    ['bisekt', '--bisect'],
    ['diagnos', '--diagnose'],
    ['chekc', '--check'],
    ['restores', '--restore'],
  ])('%s is an error that suggests %s', (typed, flag) => {
    expect(complaint(typed, SITE)).toContain(`Did you mean ${flag}?`);
  });

  it('is a site where it looks like one, whatever its name', () => {
    for (const site of ['checks.example', 'restore.test', 'helpdesk', 'constructor']) {
      expect(options(site).site).toBe(site);
    }
  });

  it('behind the site is an error, not a second site', () => {
    expect(() => parseOptions(en, [SITE, 'elsewhere.test'])).toThrow();
  });
});

describe('short flags', () => {
  it('mean what they mean in other programs', () => {
    expect(options(SITE, '-y', '-q', '-o', 'a.json', '-f', 'json')).toMatchObject({
      yes: true,
      verbosity: 'quiet',
      output: 'a.json',
      format: 'json',
    });
    expect(options(SITE, '-v').verbosity).toBe('verbose');
    expect(parseOptions(en, ['-V']).type).toBe('version');
    expect(parseOptions(en, ['-h']).type).toBe('help');
  });

  it('include --json for --format json, and --no-input for no questions', () => {
    expect(options(SITE, '--check', '--json').format).toBe('json');
    expect(options(SITE, '--check', '--no-input').input).toBe(false);
    expect(complaint(SITE, '--no-input')).toContain('--bisect');
    expect(complaint(SITE, '--check', '--json', '-f', 'text')).toContain('Give one of them');
  });
});

describe('the help', () => {
  it('begins with examples', () => {
    expect(text(['--help']).split('\n').slice(0, 2)).toEqual([
      'Examples:',
      expect.stringMatching(/^ {2}wp-bisect example\.com {2,}\S/),
    ]);
  });

  it.each([40, 60, 80, 100])('fits a terminal of %i columns', (columns) => {
    const wide = text(['--help'], columns)
      .split('\n')
      .filter((line) => line.length > columns);
    // Commander breaks no title of a group.
    expect(wide.filter((line) => columns >= 60 || !/^\S.*:$/.test(line))).toEqual([]);
  });
});

describe('secrets for machines', () => {
  it('are read from stdin or from a program', () => {
    expect(options(SITE, '--bisect', '--password-stdin').secretSource).toEqual({
      kind: 'password',
      command: null,
    });
    expect(options(SITE, '--check', '--app-password-command', 'pass show x').secretSource).toEqual({
      kind: 'applicationPassword',
      command: 'pass show x',
    });
  });

  it.each([
    [[SITE, '--bisect', '--password-stdin', '--app-password-stdin'], 'one password'],
    [[SITE, '--bisect', '--password-stdin', '--password-command', 'x'], 'one of them'],
    [[SITE, '--password-stdin'], 'keyboard'],
    [['--sites', '-', '--check', '--password-stdin'], 'every site'],
    [[SITE, '--bisect', '--password=hunter2'], '--password-stdin'],
  ])('%j is refused with the reason', (args, reason) => {
    const said = complaint(...args);
    expect(said).toContain(reason);
    expect(said).not.toContain('hunter2');
  });
});

describe('many sites', () => {
  it('are answered with a line of JSON each', () => {
    expect(options('--sites', 'list.txt', '--check', '--parallel', '8')).toMatchObject({
      site: null,
      sites: 'list.txt',
      format: 'ndjson',
      parallel: 8,
    });
  });

  it.each([
    [['--sites', 'l', '--bisect'], 'own decision'],
    [['--sites', 'l', '--restore'], 'by itself'],
    [['--sites', 'l'], '--check or --diagnose'],
    [['--sites', 'l', '--check', SITE], 'into the list'],
    [['--sites', 'l', '--check', '--json'], 'Leave out the format'],
    [['--sites', 'l', '--check', '--resume'], '--output FILE'],
    [[SITE, '--check', '--resume'], '--sites FILE'],
  ])('%j is refused with the reason', (args, reason) => {
    expect(complaint(...args)).toContain(reason);
  });
});

describe('completions and the man page', () => {
  const flags = flagsOf(createCommand(en));

  it.each(SHELLS)('complete every flag in %s', (shell) => {
    const script = text(['--completion', shell]);
    for (const { names } of flags) {
      for (const name of names) {
        expect(script).toContain(shell === 'fish' ? name.replace(/^--?/, '') : name);
      }
    }
    expect(script).toContain('session');
  });

  it.skipIf(process.platform === 'win32')('complete flags, values and files in a real bash', () => {
    const complete = (...words: readonly string[]) => {
      const line = words.map((word) => `'${word}'`).join(' ');
      const script = `${text(['--completion', 'bash'])}
COMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; _wp_bisect; printf '%s\\n' "\${COMPREPLY[@]}"`;
      return spawnSync('bash', ['-c', script], { encoding: 'utf8' }).stdout.trim().split('\n');
    };
    expect(complete('wp-bisect', '--di')).toEqual(['--diagnose']);
    expect(complete('wp-bisect', 'example.com', '--format', 'nd')).toEqual(['ndjson']);
    expect(complete('wp-bisect', '-f', '')).toContain('markdown');
    expect(complete('wp-bisect', '--output', 'package.js')).toEqual(['package.json']);
    expect(complete('wp-bisect', '--user', 'a')).toEqual(['']);
  });

  it('are refused for an unknown shell', () => {
    expect(complaint('--completion', 'tcsh')).toContain('bash, zsh, fish, powershell');
  });

  it('name every flag, variable and exit code in the man page', () => {
    const page = manPage('1.2.3').replaceAll('\\-', '-');
    for (const { names } of flags) for (const name of names) expect(page).toContain(name);
    for (const name of ['WP_BISECT_PASSWORD', '.B 130', '.SH EXAMPLES', '.SH EXIT STATUS']) {
      expect(page).toContain(name);
    }
    // A line that begins with a dot or a quote would be a request.
    for (const line of page.trimEnd().split('\n'))
      expect(line).toMatch(/^(?:\.(?:TH|SH|TP|B) ?|[^.'])/);
  });
});
