/** What is convenient to know next time: the sites examined, and who signed in. Never a secret. */

import { constants } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SignInIdentity } from '../model/report.ts';
import { openPrivate } from './private-file.ts';

/** One site that was found before. */
export type RememberedSite = {
  /** The front page. */
  readonly site: string;
  /** Who signed in last; null while nobody has. */
  readonly user: string | null;
  /** The passwords that are in the system's keyring. */
  readonly kept: readonly { readonly user: string; readonly kind: SignInIdentity }[];
};

/** A password that is in the system's keyring: whose, and which; not what it is. */
export type KeptPassword = RememberedSite['kept'][number];

/** What was remembered, the latest first. Nothing here ever rejects: it is a convenience. */
export interface Remembered {
  /** The site examined last; null at first. */
  last(): Promise<string | null>;
  site(site: string): Promise<RememberedSite | null>;
  /** Remembers a site as the latest, with what is new about it. */
  note(site: string, news?: Partial<Omit<RememberedSite, 'site'>>): Promise<void>;
}

const NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;
const MOST_SITES = 50;
const MOST_BYTES = 256 * 1024;

/** The memory in `home`; a file that is damaged, or is not a plain file of one's own, is none. */
export function createRemembered(home: string): Remembered {
  const path = join(home, 'remembered.json');
  const all = async () => (await read(path).catch(() => null)) ?? [];
  return {
    last: async () => (await all())[0]?.site ?? null,
    site: async (site) => (await all()).find((one) => one.site === site) ?? null,
    async note(site, news = {}) {
      const before = await all();
      const known = before.find((one) => one.site === site) ?? { site, user: null, kept: [] };
      const others = before.filter((one) => one.site !== site);
      const sites = [{ ...known, ...news }, ...others].slice(0, MOST_SITES);
      await write(home, path, `${JSON.stringify({ schema: 1, sites }, null, 2)}\n`).catch(() => {});
    },
  };
}

async function read(path: string): Promise<readonly RememberedSite[] | null> {
  const file = await openPrivate(path, constants.O_RDONLY);
  try {
    if ((await file.stat()).size > MOST_BYTES) return null;
    const { schema, sites } = JSON.parse(await file.readFile('utf8'));
    return schema === 1 && Array.isArray(sites) && sites.every(isSite) ? sites : null;
  } finally {
    await file.close();
  }
}

/** Renamed into place: a link at that name is replaced, not written through. */
async function write(home: string, path: string, text: string): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const fresh = `${path}.${crypto.randomUUID()}`;
  try {
    const file = await openPrivate(fresh, NEW);
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

// Checked by hand: this is read before the first screen, and a library would be loaded for it.
function isSite(value: unknown): value is RememberedSite {
  const { site, user, kept } = Object(value);
  return (
    isPlainUrl(site) &&
    (user === null || isName(user)) &&
    Array.isArray(kept) &&
    kept.every((one) => isName(Object(one).user) && KINDS.has(Object(one).kind))
  );
}

const KINDS: ReadonlySet<unknown> = new Set<SignInIdentity>(['application-password', 'session']);

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && value.length <= 200;
}

/** An http(s) URL without user, password, query and fragment. */
function isPlainUrl(url: unknown): boolean {
  if (typeof url !== 'string' || url.length > 2_000 || !URL.canParse(url)) return false;
  const { protocol, username, password, search, hash } = new URL(url);
  return /^https?:$/.test(protocol) && `${username}${password}${search}${hash}` === '';
}
