// Which plugins a page that everybody is shown speaks of.
import { describe, expect, test } from 'vitest';
import { mentionsIn } from '../../../src/wordpress/plugins/mentions.ts';

const PLUGINS = ['woocommerce/woocommerce', 'acme-forms/main', 'amp/amp', 'hello-otter', 'seo/seo'];
const namesIn = (text: string) => [...mentionsIn(text, PLUGINS).keys()].sort();

describe('a plugin is mentioned', () => {
  test.each([
    ['by a style of its own', '<link href="/wp-content/plugins/woocommerce/a.css">'],
    ['by a script of its own', "<script src='https://a.b/app/plugins/woocommerce/a.js'></script>"],
  ])('%s', (_, text) => {
    expect(namesIn(text)).toEqual(['woocommerce/woocommerce']);
  });

  test.each([
    ['a namespace', '"namespaces":["wp\\/v2","acme-forms\\/v1"]'],
    ['an id', "<link id='acme-forms-css' rel='stylesheet'>"],
    ['a class', '<div class="wide acme-forms-box open">'],
  ])('by its own name in %s', (_, text) => {
    expect(namesIn(text)).toEqual(['acme-forms/main']);
  });

  test('by its name where it is a single file', () => {
    expect(namesIn('<p id="hello-otter">')).toEqual(['hello-otter']);
  });
});

test.each([
  ['a plain word', 'woocommerce and amp &amp; seo'],
  ['a longer name', '<b class="my-acme-forms acme-formsets other.acme-forms">'],
  ['a text', '<p>We like acme-forms and /plugins/woocommerce/ a lot.</p>'],
  ['a picture', '<img src="/wp-content/plugins/woocommerce/logo.png">'],
  ['an address elsewhere', '<a href="/blog/woocommerce/">'],
])('%s mentions no plugin', (_, text) => {
  expect(namesIn(text)).toEqual([]);
});

test('mentions are counted, so that one that stays in a text can be told from one that goes', () => {
  expect(mentionsIn('"acme-forms acme-forms-js"', PLUGINS).get('acme-forms/main')).toBe(2);
});
