import { createNonce } from './accounts.ts';
import { troubleshootingToolbar } from './health-check.ts';
import { escapeHtml, htmlPage, NO_CACHE, type Reply } from './reply.ts';
import type { Visit } from './visit.ts';

/** A page of wp-admin: toolbar, menu, notices of plugins, content. */
export function adminHtml(visit: Visit, title: string, content: string): Reply {
  const { state } = visit;
  const logout = `${state.base.href}wp-login.php?action=logout&#038;_wpnonce=${createNonce(state, 'log-out', visit.session)}`;
  const chrome = `<div id="wpadminbar"><ul><li id="wp-admin-bar-logout"><a href="${logout}">Log Out</a></li></ul>${troubleshootingToolbar(visit)}</div>
<form id="adv-settings" method="post"><input type="hidden" id="screenoptionnonce" name="screenoptionnonce" value="${createNonce(state, 'screen-options-nonce', visit.session)}" /></form>
<div id="wpbody-content">
<div class="notice notice-info is-dismissible"><form method="post"><input type="hidden" name="_wpnonce" value="${createNonce(state, 'some-notice', visit.session)}" /><button>Maybe later</button></form></div>
<div class="wrap"><h1 class="wp-heading-inline">${escapeHtml(title)}</h1>
${content}
</div></div>`;
  return htmlPage(
    200,
    `${title} ‹ ${state.options.title ?? 'Simulated site'} — WordPress`,
    chrome,
    NO_CACHE,
  );
}
