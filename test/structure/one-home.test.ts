// One fact has one home: what was read in several places once, each a little differently, is read in one.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const FILES = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  // What is compiled from the translations holds the words of all of them.
  .filter((path) => /\.tsx?$/.test(path) && path !== 'language/ru.ts')
  .map((path) => ({ path, text: readFileSync(join('src', path), 'utf8') }));

/** Without comments: they may name what they explain. */
function codeOf(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

describe('one fact, one home:', () => {
  it.each<[fact: string, mark: RegExp, homes: readonly string[]]>([
    [
      'where a redirect leads',
      /headers\.get\('location'\)/,
      // As it was sent: a report shows it, and firewalls are told by words in it.
      ['symptoms/observe.ts', 'wordpress/http/response-source.ts', 'wordpress/http/urls.ts'],
    ],
    [
      'which address is a login form',
      /\\?\/wp-login\\?\.php['$]|'reauth'/,
      ['wordpress/http/urls.ts'],
    ],
    ['which page shows the login form', /loginform/, ['wordpress/http/urls.ts']],
    ['what a REST error looks like', /additional_errors/, ['wordpress/http/rest-error.ts']],
    ['how long a site asks to wait', /'retry-after'\)\?/, ['wordpress/http/retry.ts']],
    [
      'what a server error says',
      /new Problem\(\s*'server-error'/,
      ['wordpress/http/rest-error.ts'],
    ],
    ['what is accepted', /application\/xhtml/, ['wordpress/http/client.ts']],
    ['how a Set-Cookie line is read', /Cookie\.parse|max-age/i, ['wordpress/http/cookies.ts']],
    [
      'how HTML becomes text',
      /&(?:amp|nbsp|quot);|fromCodePoint/,
      [
        // What writes HTML and Markdown, and what hides a secret that was sent back in HTML.
        'report/html-parts.ts',
        'report/markdown.ts',
        'wordpress/http/echoes.ts',
      ],
    ],
    ['which host names are one', /\^www\\\./, ['model/host-names.ts']],
    ['how a secret is hidden', /'\*\*\*'/, ['model/secrets.ts']],
    ['how an address becomes new to caches', /'wp_bisect'/, ['wordpress/http/caches.ts']],
    [
      'who is in front of a site',
      /x-kinsta|x-sucuri-id|x-varnish|x-fw-/,
      ['wordpress/http/header-marks.ts'],
    ],
    [
      'what a JSON object is',
      /as (?:Readonly<)?Record<string, unknown>/,
      ['wordpress/http/json.ts'],
    ],
  ])('%s is decided in these files only', (_, mark, homes) => {
    const found = FILES.filter(({ text }) => mark.test(codeOf(text))).map(({ path }) => path);
    expect(found.toSorted()).toEqual(homes);
  });
});
