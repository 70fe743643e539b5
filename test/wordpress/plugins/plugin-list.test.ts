import { expect, it } from 'vitest';
import { dependencySlug, hasRestRoute } from '../../../src/model/plugin-ids.ts';
import {
  idsOfSlugs,
  mergePlugins,
  type RestPlugin,
} from '../../../src/wordpress/plugins/plugin-list.ts';
import type { PluginRow } from '../../../src/wordpress/plugins/plugins-page.ts';

const told = (
  plugin: string,
  name = plugin,
  status: RestPlugin['status'] = 'active',
): RestPlugin => ({
  plugin,
  name,
  status,
  version: '1',
  author: 'A',
  uri: '',
});
const row = (plugin: string, more: Partial<PluginRow> = {}): PluginRow => ({
  ...told(plugin),
  requires: [],
  selectable: true,
  unmet: false,
  activation: null,
  ...more,
});

it('the merged list takes names from REST and the newer status from the page', () => {
  const merged = mergePlugins(
    [told('a/a', 'Real name')],
    [row('a/a', { name: 'X', status: 'inactive' })],
  );
  expect(merged).toEqual([{ ...told('a/a', 'Real name', 'inactive'), requires: [] }]);
});

it('the merged list takes network plugins from REST', () => {
  const [plugin] = mergePlugins([told('n/n', 'N', 'network-active')], [row('n/n')]);
  expect(plugin?.status).toBe('network-active');
});

it('the merged list keeps plugins that only one source has', () => {
  const merged = mergePlugins([told('hidden/h')], [row('dot.ted/d')]);
  expect(merged.map((each) => each.plugin)).toEqual(['hidden/h', 'dot.ted/d']);
});

it('a requirement is found by slug, by name, and by a name with a comma', () => {
  const rest = [
    told('woo/woo', 'Woo'),
    told('crm/main', 'Mails, Lists and More'),
    told('seo/seo', 'SEO'),
    told('x/x'),
  ];
  const rows = [row('x/x', { requires: ['woo', ', Mails, Lists and More, SEO, gone-plugin'] })];
  expect(mergePlugins(rest, rows).at(-1)).toMatchObject({
    requires: ['woo/woo', 'crm/main', 'seo/seo'],
    missingRequires: ['gone-plugin'],
  });
});

it('a requirement means the active one of two plugins with the same name', () => {
  const rest = [told('old/s', 'Shop', 'inactive'), told('new/s', 'Shop'), told('x/x')];
  expect(mergePlugins(rest, [row('x/x', { requires: ['Shop'] })]).at(-1)?.requires).toEqual([
    'new/s',
  ]);
});

it('a slug is made as core makes it', () => {
  expect(['hello', 'akismet/akismet', 'single'].map(dependencySlug)).toEqual([
    'hello-dolly',
    'akismet',
    'single',
  ]);
  expect(idsOfSlugs(['akismet', 'hello-dolly', 'gone'], ['hello', 'akismet/akismet'])).toEqual([
    'akismet/akismet',
    'hello',
  ]);
});

it.each([
  ['akismet/akismet', true],
  ['hello', true],
  ['with space/ünï', true],
  ['my.plugin/main', false],
  ['plugin/main.v2', false],
  ['a/b/c', false],
])('core has a REST route for %s: %s', (plugin, has) => {
  expect(hasRestRoute(plugin)).toBe(has);
});
