import { describe, expect, it } from 'vitest';
import { parseExtrasPage, parsePluginsPage } from '../../../src/wordpress/plugins/plugins-page.ts';

/** A row as WordPress 7.1 prints it. */
function row(
  file: string,
  more: Partial<Record<'class' | 'name' | 'box' | 'actions' | 'meta' | 'requires', string>> = {},
) {
  const box =
    more.box ?? `<input type="checkbox" name="checked[]" value="${file}" id="checkbox_1" />`;
  return `<tr class="${more.class ?? 'active'}" data-slug="guessed" data-plugin="${file}">
    <td class='check-column'>${box}</td>
    <th scope='row' class='plugin-title column-primary'><strong>${more.name ?? 'A plugin'}</strong>
      <div class="row-actions visible">${more.actions ?? ''}</div></th>
    <td class='column-description desc'><div class='plugin-description'><p>Does <strong>things</strong></p></div>
      <div class='active second plugin-version-author-uri'>${more.meta ?? 'Version 1.2.3 | By Otter &amp; Daughters | <a href="https://example.com/p" aria-label="Visit">Visit plugin site</a>'}</div>
      ${more.requires ?? ''}</td></tr>`;
}

/** The page around the rows: menu, search, form, and the templates at the end that look like rows. */
function page(rows: string[], more: { nonce?: string; pages?: number; end?: string } = {}) {
  return `<!DOCTYPE html><html><body><div id="wpbody-content">
    <ul><li><a class="wp-first-item current" href="plugins.php">Installed Plugins</a></li></ul>
    <form class="search-form" method="get"><input type="hidden" name="_wpnonce" value="not this" /></form>
    <form method="post" id="bulk-action-form"><input type="hidden" id="_wpnonce" name="_wpnonce" value="${more.nonce ?? 'c0ffee1234'}" />
    <div class="tablenav-pages"><span class="paging-input">1 of <span class="total-pages">${more.pages ?? 1}</span></span></div>
    <table class="wp-list-table"><tbody id="the-list" data-wp-lists='list:plugin'>${rows.join('')}${
      more.end ??
      `</tbody></table></form></div>
    <script id="tmpl-item-update-row" type="text/template"><tr class="plugin-update-tr active" data-plugin="{{ data.plugin }}"></tr></script>
    <script>jQuery('tr[data-plugin="a/a.php"] .deactivate a')</script>
    </body></html>`
    }`;
}

