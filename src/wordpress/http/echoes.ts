/** Keeps secrets that a site sends back (debug pages, error messages, redirects) out of everything that reads its answers. */

import { HIDDEN } from '../../model/secrets.ts';

/** Shorter values are found in ordinary words, and hiding those would change what an answer says. */
const SHORTEST = 8;

/** Hides the given secrets in an answer. */
export type EchoMask = {
  text(text: string): string;
  /** The same headers, but for those that hold a secret. */
  headers(headers: Headers): Headers;
};

/** The mask of these secrets, also where they come back encoded for an address, for JSON or for HTML. */
export function createEchoMask(secrets: readonly string[]): EchoMask {
  const forms = [...new Set(secrets.flatMap(disguises))]
    .filter((form) => form.length >= SHORTEST)
    .toSorted((one, other) => other.length - one.length);
  const text = (given: string) =>
    forms.reduce((masked, form) => masked.replaceAll(form, HIDDEN), given);
  return {
    text,
    headers(given) {
      const told = [...given].filter(
        ([name, value]) => name !== 'set-cookie' && text(value) !== value,
      );
      if (told.length === 0) return given;
      const masked = new Headers(given);
      for (const [name, value] of told) masked.set(name, text(value));
      return masked;
    },
  };
}

function disguises(secret: string): readonly string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const html = secret
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  return [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ a: secret }).toString().slice(2),
    json,
    // PHP's json_encode escapes slashes.
    json.replaceAll('/', '\\/'),
    html,
    html.replaceAll("'", '&#039;'),
  ];
}
