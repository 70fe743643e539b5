/** Putting the tracer on a site through wp-admin's upload form. */

import { isProblem } from '../../model/errors.ts';
import { folderOf } from '../../model/plugin-ids.ts';
import type { Clock } from '../../model/ports.ts';
import { attribute, findAll, findFirst, hasClass, parsePage } from '../http/html.ts';
import { gaveUpWaiting, lookAgain, NO_ANSWER } from '../http/retry.ts';
import type { Client, HttpAnswer, SiteAddress } from '../http/types.ts';
import { leadsToLogin, redirectTarget, showsLoginForm } from '../http/urls.ts';
import { readAdminPage } from '../plugins/plugins-page.ts';
import { pluginsForm } from '../switches/bulk-form.ts';
import { mayInstall } from '../switches/health-check/install.ts';
import { removeTracer } from './remove.ts';
import { type Tracer, tracerZip } from './tracer.ts';

/** Why the tracer could not be put on the site. */
type TracerRefusal =
  /** `DISALLOW_FILE_MODS`, or a host that forbids it. */
  | 'file-changes-forbidden'
  /** The site would ask for FTP or SSH credentials. */
  | 'file-credentials'
  /** This user may not install plugins. */
  | 'not-allowed'
  /** On a network of sites, plugins are uploaded in the network's own wp-admin only. */
  | 'network'
  /** The page has no upload form: a plugin or the host took it away. */
  | 'no-upload-form'
  /** The server or WordPress did not take the file. */
  | 'upload-refused'
  /** Uploaded, but it would not start. */
  | 'would-not-start';

/** What came of it. `detail` is the site's answer as a code (`http-413`, `wp-die`, `no-answer`). */
export type TracerInstallation =
  | { readonly type: 'ready' }
  | {
      readonly type: 'refused';
      readonly code: TracerRefusal;
      readonly detail: string;
      /** True where no answer came to the upload: it may still land. */
      readonly mayLand?: boolean;
    };

/** What putting it there needs. */
export type TracerSite = {
  /** Holds a login session. */
  readonly client: Client;
  readonly address: SiteAddress;
  readonly tracer: Tracer;
  /** The shipped file, companion/wp-bisect-tracer/wp-bisect-tracer.php. */
  readonly source: string;
  readonly clock: Clock;
};

/**
 * Uploads and activates the tracer (five requests). Write `tracer.plugin` into the journal before the
 * call: from then on `removeTracer` finds whatever a crash leaves. A half-done installation is taken
 * back before a refusal is told. Rejects as `Client.send` does, and with `session-lost`.
 */
export async function installTracer(site: TracerSite): Promise<TracerInstallation> {
  const { client, address, tracer, clock } = site;
  const page = await readAdminPage(client, { url: formUrl(address) }, readForm);
  if (page.type === 'refused') {
    // Who may activate plugins may nearly always install them, where the site allows it.
    const forbidden = page.code === 'not-allowed' && (await mayInstall(client)) !== false;
    return { ...page, code: forbidden ? 'file-changes-forbidden' : page.code };
  }
  const answer = await upload(site, page, clock);
  const form = pluginsForm(client, address, clock);
  const status = async () =>
    (await form.rows()).find((row) => row.plugin === tracer.plugin)?.status ?? null;
  const late = answer === null || gaveUpWaiting(answer.status);
  const uploaded = late ? await lookAgain(status, (seen) => seen !== null, clock) : await status();
  if (uploaded === null) return { ...refusedUpload(answer), mayLand: late };
  const activation = await form.change('active', [tracer.plugin]);
  if ((await status()) === 'active') return { type: 'ready' };
  await removeTracer({ client, address, plugin: tracer.plugin, clock });
  return { type: 'refused', code: 'would-not-start', detail: activation.type };
}

/** True where the site shows this user the form to upload a plugin. One request; nothing is changed. */
export async function mayUploadTracer({
  client,
  address,
}: Pick<TracerSite, 'client' | 'address'>): Promise<boolean> {
  const page = await readAdminPage(client, { url: formUrl(address) }, readForm);
  return page.type === 'form';
}

type Form =
  | { readonly type: 'form'; readonly nonce: string; readonly now: number | null }
  | (TracerInstallation & { readonly type: 'refused' });

function formUrl(address: SiteAddress): string {
  return new URL('wp-admin/plugin-install.php?tab=upload', address.siteUrl).href;
}

async function readForm(answer: HttpAnswer): Promise<Form | null> {
  const refused = (code: TracerRefusal, detail: string) =>
    ({ type: 'refused', code, detail }) as const;
  const target = redirectTarget(answer);
  if (target?.pathname.includes('/wp-admin/network/')) return refused('network', 'redirected');
  if (target !== null || showsLoginForm(answer.text)) return null;
  if (isDeath(answer)) return refused('not-allowed', 'wp-die');
  if (answer.status !== 200 || !answer.text.includes('</body>')) return null;
  const document = await parsePage(answer.text);
  const form = findFirst(
    document,
    (each) => each.tagName === 'form' && hasClass(each, 'wp-upload-form'),
  );
  const inputs = form ? findAll(form, (each) => each.tagName === 'input') : [];
  const nonce = inputs.find((each) => attribute(each, 'name') === '_wpnonce');
  const value = nonce && attribute(nonce, 'value');
  if (!value) return refused('no-upload-form', `http-${answer.status}`);
  return { type: 'form', nonce: value, now: Date.parse(answer.headers.get('date') ?? '') || null };
}

/** Null when no answer came: the site may still be at work. */
async function upload(
  { client, address, tracer, source }: TracerSite,
  { nonce, now }: Form & { type: 'form' },
  clock: Clock,
): Promise<HttpAnswer | null> {
  // The expiry counts in the site's time, where it tells it.
  const archive = new Blob([tracerZip(source, tracer, now ?? clock.now())], {
    type: 'application/zip',
  });
  const fields = new FormData();
  fields.set('_wpnonce', nonce);
  fields.set('pluginzip', archive, `${folderOf(tracer.plugin)}.zip`);
  fields.set('install-plugin-submit', 'Install Now');
  const encoded = new Response(fields);
  const type = encoded.headers.get('content-type') ?? '';
  const url = new URL('wp-admin/update.php?action=upload-plugin', address.siteUrl).href;
  const body = new Uint8Array(await encoded.arrayBuffer());
  try {
    return await client.send({ method: 'POST', url, headers: { 'Content-Type': type }, body });
  } catch (error) {
    if (isProblem(error) && NO_ANSWER.has(error.code)) return null;
    throw error;
  }
}

function refusedUpload(answer: HttpAnswer | null): TracerInstallation & { type: 'refused' } {
  const refused = (code: TracerRefusal, detail: string) =>
    ({ type: 'refused', code, detail }) as const;
  if (answer === null) return refused('upload-refused', 'no-answer');
  if (answer.text.includes('request-filesystem-credentials')) {
    return refused('file-credentials', `http-${answer.status}`);
  }
  if (leadsToLogin(answer)) return refused('upload-refused', 'session-lost');
  return refused('upload-refused', isDeath(answer) ? 'wp-die' : `http-${answer.status}`);
}

/** The page of `wp_die()`, whatever its status and language. */
function isDeath(answer: HttpAnswer): boolean {
  return /<body[^>]+id="error-page"/u.test(answer.text);
}
