import { expect, it } from 'vitest';
import type { Plugin } from '../../../src/model/report.ts';
import { toldApart } from '../../../src/wordpress/plugins/namesakes.ts';

const plugin = (id: string, name: string, status: Plugin['status'] = 'active'): Plugin => ({
  plugin: id,
  name,
  status,
  version: '1.0',
  author: '',
  uri: '',
  requires: [],
});

it.each<[string, readonly Plugin[], readonly string[]]>([
  [
    'an old copy and the new one',
    [plugin('guard/guard', 'Guard'), plugin('guard-old/guard', 'Guard'), plugin('seo/seo', 'SEO')],
    ['Guard (guard)', 'Guard (guard-old)', 'SEO'],
  ],
  [
    'another spelling, active for the network',
    [plugin('guard/guard', 'Guard'), plugin('g2/g2', 'GUARD', 'network-active')],
    ['Guard (guard)', 'GUARD (g2)'],
  ],
  [
    'two files of one folder, and a single file',
    [plugin('twin/a', 'Twin'), plugin('twin/b', 'Twin'), plugin('twin', 'Twin')],
    ['Twin (twin/a)', 'Twin (twin/b)', 'Twin (twin.php)'],
  ],
  [
    'a copy that is not active',
    [plugin('guard/guard', 'Guard'), plugin('guard-old/guard', 'Guard', 'inactive')],
    ['Guard', 'Guard'],
  ],
])('plugins that share a name are told apart by their folders: %s', (_, plugins, names) => {
  expect(toldApart(plugins).map(({ name }) => name)).toEqual(names);
});
