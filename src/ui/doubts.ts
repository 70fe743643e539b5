/** What is odd about something typed, before it is sent anywhere. Codes; the words are in the report. Pure. */

/** What is odd about an address. `empty` and `secret` cannot be sent. */
export type SiteDoubt = 'empty' | 'secret' | 'email' | 'blank' | 'scheme' | 'no-dot';

/** The doubt about a typed address; null for none. */
export function siteDoubt(typed: string): SiteDoubt | null {
  const text = typed.trim();
  if (text === '') return 'empty';
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text);
  const authority = /^[^/?#\\]*/.exec(scheme ? text.slice(scheme[0].length) : text)![0];
  if (authority.includes('@')) return /:.*@/.test(authority) || scheme ? 'secret' : 'email';
  if (/\s/.test(text)) return 'blank';
  if (scheme && !/^https?$/i.test(scheme[1]!)) return 'scheme';
  return /[.:]|^localhost/i.test(authority) ? null : 'no-dot';
}

/** What is odd about a user name. `empty` cannot be sent. */
export type UserDoubt = 'empty' | 'email';

/** The doubt about a typed user; null for none. */
export function userDoubt(typed: string): UserDoubt | null {
  const text = typed.trim();
  if (text === '') return 'empty';
  return /^\S+@\S+\.\S+$/.test(text) ? 'email' : null;
}

/** What a typed secret looks like. `counting`: an application password, not complete yet. */
export type SecretLook =
  | { readonly type: 'empty' | 'fine' | 'other-kind' | 'not-shaped' }
  | { readonly type: 'counting'; readonly characters: number };

/** Characters of an application password, blanks aside. */
export const APPLICATION_PASSWORD_LENGTH = 24;

/** What a typed secret looks like for the kind it is to be. */
export function lookOfSecret(kind: 'password' | 'application-password', typed: string): SecretLook {
  if (typed === '') return { type: 'empty' };
  const bare = typed.replace(/\s/g, '');
  const shaped = /^[a-z0-9]*$/i.test(bare);
  if (kind === 'password') {
    const grouped = /^([a-z0-9]{4} ){5}[a-z0-9]{4}$/i.test(typed.trim());
    return { type: grouped ? 'other-kind' : 'fine' };
  }
  if (!shaped) return { type: 'other-kind' };
  if (bare.length === APPLICATION_PASSWORD_LENGTH) return { type: 'fine' };
  return bare.length < APPLICATION_PASSWORD_LENGTH
    ? { type: 'counting', characters: bare.length }
    : { type: 'not-shaped' };
}
