/** What is convenient to know next time: the sites examined, and who signed in. Never a secret. */

import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Identity } from './run/model.ts';

/** A kind of password, as the keyring tells them apart. */
export type Kind = Exclude<Identity, 'anonymous'>;

const UserSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(200));

const SiteSchema = v.object({
  /** The front page. */
  site: v.pipe(v.string(), v.maxLength(2_000), v.check(isPlainUrl)),
  /** Who signed in last; null while nobody has. */
  user: v.nullable(UserSchema),
  /** The passwords that are in the system's keyring. */
  kept: v.array(
    v.object({ user: UserSchema, kind: v.picklist(['application-password', 'session']) }),
  ),
});

const FileSchema = v.object({ schema: v.literal(1), sites: v.array(SiteSchema) });

/** One site that was found before. */
export type RememberedSite = v.InferOutput<typeof SiteSchema>;

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
  // A link could point at anything: what is behind it is not ours. (Windows has no such flag.)
  const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    const about = await file.stat();
    if (!about.isFile() || about.size > MOST_BYTES) return null;
    const parsed = v.safeParse(FileSchema, JSON.parse(await file.readFile('utf8')));
    return parsed.success ? parsed.output.sites : null;
  } finally {
    await file.close();
  }
}

/** Renamed into place: a link at that name is replaced, not written through. */
async function write(home: string, path: string, text: string): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const fresh = `${path}.${randomUUID()}`;
  try {
    const file = await open(fresh, 'wx', 0o600);
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

/** An http(s) URL without user, password, query and fragment. */
function isPlainUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, username, password, search, hash } = new URL(url);
  return /^https?:$/.test(protocol) && `${username}${password}${search}${hash}` === '';
}
