/** Answers as WP-CLI 2.12 does for the few commands that wp-bisect uses; compared with it in test/e2e. */

/** One installed plugin, must-use plugin or drop-in. */
type StandInPlugin = {
  readonly file: string;
  readonly title: string;
  readonly version?: string;
  readonly author?: string;
  readonly uri?: string;
  readonly requires?: string;
  readonly kind?: 'plugin' | 'must-use' | 'dropin';
};

/** The site behind it; a file holds it as JSON where the stand-in runs as a program. */
export type StandInSite = {
  home: string;
  siteurl: string;
  plugins: readonly StandInPlugin[];
  /** The option `permalink_structure`; default `/%postname%/`. */
  permalinks?: string;
  /** The option `active_plugins`, as the JSON that PHP prints for it. */
  active: string;
  /** The network's option `active_sitewide_plugins`, likewise; none where there is no network. */
  sitewide?: string;
};

/** What a call printed, and how it ended. */
export type Printed = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** How a site or its host misbehaves. */
export type Quirks = {
  /** Printed before every answer, as PHP does with `display_errors`. */
  readonly noise?: string;
  /** `docker exec` without `-i`: the program's input is empty. */
  readonly noInput?: boolean;
  /** The host forbids `wp eval`. */
  readonly noEval?: boolean;
};

/** Runs one command on `site`. Global options may stand anywhere, as with the real one. */
export function standIn(
  site: StandInSite,
  args: readonly string[],
  input = '',
  quirks: Quirks = {},
): Printed {
  const words = args.filter((arg) => !arg.startsWith('--') && !arg.startsWith('@'));
  const flags = new Map(
    args.flatMap((arg) => {
      const [, name = '', value = ''] = /^--([\w-]+)(?:=([\s\S]*))?$/u.exec(arg) ?? [];
      return name === '' ? [] : [[name, value] as const];
    }),
  );
  const answer = answerTo(site, words, flags, quirks.noInput ? '' : input, quirks);
  const noise = quirks.noise ?? '';
  return { ...answer, stdout: answer.stdout === '' ? '' : noise + answer.stdout };
}

function answerTo(
  site: StandInSite,
  words: readonly string[],
  flags: ReadonlyMap<string, string>,
  input: string,
  quirks: Quirks,
): Printed {
  const [group, verb, name, value] = words;
  if (group === 'plugin' && verb === 'list') return print(php(rowsOf(site, flags.get('fields'))));
  if (group === 'plugin' && verb === 'delete') return remove(site, name);
  if (group === 'eval' && verb?.includes('get_plugins')) {
    return quirks.noEval
      ? fail('The eval command has been disabled.')
      : print(php(headersOf(site)));
  }
  if (group === 'site' && verb === 'option') return siteOption(site, words.slice(2), input);
  if (group !== 'option') return fail(`'${words.join(' ')}' is not a registered wp command.`);
  if (verb === 'get' && (name === 'home' || name === 'siteurl')) return print(`${site[name]}\n`);
  if (verb === 'get' && name === 'permalink_structure') {
    return print(`${site.permalinks ?? '/%postname%/'}\n`);
  }
  if (verb === 'get' && name === 'active_plugins') return print(`${site.active}\n`);
  if (verb === 'update' && name === 'active_plugins') {
    return update(site.active, name, value ?? input, (next) => {
      site.active = next;
    });
  }
  return fail(`Could not get '${name}' option. Does it exist?`);
}

function remove(site: StandInSite, name: string | undefined): Printed {
  const left = site.plugins.filter(({ file }) => nameOf(file) !== name);
  if (left.length === site.plugins.length) {
    return {
      code: 0,
      stdout: 'Success: Plugin already deleted.\n',
      stderr: `Warning: The '${name}' plugin could not be found.\n`,
    };
  }
  site.plugins = left;
  return print(`Deleted '${name}' plugin.\nSuccess: Deleted 1 of 1 plugins.\n`);
}

/** What WP-CLI calls a plugin: its folder, or its file without the ending. */
function nameOf(file: string): string {
  return file.replace(/\/.*|\.php$/u, '');
}

function siteOption(site: StandInSite, words: readonly string[], input: string): Printed {
  const [verb, name = '', value] = words;
  if (site.sitewide === undefined) return fail('This is not a multisite installation.');
  if (verb === 'get') return print(`${site.sitewide}\n`);
  return update(
    site.sitewide,
    name,
    value ?? input,
    (next) => {
      site.sitewide = next;
    },
    'site option',
  );
}

function update(
  before: string,
  name: string,
  given: string,
  keep: (next: string) => void,
  kind = 'option',
): Printed {
  const text = given.trim();
  if (!isJson(text)) return fail(`Invalid JSON: ${given}`);
  const next = asPhpPrints(text);
  keep(next);
  return print(
    next === before
      ? `Success: Value passed for '${name}' ${kind} is unchanged.\n`
      : `Success: Updated '${name}' ${kind}.\n`,
  );
}

function isJson(text: string): boolean {
  try {
    return JSON.parse(text) !== null;
  } catch {
    return false;
  }
}

/** Decoded and encoded by PHP: slashes escaped, an object whose keys count from 0 becomes a list. */
function asPhpPrints(text: string): string {
  const members = [...text.matchAll(/(?:"((?:[^"\\]|\\.)*)"\s*:\s*)?("(?:[^"\\]|\\.)*"|\d+)/gu)];
  if (!/^[[{]/u.test(text)) return php(JSON.parse(text));
  const isList = members.every(([, key], index) => key === undefined || key === String(index));
  const values = members.map(([, , value = '']) => php(JSON.parse(value)));
  if (isList) return `[${values.join(',')}]`;
  const keys = members.map(([, key = '']) => php(JSON.parse(`"${key}"`)));
  return `{${keys.map((key, index) => `${key}:${values[index]}`).join(',')}}`;
}

function php(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replace(
      /[\u007f-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}

function activeFiles(site: StandInSite): ReadonlySet<string> {
  return new Set(Object.values(JSON.parse(site.active) as Record<string, string>));
}

function rowsOf(site: StandInSite, fields: string | undefined) {
  const on = activeFiles(site);
  const onNetwork = new Set(Object.keys(JSON.parse(site.sitewide ?? '[]') as object));
  const wanted = (fields ?? 'name,status,version').split(',');
  return site.plugins.map((plugin) => {
    const { file, title, version = '', kind = 'plugin' } = plugin;
    const state = onNetwork.has(file) ? 'active-network' : on.has(file) ? 'active' : 'inactive';
    const name = kind === 'dropin' ? file : nameOf(file);
    const status = kind === 'plugin' ? state : kind;
    const row: Record<string, string> = { name, file, status, version, title };
    return Object.fromEntries(wanted.map((field) => [field, row[field] ?? '']));
  });
}

function headersOf(site: StandInSite) {
  const plugins = site.plugins.filter(({ kind = 'plugin' }) => kind === 'plugin');
  return Object.fromEntries(
    plugins.map(({ file, title, version = '', author = '', uri = '', requires = '' }) => [
      file,
      { Name: title, PluginURI: uri, Version: version, Author: author, RequiresPlugins: requires },
    ]),
  );
}

function print(stdout: string): Printed {
  return { code: 0, stdout, stderr: '' };
}

function fail(message: string): Printed {
  return { code: 1, stdout: '', stderr: `Error: ${message}\n` };
}
