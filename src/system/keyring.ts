/** The keyring of the system, asked only when somebody wants a password kept or used again. */

import type { SignInIdentity } from '../model/report.ts';

/** Which password. */
export type KeyringEntry = {
  readonly site: string;
  readonly user: string;
  readonly kind: SignInIdentity;
};

/** Where passwords can be kept. Nothing here rejects: a keyring that fails is none. */
export interface Keyring {
  /** True where a password could be kept and found again. */
  works(): Promise<boolean>;
  get(entry: KeyringEntry): Promise<string | null>;
  /** True when it is kept. */
  set(entry: KeyringEntry, secret: string): Promise<boolean>;
  /** True when it is gone. */
  remove(entry: KeyringEntry): Promise<boolean>;
}

/** As much of `@napi-rs/keyring` as is used. */
export type KeyringModule = {
  readonly AsyncEntry: new (
    service: string,
    account: string,
    options?: { linux?: { store?: string } } | null,
  ) => {
    getPassword(signal?: AbortSignal | null): Promise<string | null>;
    setPassword(secret: string, signal?: AbortSignal | null): Promise<void>;
    deleteCredential(signal?: AbortSignal | null): Promise<boolean>;
  };
};

const SERVICE = 'wp-bisect';

/** Linux would fall back to the kernel's keyring, which forgets everything at the next start. */
const LASTING = { linux: { store: 'secret-service' } };

/** Unlocking may ask the person for a password; looking whether there is a keyring must not hang. */
const LOOK_MS = 3_000;
const USE_MS = 120_000;

/** The system's keyring. `load` gives the native module, which may be missing: it is optional. */
export function createKeyring(load: () => Promise<KeyringModule> = loadNative): Keyring {
  let loaded: Promise<KeyringModule> | undefined;

  /** `work` on an entry; null where it fails or takes too long. */
  async function use<T>(
    account: string,
    ms: number,
    work: (entry: InstanceType<KeyringModule['AsyncEntry']>, signal: AbortSignal) => Promise<T>,
  ): Promise<{ readonly value: T } | null> {
    const signal = AbortSignal.timeout(ms);
    const late = new Promise<null>((resolve) =>
      signal.addEventListener('abort', () => resolve(null), { once: true }),
    );
    const done = (async () => {
      loaded ??= load();
      const { AsyncEntry } = await loaded;
      return { value: await work(new AsyncEntry(SERVICE, account, LASTING), signal) };
    })().catch(() => null);
    return Promise.race([done, late]);
  }

  return {
    works: async () =>
      // Reads an entry that never exists: no system asks the person for that.
      (await use('is there a keyring', LOOK_MS, (entry, signal) => entry.getPassword(signal))) !==
      null,
    get: async (entry) =>
      (await use(accountOf(entry), USE_MS, (one, signal) => one.getPassword(signal)))?.value ??
      null,
    set: async (entry, secret) =>
      (await use(accountOf(entry), USE_MS, (one, signal) => one.setPassword(secret, signal))) !==
      null,
    remove: async (entry) =>
      (await use(accountOf(entry), USE_MS, (one, signal) => one.deleteCredential(signal))) !== null,
  };
}

function accountOf({ site, user, kind }: KeyringEntry): string {
  return `${site} ${user} ${kind}`;
}

async function loadNative(): Promise<KeyringModule> {
  return (await import('@napi-rs/keyring')) as unknown as KeyringModule;
}