describe('the page of plugins', () => {
  it('is read by the files of its rows into what REST would give', async () => {
    const read = await parsePluginsPage(
      page([
        row('a/a.php', { name: 'Tom &amp; Jerry' }),
        row('my.tool/main.php', { class: 'inactive' }),
        row('hello.php'),
      ]),
    );
    expect(read).toMatchObject({ nonce: 'c0ffee1234', pages: 1, complete: true });
    expect(read.rows).toMatchObject([
      {
        plugin: 'a/a',
        status: 'active',
        name: 'Tom & Jerry',
        version: '1.2.3',
        author: 'Otter & Daughters',
        uri: 'https://example.com/p',
        selectable: true,
        unmet: false,
      },
      { plugin: 'my.tool/main', status: 'inactive' },
      { plugin: 'hello', status: 'active' },
    ]);
  });

  it.each([
    [
      'Version 2.0-beta.1 | By <a href="https://x.test/">The Team</a> | <a href="plugin-install.php" class="thickbox open-plugin-details-modal">View details</a>',
      ['2.0-beta.1', 'The Team', ''],
    ],
    ['Version 7 | Von Jemand', ['7', 'Von Jemand', '']],
    ['By Nobody', ['', 'Nobody', '']],
    ['', ['', '', '']],
  ])('reads %j', async (meta, [version, author, uri]) => {
    const { rows } = await parsePluginsPage(page([row('a/a.php', { meta })]));
    expect(rows[0]).toMatchObject({ version, author, uri });
  });

  it('is read with what signs the link "Activate"', async () => {
    const link = (action: string) =>
      `<a href="plugins.php?action=${action}&amp;plugin=a%2Fa.php&amp;_wpnonce=5ea1ed00">x</a>`;
    const { rows } = await parsePluginsPage(
      page([
        row('a/a.php', { class: 'inactive', actions: link('activate') }),
        row('b/b.php', { actions: link('deactivate') }),
      ]),
    );
    expect(rows.map(({ activation }) => activation)).toEqual(['5ea1ed00', null]);
  });

  it('is read without its update notices', async () => {
    const notice =
      '<tr class="plugin-update-tr active" id="a-update" data-slug="a" data-plugin="a/a.php"><td colspan="4">There is a new version.</td></tr>';
    const { rows } = await parsePluginsPage(
      page([row('a/a.php', { class: 'active update' }), notice]),
    );
    expect(rows).toHaveLength(1);
  });

  it('is read with network plugins, and with rows without a checkbox', async () => {
    const { rows } = await parsePluginsPage(
      page([
        row('net/net.php', {
          box: '',
          actions: "<span class='network_active'>Network Active</span>",
        }),
        row('old/old.php', { box: '', class: 'active update' }),
      ]),
    );
    expect(rows).toMatchObject([
      { status: 'network-active', selectable: false },
      { status: 'active', selectable: false },
    ]);
  });

  it('is read with requirements, linked or not, met or not', async () => {
    const link =
      "<a href='https://x.test/wp-admin/plugin-install.php?tab=plugin-information&#038;plugin=woocommerce&#038;TB_iframe=true' class='thickbox'>WooCommerce</a>";
    const { rows } = await parsePluginsPage(
      page([
        row('a/a.php', {
          requires: `<div class="requires"><p><strong>Requires:</strong> ${link}, Other One, third</p></div>`,
        }),
        row('b/b.php', {
          requires:
            '<div class="requires"><p><strong>Requires:</strong> Gone</p><div class="notice inline notice-error notice-alt"><p>Missing.</p></div></div>',
        }),
        row('c/c.php', {
          requires: '<div class="required-by"><p><strong>Required by:</strong> A plugin</p></div>',
        }),
      ]),
    );
    expect(rows).toMatchObject([
      { requires: ['woocommerce', ', Other One, third'], unmet: false },
      { requires: ['Gone'], unmet: true },
      { requires: [], unmet: false },
    ]);
  });

  it('is read in spite of unclosed markup, and forms and tables of plugins', async () => {
    const { rows, nonce, complete } = await parsePluginsPage(
      page([
        row('a/a.php', { actions: '<span class="x"><b>Settings' }),
        '<tr class="extra"><td colspan="4"><form><input name="_wpnonce" value="inner" /></form><table><tr><td>x</table></td></tr>',
        row('b/b.php'),
      ]),
    );
    expect(rows.map((each) => each.plugin)).toEqual(['a/a', 'b/b']);
    expect({ nonce, complete }).toEqual({ nonce: 'c0ffee1234', complete: true });
  });

  it.each([
    ['between two rows', ''],
    ['after a table of a plugin', '<tr><td><table><tr><td>x</td></tr></table>'],
    [
      'with an error page behind',
      '<p>There has been a critical error on this website.</p></body></html>',
    ],
  ])('is seen to break off %s', async (_where, end) => {
    const { complete } = await parsePluginsPage(page([row('a/a.php')], { end }));
    expect(complete).toBe(false);
  });

  it('is read with its number of pages', async () => {
    expect((await parsePluginsPage(page([row('a/a.php')], { pages: 12 }))).pages).toBe(12);
  });

  it.each(['', '<html><body><form id="loginform"></form></body></html>', '{"code":"x"}'])(
    'is not read from another page: %j',
    async (html) => {
      expect(await parsePluginsPage(html)).toEqual({
        nonce: null,
        rows: [],
        pages: 1,
        complete: false,
      });
    },
  );
});

describe('must-use plugins and drop-ins', () => {
  const view = (current: string) =>
    `<ul class='subsubsub'><li><a href="plugins.php?plugin_status=${current}" class="current" aria-current="page">View</a></li></ul>`;

  it('are read from their own views', async () => {
    const rows = [row('loader.php', { box: '', name: 'Loader' })];
    expect(await parseExtrasPage(view('mustuse') + page(rows), 'mustuse')).toEqual([
      { file: 'loader.php', name: 'Loader' },
    ]);
    const cache = [row('object-cache.php', { box: '', name: 'object-cache.php<br />Redis' })];
    expect(await parseExtrasPage(view('dropins') + page(cache), 'dropins')).toEqual([
      { file: 'object-cache.php', name: 'Redis' },
    ]);
  });

  it('are none where WordPress shows all plugins instead', async () => {
    const rows = [row('a/a.php'), row('old.php', { box: '' })];
    expect(await parseExtrasPage(view('all') + page(rows), 'mustuse')).toEqual([]);
  });
});
