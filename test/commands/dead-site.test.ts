import { describe, expect, it } from 'vitest';
import { whatEndsEveryPage } from '../../src/commands/dead-site.ts';
import type { HttpRequest } from '../../src/wordpress/http/types.ts';
import { answer } from '../wordpress/switches/fake-site.ts';

const fatalIn = (file: string) =>
  JSON.stringify({
    code: 'internal_server_error',
    message: 'There has been a critical error on this website.',
    data: { status: 500, error: { type: 1, message: 'Uncaught Error', file, line: 7 } },
  });

/** What a site that answers every request like this is told of. */
async function toldOf(text: string | null) {
  const asked: string[] = [];
  const at =
    (origin: string) =>
    async ({ url, headers }: HttpRequest) => {
      asked.push(`${url.replace(origin, '')} ${new Headers(headers).get('accept')}`);
      if (text === null) throw new Error('no answer');
      return answer(500, text, { 'content-type': 'application/json' });
    };
  const address = { restRoot: 'http://site.test/wp-json/' };
  return { notes: await whatEndsEveryPage({ address, connection: { at } }), asked };
}

describe('a site whose list of plugins cannot be read', () => {
  it.each([
    ['/srv/www/wp-content/plugins/fragile/inc/boot.php', 'fragile'],
    ['/srv/www/wp-content/plugins/single.php', 'single'],
  ])('is told which plugin ends every request: %s', async (file, plugin) => {
    const { notes, asked } = await toldOf(fatalIn(file));
    expect(notes).toEqual([{ type: 'ends-every-page', plugin }]);
    expect(asked).toEqual(['/wp-json/ application/json']);
  });

  it.each([
    ['a theme dies', fatalIn('/srv/www/wp-content/themes/acme/functions.php')],
    ['the server says no more', 'Internal Server Error'],
    ['nothing answers', null],
  ])('is told of no plugin where %s', async (_, text) => {
    expect((await toldOf(text)).notes).toEqual([]);
  });
});
