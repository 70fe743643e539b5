import { expect, it } from 'vitest';
import { createPlaces } from '../../../src/wordpress/http/rate-limit.ts';

/** Work that ends when it is told to, and who of it has begun. */
function crowd(most: number) {
  const place = createPlaces(most);
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  async function work(name: string, signal?: AbortSignal) {
    const leave = await place(signal);
    begun.push(name);
    await new Promise<void>((resolve) => ends.set(name, resolve));
    leave();
  }
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { begun, work, settle, end: (name: string) => ends.get(name)?.() };
}

it('a limited number of requests is under way, and the longest waiting one is next', async () => {
  const { begun, work, settle, end } = crowd(2);
  for (const name of ['a', 'b', 'c', 'd']) void work(name);
  await settle();
  expect(begun).toEqual(['a', 'b']);
  end('b');
  await settle();
  expect(begun).toEqual(['a', 'b', 'c']);
});

it('a request that is cancelled while waiting takes no place', async () => {
  const { begun, work, settle, end } = crowd(1);
  const stop = new AbortController();
  void work('a');
  const gaveUp = work('b', stop.signal).catch(() => 'gave up');
  void work('c');
  await settle();
  stop.abort();
  expect(await gaveUp).toBe('gave up');
  end('a');
  await settle();
  expect(begun).toEqual(['a', 'c']);
  end('c');
  await settle();
  void work('d');
  await settle();
  expect(begun).toEqual(['a', 'c', 'd']);
});

it('a signal has one listener, however many requests wait with it', async () => {
  const place = createPlaces(1);
  const stop = new AbortController();
  let listeners = 0;
  const { signal } = stop;
  const add = signal.addEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    listeners += 1;
    add(...args);
  };
  await place(signal);
  const waiters = Array.from({ length: 20 }, () => place(signal).catch(() => 'gave up'));
  expect(listeners).toBe(1);
  stop.abort();
  expect(await Promise.all(waiters)).toEqual(Array.from({ length: 20 }, () => 'gave up'));
});

it('a place that is given back twice counts once', async () => {
  const place = createPlaces(1);
  const leave = await place();
  leave();
  leave();
  await place();
  let hasTwo = false;
  void place().then(() => {
    hasTwo = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(hasTwo).toBe(false);
});
