import { describe, expect, it, vi } from 'vitest';
import { createKeyring, type KeyringModule } from '../../src/system/keyring.ts';

const ENTRY = { site: 'https://a.example/', user: 'anna', kind: 'session' } as const;

/** A keyring of memory, as the native module gives one. */
function createModule(store = new Map<string, string>()) {
  class AsyncEntry {
    readonly #key: string;
    constructor(service: string, account: string, options?: unknown) {
      this.#key = `${service}|${account}|${JSON.stringify(options)}`;
    }
    getPassword = async () => store.get(this.#key) ?? null;
    setPassword = async (secret: string) => void store.set(this.#key, secret);
    deleteCredential = async () => store.delete(this.#key);
  }
  return { AsyncEntry } satisfies KeyringModule;
}

describe('the keyring', () => {
  it('keeps a password under site, user and kind, and only where it survives a restart', async () => {
    const store = new Map<string, string>();
    const keyring = createKeyring(async () => createModule(store));
    expect(await keyring.works()).toBe(true);
    expect(await keyring.get(ENTRY)).toBeNull();
    expect(await keyring.set(ENTRY, 's3cret')).toBe(true);
    expect([...store]).toEqual([
      ['wp-bisect|https://a.example/ anna session|{"linux":{"store":"secret-service"}}', 's3cret'],
    ]);
    expect(await keyring.get(ENTRY)).toBe('s3cret');
    expect(await keyring.get({ ...ENTRY, kind: 'application-password' })).toBeNull();
    expect(await keyring.remove(ENTRY)).toBe(true);
    expect(await keyring.get(ENTRY)).toBeNull();
  });

  it('is loaded at the first use, once', async () => {
    const load = vi.fn(async () => createModule());
    const keyring = createKeyring(load);
    expect(load).not.toHaveBeenCalled();
    await keyring.works();
    await keyring.get(ENTRY);
    expect(load).toHaveBeenCalledOnce();
  });

  class Refusing {
    constructor() {
      throw new Error("Couldn't access platform storage: AccessDenied");
    }
  }
  const broken = async () => ({ AsyncEntry: Refusing }) as unknown as KeyringModule;
  const missing = () => Promise.reject(new Error('Cannot find package'));

  it.each([
    ['that is not installed', missing],
    ['without a session', broken],
  ])('counts as absent where it is one %s', async (_, load) => {
    const keyring = createKeyring(load);
    expect(await keyring.works()).toBe(false);
    expect(await keyring.get(ENTRY)).toBeNull();
    expect(await keyring.set(ENTRY, 's3cret')).toBe(false);
    expect(await keyring.remove(ENTRY)).toBe(false);
  });

  it('answers on this machine, with or without a native keyring', async () => {
    expect(await createKeyring().works()).toBeTypeOf('boolean');
  });
});
