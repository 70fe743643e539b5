// What is heard of a site's list before anything is sent to it: one voice or several, and how sure that is.
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../mocks/simulated/clock.ts';
import { Problem } from '../../../src/model/errors.ts';
import type { Statuses } from '../../../src/wordpress/plugins/plugin-list.ts';
import { listen, type ReadList, readAgreed } from '../../../src/wordpress/switches/listen.ts';

/** A list on which these plugins, one a letter, are active, and the others are not. */
const list = (active: string): Statuses =>
  new Map([...'abc'].map((each) => [each, active.includes(each) ? 'active' : 'inactive']));

/** Reads these lists, one after the other; the last one from then on. */
function tells(...lists: readonly (string | Error)[]) {
  const hows: unknown[] = [];
  const read: ReadList = async (_, how) => {
    hows.push(how);
    const next = lists[Math.min(hows.length, lists.length) - 1] ?? '';
    if (next instanceof Error) throw next;
    return list(next);
  };
  return { read, hows };
}

const known = list('ab');

describe('a plugin list before the first change', () => {
  test('is read several times at once, over connections of their own', async () => {
    const { read, hows } = tells('ab');
    const heard = await listen(read, { known });
    expect(heard).toEqual({ statuses: known, twoVoices: false });
    expect(hows).toEqual([1, 2, 3].map(() => ({ ownConnection: true })));
  });

  test.each([
    ['of two servers in turn', ['a', 'ab', 'a', 'ab', 'a', 'ab']],
    ['of one server in three that is behind', ['ab', 'a', 'ab', 'ab', 'ab', 'a']],
    ['of three servers, each with another one', ['a', 'b', 'ab', 'b', 'a', 'ab']],
    ['that goes back to what it said before', ['a', 'a', 'a', 'ab', 'ab', 'ab']],
    ['that is only behind now and then', ['ab', 'a', 'ab', 'ab', 'ab', 'ab']],
  ])('%s counts as two lists', async (_, lists) => {
    expect(await listen(tells(...lists).read, { known })).toMatchObject({ twoVoices: true });
  });

  test.each([
    ['before it was read again', ['abc']],
    ['while it was read again', ['ab', 'abc', 'abc', 'abc']],
    ['while it was read the third time', ['abc', 'abc', 'abc', 'abc', 'a']],
  ])('that another administrator changes %s counts as one list', async (_, lists) => {
    const heard = await listen(tells(...lists).read, { known });
    expect(heard).toEqual({ statuses: list(lists.at(-1) ?? ''), twoVoices: false });
  });

  test('on which REST and wp-admin differ is read until it is steady', async () => {
    const steady = tells('ab');
    expect(await listen(steady.read, { known, disputed: true })).toMatchObject({
      twoVoices: false,
    });
    expect(steady.hows).toHaveLength(6);
  });

  test('is judged by the readings that succeeded', async () => {
    const { read } = tells(new Error('cut off'), 'ab', 'ab');
    expect(await listen(read, { known })).toMatchObject({ twoVoices: false });
    const none = tells(new Error('cut off'));
    await expect(listen(none.read, { known })).rejects.toThrow('cut off');
  });

  test.each([
    ['REST or wp-admin alone', 1, [0.12, 0.17]],
    ['both', 2, [0.06, 0.11]],
  ] as const)(
    'of two servers at random, read by %s, seldom passes for one list',
    async (...given) => {
      const [, first, [least, most]] = given;
      const random = seededRandom(20_261_128);
      const read: ReadList = async () => list(random() < 0.5 ? 'a' : 'ab');
      const times = 4_000;
      let missed = 0;
      for (let time = 0; time < times; time += 1) {
        const told = await Promise.all(Array.from({ length: first }, () => read()));
        const disputed = told.some((each) => each.get('b') !== told[0]?.get('b'));
        const heard = await listen(read, { known: told.at(-1) ?? known, disputed });
        if (!heard.twoVoices) missed += 1;
      }
      // docs/decisions/lag.md tells these.
      expect(missed / times).toBeLessThan(most);
      expect(missed / times).toBeGreaterThan(least);
    },
  );
});

describe('a plugin list after the restore', () => {
  const wanted = new Set(['a', 'b']);
  test.each([
    ['one reading of three shows a plugin off', ['ab', 'a', 'ab'], 'a'],
    ['each reading shows another one off', ['a', 'b', 'ab'], ''],
    ['one reading shows what was not wanted', ['ab', 'abc', 'ab'], 'abc'],
  ])('is not believed where %s', async (_, lists, counts) => {
    expect(await readAgreed(tells(...lists).read, wanted)).toEqual(list(counts));
  });

  test('is read once more where none of the readings succeeded', async () => {
    const ended = new Error('signed out');
    const { read, hows } = tells(ended, ended, ended, 'ab');
    expect(await readAgreed(read, wanted)).toEqual(list('ab'));
    expect(hows.slice(3)).toEqual([undefined]);
    // Each try would cost one of the few sign-ins: from then on it is read once.
    expect(await readAgreed(read, wanted)).toEqual(list('ab'));
    expect(hows.slice(4)).toEqual([undefined]);
  });

  test('is not read once more where the site does not answer at all', async () => {
    const gone = new Problem('connection-failed', { host: 'a.test', cause: 'ETIMEDOUT' });
    const { read, hows } = tells(gone);
    await expect(readAgreed(read, wanted)).rejects.toBe(gone);
    expect(hows).toHaveLength(3);
  });
});
