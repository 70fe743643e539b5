import { describe, expect, it } from 'vitest';
import type { Client } from '../../../src/wordpress/http/types.ts';
import { readRestPlugins } from '../../../src/wordpress/plugins/plugin-list.ts';

const entry = (plugin: string, status: 'active' | 'inactive') => ({
  plugin,
  status,
  name: plugin,
  version: '1',
  author: '',
  plugin_uri: '',
});

function clientOf(json: unknown): Client {
  const answer = { url: 'https://a.test/', status: 200, headers: new Headers(), text: '' };
  return { rest: async () => ({ json, answer }) } as unknown as Client;
}

describe('a list that names a plugin twice', () => {
  it.each([
    ['as active both times', 'active', 'active', 'active'],
    ['as active first', 'active', 'inactive', 'active'],
    ['as active later', 'inactive', 'active', 'active'],
    ['as inactive both times', 'inactive', 'inactive', 'inactive'],
  ] as const)('has it once (%s)', async (_, first, second, status) => {
    const list = [entry('a/a', 'active'), entry('b/b', first), entry('b/b', second)];
    const read = await readRestPlugins(clientOf(list), '1');
    expect(read.map((plugin) => [plugin.plugin, plugin.status])).toEqual([
      ['a/a', 'active'],
      ['b/b', status],
    ]);
  });
});
