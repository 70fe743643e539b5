import { createNonce, md5 } from './accounts.ts';
import { adminHtml } from './admin-html.ts';
import type { InstalledPlugin } from './installed.ts';
import { escapeHtml, type Reply } from './reply.ts';
import { pluginsByName } from './rest-plugin-item.ts';
import { atLeast, wordpressVersion, writeActive } from './state.ts';
import type { Visit } from './visit.ts';

/** The list: every plugin, or those of `plugin_status`, in the order of their names. */
export function pluginsList(visit: Visit): Reply {
  const { state, url } = visit;
  const status = url.searchParams.get('plugin_status') ?? 'all';
  if (status === 'mustuse' || status === 'dropins') return filesPage(visit, status);
  const gone = deactivateInvalid(visit);
  const search = (url.searchParams.get('s') ?? '').toLowerCase();
  const plugins = pluginsByName({ state })
    .filter(({ spec }) => !spec.hidden)
    .filter(({ file }) => status === 'all' || (status === 'active') === isActive(visit, file))
    .filter(({ name }) => name.toLowerCase().includes(search));
  const perPage = state.options.pluginsPerPage ?? 999;
  const pages = Math.max(1, Math.ceil(plugins.length / perPage));
  const page = Math.min(pages, Math.max(1, Number(url.searchParams.get('paged') ?? 1)));
  const rows = plugins
    .slice((page - 1) * perPage, page * perPage)
    .map((plugin) => row(visit, plugin));
  const content = `${gone}${errorNotice(visit)}
<form class="search-form search-plugins" method="get"><input type="search" id="plugin-search-input" name="s" value="" /></form>
<form method="post" id="bulk-action-form">
<input type="hidden" name="plugin_status" value="${escapeHtml(status)}" />
<input type="hidden" name="paged" value="${page}" />
<input type="hidden" id="_wpnonce" name="_wpnonce" value="${createNonce(state, 'bulk-plugins', visit.session)}" /><input type="hidden" name="_wp_http_referer" value="${escapeHtml(url.pathname + url.search)}" />
<div class="tablenav top"><select name="action" id="bulk-action-selector-top"><option value="-1">Bulk actions</option><option value="activate-selected">Activate</option><option value="deactivate-selected">Deactivate</option></select>
<div class="tablenav-pages"><span class="displaying-num">${plugins.length} items</span><span class="total-pages">${pages}</span></div></div>
<table class="wp-list-table widefat plugins">
<thead><tr><td id="cb" class="manage-column column-cb check-column"><input id="cb-select-all-1" type="checkbox" /></td><th scope="col" id="name">Plugin</th><th scope="col" id="description">Description</th></tr></thead>
<tbody id="the-list">
${rows.join('\n')}
</tbody>
</table>
<select name="action2" id="bulk-action-selector-bottom"><option value="-1">Bulk actions</option></select>
</form>`;
  return adminHtml(visit, 'Plugins', content);
}

/** One plugin: what wp-admin prints, checkbox disabled where the dependencies forbid the change. */
function row(visit: Visit, plugin: InstalledPlugin): string {
  const { file, name, spec } = plugin;
  const active = isActive(visit, file);
  const status = active ? 'active' : 'inactive';
  const lock = dependencies(visit, plugin);
  const author = escapeHtml(spec.author ?? 'Jane Doe');
  const by = spec.authorUri ? `<a href="${escapeHtml(spec.authorUri)}">${author}</a>` : author;
  const cells = [
    `<th scope="row" class="check-column">${checkbox(visit, plugin, lock.isLocked)}</th>`,
    `<td class="plugin-title column-primary"><strong>${escapeHtml(name)}</strong><div class="row-actions visible">${actionLink(visit, plugin, lock.isLocked)}</div></td>`,
    `<td class="column-description desc"><div class="plugin-description"><p>${escapeHtml(spec.description ?? `${name} does what it says.`)}</p></div><div class="${status} second plugin-version-author-uri">Version ${escapeHtml(spec.version ?? '1.0.0')} | By ${by}</div>${lock.html}</td>`,
  ];
  const attributes = `data-slug="${slugOf(plugin)}" data-plugin="${escapeHtml(file)}"`;
  const own = `<tr class="${status}${spec.updateAvailable ? ' update' : ''}" ${attributes}>${cells.join('')}</tr>`;
  if (!spec.updateAvailable) return own;
  // The notice is a row of its own with the same data-plugin (wp_plugin_update_row()).
  return `${own}<tr class="plugin-update-tr ${status}" id="${slugOf(plugin)}-update" ${attributes}><td colspan="4" class="plugin-update colspanchange"><div class="update-message notice inline notice-warning notice-alt"><p>There is a new version of ${escapeHtml(name)} available.</p></div></td></tr>`;
}

