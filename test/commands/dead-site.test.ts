import { describe, expect, it } from 'vitest';
import { whatEndsEveryPage } from '../../src/commands/dead-site.ts';
import type { Difference } from '../../src/model/report.ts';
import { answer } from '../wordpress/switches/fake-site.ts';

const UNREAD: Difference = {
  missing: [],
  appeared: [],
  unknown: { plugins: ['a/a'], since: '2026-01-01T00:00:00.000Z' },
};
const fatalIn = (file: string) =>
  JSON.stringify({
    code: 'internal_server_error',
    message: 'There has been a critical error on this website.',
    data: { status: 500, error: { type: 1, message: 'Uncaught Error', file, line: 7 } },
  });

/** What a site that answers every request like this is told of. */
async function toldOf(text: string | null, difference = UNREAD) {
  const asked: string[] = [];
  const send = async ({
    url,
    headers,
  }: {
    url: string;
    headers?: Readonly<Record<string, string>>;
  }) => {
    asked.push(`${url} ${headers?.accept}`);
    if (text === null) throw new Error('no answer');
    return answer(500, text, { 'content-type': 'application/json' });
  };
  const address = { restRoot: 'http://site.test/wp-json/' };
  const connected = { address, clients: { anonymous: { send } } } as never;
  return { notes: await whatEndsEveryPage(difference, connected), asked };
}

describe('a site whose list of plugins could not be read after a run', () => {
  it.each([
    ['/srv/www/wp-content/plugins/fragile/inc/boot.php', 'fragile'],
    ['/srv/www/wp-content/plugins/single.php', 'single'],
  ])('is told which plugin ends every request: %s', async (file, plugin) => {
    const { notes, asked } = await toldOf(fatalIn(file));
    expect(notes).toEqual([{ type: 'ends-every-page', plugin }]);
    expect(asked).toEqual(['http://site.test/wp-json/ application/json']);
  });

  it.each([
    ['a theme dies', fatalIn('/srv/www/wp-content/themes/acme/functions.php')],
    ['the server says no more', 'Internal Server Error'],
    ['nothing answers', null],
  ])('is told of no plugin where %s', async (_, text) => {
    expect((await toldOf(text)).notes).toEqual([]);
  });

  it('is not asked where the list was read', async () => {
    const { notes, asked } = await toldOf(fatalIn('/x/plugins/a/a.php'), {
      missing: [],
      appeared: [],
    });
    expect([notes, asked]).toEqual([[], []]);
  });
});
