/** The one mask for secrets in addresses: user info, and the values of parameters named like a secret. Pure. */

/** Stands in place of a hidden value. */
export const HIDDEN = '***';

/** Words that make a parameter secret wherever they stand in its name: `auth_code`, `X-WP-Nonce`. */
const SECRET_WORDS: ReadonlySet<string> = new Set(
  `auth authentication authorization bearer code cred creds credential credentials hash hmac jwt key
  license licence mac nonce oauth otp pass passcode passphrase passwd password passwort pin pw pwd sess
  sessid session sid sig sign signature secret ticket token totp`.split(/\s+/),
);

/** Names whose words are written as one: `wpnonce`, `PHPSESSID`, `apikey`, `accesstoken`. */
const SECRET_COMPOUND =
  /^(?:passw(?:or)?d\w*|pass(?:key|code|wd))$|(?:token|secret|passw(?:or)?d|passphrase|pwd|nonce|signature|credentials?|sessid|sessionid|hmac|jwt|otp|authcode|accesscode|authhash|(?:api|auth|access|private|secret|security|licen[cs]e|consumer|client|app|user|site|login|reset|activation|encryption|signing|shared)key)$/;

/** Ordinary names of WordPress and shops that hold one of the words all the same. */
const HARMLESS: ReadonlySet<string> = new Set(
  `country_code currency_code error_code lang_code language_code locale_code meta_key post_code
  postal_code sort_key status_code zip_code`.split(/\s+/),
);

/** True for the name of a parameter whose value must not be told. Percent-encoded names are decoded first. */
export function isSecretName(name: string): boolean {
  const words = decoded(name)
    .normalize('NFKC')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .map((word) => word.replace(/(?<=[a-z])\d+$/, ''))
    .filter((word) => word !== '');
  if (HARMLESS.has(words.join('_'))) return false;
  return words.some((word) => SECRET_WORDS.has(word) || SECRET_COMPOUND.test(word));
}

/**
 * An address without user, password and the values of secret parameters, in the query, in the fragment
 * and in an address that is itself a parameter. Any text may be given; masking twice changes nothing.
 */
export function maskSecrets(address: string): string {
  return withoutUserInfo(address).replace(
    /([?&;#])([^=&;#?]*)=([^&;#]*)/g,
    (pair, mark: string, name: string, value: string) =>
      value !== '' && (isSecretName(name) || holdsSecretPair(value))
        ? `${mark}${name}=${HIDDEN}`
        : pair,
  );
}

/** True where an address names a user or a password, also where a slash is missing or in the password. */
export function holdsUserInfo(address: string): boolean {
  return withoutUserInfo(address) !== address;
}

function withoutUserInfo(address: string): string {
  const scheme = /^\s*(?:[a-z][a-z\d+.-]*:[/\\]+|[/\\]{2,})?/i.exec(address)?.[0] ?? '';
  const rest = address.slice(scheme.length);
  const authority = /^[^/\\?#]*/.exec(rest)?.[0] ?? '';
  // What stands where a port should be and is none is a password that holds a slash, ? or #.
  const isPasswordCut = /:[^:\]]*[^:\]\d][^:\]]*$/.test(authority);
  const end = (isPasswordCut ? rest : authority).lastIndexOf('@');
  return end === -1 ? address : withoutUserInfo(scheme + rest.slice(end + 1));
}

/** An address as a value: `redirect_to=/account?token=...`. */
function holdsSecretPair(value: string): boolean {
  const text = decoded(value);
  if (/^[a-z][a-z\d+.-]*:[/\\]/i.test(text) && holdsUserInfo(text)) return true;
  return [...text.matchAll(/[?&;#]([^=&;#?]*)=[^&;#]/g)].some(([, name = '']) =>
    isSecretName(name),
  );
}

/** Without percent-encoding, also where it was encoded more than once; bad encodings stay as they are. */
function decoded(text: string): string {
  let plain = text;
  for (let times = 0; times < 3; times += 1) {
    const next = plain.replace(/(?:%[\da-f]{2})+/gi, (run) => {
      try {
        return decodeURIComponent(run);
      } catch {
        return run.replace(/%([0-7][\da-f])/gi, (_, hex: string) =>
          String.fromCharCode(Number.parseInt(hex, 16)),
        );
      }
    });
    if (next === plain) return plain;
    plain = next;
  }
  return plain;
}
