// What is asked of a live site for a diagnosis: each question once, and only so many.
import { describe, expect, it } from 'vitest';
import type { DiagnosisInput } from '../../src/diagnosis/input.ts';
import { askIfSpare, askOnce, isAnswer, look, lookAgain } from '../../src/diagnosis/reader.ts';
import { readerOf } from '../../src/diagnosis/server-reader.ts';
import { Problem } from '../../src/model/errors.ts';
import { ADDRESS, html } from '../symptoms/answers.ts';
import { sampleInput } from './sample-input.ts';
import { symptom } from './samples.ts';

/** A scene, and what was explored without a credential. */
function exploring(special: Parameters<typeof sampleInput>[0] = {}) {
  const explored: string[] = [];
  const { scene, sent } = sampleInput({
    typed: ADDRESS.home,
    explore: async ({ url }) => {
      explored.push(url);
      return html(200, '<title>Shop</title>', { url });
    },
    ...special,
  });
  return { scene, sent, explored };
}

const page = (number: number) => `${ADDRESS.home}page-${number}`;

async function askMany(scene: DiagnosisInput, purse: 'access' | 'server') {
  const answers: boolean[] = [];
  for (let number = 0; number < 12; number += 1) {
    const url = page(purse === 'access' ? number : number + 100);
    answers.push(isAnswer(await askOnce(scene, 'anonymous', { url }, purse)));
  }
  return answers.filter(Boolean).length;
}

describe('a request of a check', () => {
  it('is sent once for all checks that need its answer', async () => {
    const { scene, sent, explored } = exploring();
    await readerOf(scene).trail();
    await readerOf(scene).seen();
    const front = await look(scene, 'anonymous', ADDRESS.home);
    expect(front?.text).toContain('Shop');
    expect([explored, sent]).toEqual([[ADDRESS.home], []]);
  });

  it('is sent once for each sender where a gate was opened', async () => {
    const { scene, sent, explored } = exploring({ given: { gate: true } });
    await readerOf(scene).trail();
    await look(scene, 'anonymous', ADDRESS.home);
    expect([explored.length, sent.length]).toEqual([1, 1]);
  });

  it('is sent again where the answer may have changed', async () => {
    const { scene, sent } = exploring();
    await lookAgain(scene, { as: 'anonymous', url: page(1) });
    await lookAgain(scene, { as: 'anonymous', url: page(1) });
    expect(sent).toHaveLength(2);
  });

  it.each([
    ['a healthy site', {}, 6, 4],
    ['a site with a failure', { symptoms: [symptom('/wp-json/wp/v2/posts', {})] }, 10, 8],
  ] as const)(
    'stays within two budgets, neither of which uses up the other: %s',
    async (_, special, access, server) => {
      const { scene } = exploring(special);
      expect(await askMany(scene, 'access')).toBe(access);
      expect(await askMany(scene, 'server')).toBe(server);
      // What is known already costs nothing.
      expect(isAnswer(await askOnce(scene, 'anonymous', { url: page(0) }, 'server'))).toBe(true);
    },
  );

  it('is kept back near the end of the budget for the checks of who answers', async () => {
    const { scene } = exploring({ symptoms: [symptom('/wp-json/wp/v2/posts', {})] });
    const spare: boolean[] = [];
    for (let number = 0; number < 6; number += 1) {
      spare.push(isAnswer(await askIfSpare(scene, 'anonymous', page(number))));
    }
    expect(spare).toEqual([true, true, true, true, false, false]);
    expect(isAnswer(await askIfSpare(scene, 'anonymous', page(0)))).toBe(true);
    expect(await askMany(scene, 'server')).toBe(4);
  });

  it('is not sent as an account whose credential is missing', async () => {
    const { scene, sent, explored } = exploring({ proven: [] });
    expect(await look(scene, 'session', ADDRESS.home)).toBeNull();
    expect([explored, sent]).toEqual([[], []]);
  });

  it("gives the network's reason where no answer comes, and throws any other error", async () => {
    const failing = (error: Error) => exploring({ explore: () => Promise.reject(error) }).scene;
    const refused = new Problem('connection-refused', { host: 'shop.test' });
    const url = ADDRESS.home;
    expect(await askOnce(failing(refused), 'nobody', { url }, 'server')).toMatchObject({
      kind: 'not-looked',
      why: 'connection-refused',
    });
    const bug = failing(new TypeError('undefined is not a function'));
    await expect(askOnce(bug, 'nobody', { url }, 'server')).rejects.toThrow(TypeError);
  });

  it('accepts JSON from REST and HTML from pages, also without a client', async () => {
    const accepted: (string | undefined)[] = [];
    const { scene } = exploring({
      explore: async ({ url, headers }) => {
        accepted.push(headers?.Accept);
        return html(200, '', { url });
      },
    });
    for (const path of ['', 'wp-json/']) {
      await askOnce(scene, 'nobody', { url: ADDRESS.home + path }, 'server');
    }
    expect(accepted).toEqual([expect.stringContaining('text/html'), 'application/json']);
  });
});