function checkbox(visit: Visit, { file, name }: InstalledPlugin, isLocked: boolean): string {
  // The network's plugins cannot be chosen on a site's own screen.
  if (visit.network.includes(file)) return '';
  const id = `checkbox_${md5(file)}`;
  const label = `<label class="label-covers-full-cell" for="${id}"><span class="screen-reader-text">Select ${escapeHtml(name)}</span></label>`;
  const disabled = isLocked ? ' disabled="disabled"' : '';
  return `${label}<input type="checkbox" name="checked[]" value="${escapeHtml(file)}" id="${id}"${disabled} />`;
}

function actionLink(visit: Visit, plugin: InstalledPlugin, isLocked: boolean): string {
  const { file, name } = plugin;
  if (visit.network.includes(file)) return '<span class="network_active">Network Active</span>';
  const action = isActive(visit, file) ? 'deactivate' : 'activate';
  const label = action === 'activate' ? 'Activate' : 'Deactivate';
  if (isLocked) return `<span class="${action}">${label}</span>`;
  const nonce = createNonce(visit.state, `${action}-plugin_${file}`, visit.session);
  const href = `plugins.php?action=${action}&amp;plugin=${encodeURIComponent(file)}&amp;plugin_status=all&amp;paged=1&amp;s&amp;_wpnonce=${nonce}`;
  return `<span class="${action}"><a href="${href}" id="${action}-${slugOf(plugin)}" aria-label="${label} ${escapeHtml(name)}">${label}</a></span>`;
}

/** "Requires Plugins" as only this page shows it, from WordPress 6.5 on. */
function dependencies(visit: Visit, plugin: InstalledPlugin): { html: string; isLocked: boolean } {
  const { state } = visit;
  if (!atLeast(wordpressVersion(state), '6.5')) return { html: '', isLocked: false };
  const installed = pluginsByName({ state });
  const parents = plugin.spec.requires ?? [];
  const children = installed.filter((other) => other.spec.requires?.includes(plugin.folder));
  const isLocked = isActive(visit, plugin.file)
    ? children.some((child) => isActive(visit, child.file))
    : !parents.every((folder) =>
        installed.some((parent) => parent.folder === folder && isActive(visit, parent.file)),
      );
  const list = (label: string, kind: string, names: readonly string[]) =>
    names.length > 0
      ? `<div class="${kind}"><p><strong>${label}</strong> ${names.map(escapeHtml).join(' | ')}</p></div>`
      : '';
  const parentNames = parents.map(
    (folder) => installed.find((parent) => parent.folder === folder)?.name ?? folder,
  );
  const childNames = children.map((child) => child.name);
  return {
    html:
      list('Required by:', 'required-by', childNames) + list('Requires:', 'requires', parentNames),
    isLocked,
  };
}

/** Not the folder for a single file: `hello.php` is `hello-dolly`. */
function slugOf({ file, name, folder }: InstalledPlugin): string {
  return file.includes('/') ? escapeHtml(folder) : name.toLowerCase().replace(/[^a-z\d]+/g, '-');
}

function isActive(visit: Visit, file: string): boolean {
  return visit.active.includes(file) || visit.network.includes(file);
}

/** Must-use plugins and drop-ins: rows without checkboxes. */
function filesPage(visit: Visit, status: 'mustuse' | 'dropins'): Reply {
  const files = status === 'mustuse' ? visit.state.mustUse : visit.state.dropIns;
  const rows = [...files].toSorted().map((file) => {
    const name = escapeHtml(file.replace(/\.php$/, ''));
    return `<tr class="active" data-slug="${name}" data-plugin="${escapeHtml(file)}"><th scope="row" class="check-column"></th><td class="plugin-title column-primary"><strong>${name}</strong></td><td class="column-description desc"><div class="plugin-description"><p></p></div></td></tr>`;
  });
  const none =
    '<tr class="no-items"><td class="colspanchange" colspan="3">No plugins found.</td></tr>';
  const table = `<table class="wp-list-table widefat plugins"><tbody id="the-list">${rows.join('\n') || none}</tbody></table>`;
  const nonce = createNonce(visit.state, 'bulk-plugins', visit.session);
  const form = `<form method="post" id="bulk-action-form"><input type="hidden" id="_wpnonce" name="_wpnonce" value="${nonce}" />${table}</form>`;
  return adminHtml(visit, 'Plugins', form);
}

/** Validate_active_plugins(): merely looking at the list drops plugins whose file is gone. */
function deactivateInvalid(visit: Visit): string {
  const gone = visit.active.filter((file) => !visit.state.installed.has(file));
  if (gone.length === 0) return '';
  visit.active = visit.active.filter((file) => !gone.includes(file));
  const kept = visit.state.active.filter((file) => !gone.includes(file));
  writeActive(visit.state, { active: kept }, 'elsewhere', visit.seen.number);
  return gone
    .map(
      (file) =>
        `<div id="message" class="error"><p>The plugin <code>${escapeHtml(file)}</code> has been deactivated due to an error: Plugin file does not exist.</p></div>`,
    )
    .join('');
}

function errorNotice(visit: Visit): string {
  if (!visit.url.searchParams.has('error')) return '';
  return '<div id="message" class="notice notice-error"><p>Plugin could not be activated because it triggered a <strong>fatal error</strong>.</p></div>';
}
