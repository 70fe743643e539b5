/** What the block editor sends while somebody writes: "Updating failed" is one of these refused. Nothing is written. */

import type { RequestBody, SymptomRequest } from '../model/report.ts';
import type { SiteAddress } from '../wordpress/http/types.ts';
import { restUrl } from '../wordpress/http/urls.ts';
import type { Candidate } from './candidates.ts';

const BEAT = new TextEncoder().encode('action=heartbeat');

const HEARTBEAT: RequestBody = {
  type: 'application/x-www-form-urlencoded',
  size: BEAT.length,
  bytes: () => BEAT,
};

/**
 * The requests of the editor, signed in: what it loads, what it asks before it saves (OPTIONS), saving and
 * autosaving, and the heartbeat. The two that would write carry a status that does not exist: WordPress
 * checks parameters before rights (wp-includes/rest-api/class-wp-rest-server.php), so an open door answers
 * 400 `rest_invalid_param`. The heartbeat carries no nonce, so WordPress does nothing
 * (wp-admin/includes/ajax-actions.php).
 */
export function editorRequests(address: SiteAddress): readonly Candidate[] {
  const signedIn = (
    request: Partial<SymptomRequest> & { readonly url: string },
  ): SymptomRequest => ({
    method: 'GET',
    as: 'session',
    headers: {},
    ...request,
  });
  const rest = (route: string, query: Readonly<Record<string, string>> = {}) =>
    restUrl(address, route, query);
  const unwritable = { status: 'x-none' };
  const heartbeat = `${address.siteUrl}wp-admin/admin-ajax.php?action=heartbeat`;
  return [
    { topic: 'editing', request: signedIn({ url: rest('/wp/v2/types', { context: 'edit' }) }) },
    { topic: 'editing', request: signedIn({ url: rest('/wp/v2/settings') }) },
    { topic: 'editing', request: signedIn({ method: 'OPTIONS', url: rest('/wp/v2/posts') }) },
    {
      topic: 'saving',
      request: signedIn({
        method: 'POST',
        url: rest('/wp/v2/posts/0', unwritable),
        // How the editor says PUT (@wordpress/api-fetch): many servers let only GET and POST through.
        headers: { 'X-HTTP-Method-Override': 'PUT' },
      }),
    },
    {
      topic: 'saving',
      request: signedIn({ method: 'POST', url: rest('/wp/v2/posts/0/autosaves', unwritable) }),
    },
    {
      topic: 'heartbeat',
      // WordPress hears this action in a body only (wp-admin/admin-ajax.php).
      request: signedIn({ method: 'POST', url: heartbeat, payload: HEARTBEAT }),
    },
  ];
}
