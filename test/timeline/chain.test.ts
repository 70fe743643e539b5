import { expect, it } from 'vitest';
import { chain, depthOf, draw } from './chain.ts';

const sent = (label: string, start: number, end: number) => ({ label, start, end });

it('requests sent in parallel count as one step', () => {
  const links = chain([sent('a', 0, 300), sent('b', 1, 290), sent('c', 2, 310)]);
  expect(links.map(({ depth, after }) => [depth, after])).toEqual([
    [1, null],
    [1, null],
    [1, null],
  ]);
});

it('a request follows the answers that had come when it was sent, and no others', () => {
  const links = chain([
    sent('a', 0, 100),
    sent('b', 101, 200),
    sent('c', 90, 400),
    sent('d', 210, 300),
  ]);
  expect(links.map(({ label, depth, after }) => [label, depth, after])).toEqual([
    ['a', 1, null],
    ['c', 1, null],
    ['b', 2, 0],
    ['d', 3, 2],
  ]);
  expect(depthOf(links)).toBe(3);
});

it('the drawing counts the requests and the longest chain', () => {
  const lines = draw(chain([sent('GET /', 0, 500), sent('GET /wp-json/', 500, 1000)]), 10);
  expect(lines).toEqual([
    '   # depth waited    |          | 1.0 s',
    '   1     1           |#####     | GET /',
    '   2     2 after 1   |     #### | GET /wp-json/',
    '2 requests, 2 of them one behind the other, 1.0 s.',
  ]);
});

it('a run without a request has depth 0', () => {
  expect(draw(chain([])).at(-1)).toBe('0 requests, 0 of them one behind the other, 0.0 s.');
});
