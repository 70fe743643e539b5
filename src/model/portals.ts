/** Single sign-on in front of a site, known by where it sends people. Pure. */

type Portal = { readonly name: string | null; readonly isAt: (url: URL) => boolean };

const hosts =
  (pattern: RegExp) =>
  ({ hostname }: URL) =>
    pattern.test(hostname);

/** Its service tokens are two headers. */
export const CLOUDFLARE_ACCESS = 'Cloudflare Access';

/** The first that fits. Null names nobody in particular. */
const PORTALS: readonly Portal[] = [
  {
    name: CLOUDFLARE_ACCESS,
    isAt: ({ hostname, pathname }) =>
      hostname.endsWith('.cloudflareaccess.com') || pathname.startsWith('/cdn-cgi/access/'),
  },
  { name: 'Google', isAt: hosts(/^accounts\.google\.com$/) },
  { name: 'Microsoft', isAt: hosts(/^login\.(?:microsoftonline|windows)\.(?:com|net|us)$/) },
  { name: 'Okta', isAt: hosts(/\.okta(?:preview)?\.com$/) },
  { name: 'Auth0', isAt: hosts(/\.auth0\.com$/) },
  { name: 'Vercel', isAt: hosts(/^vercel\.com$/) },
  { name: 'YunoHost', isAt: ({ pathname }) => pathname.startsWith('/yunohost/sso') },
  { name: 'Keycloak', isAt: ({ pathname }) => /\/realms\/[^/]+\/protocol\//.test(pathname) },
  {
    name: 'authentik',
    isAt: ({ pathname }) =>
      /^\/(?:if\/flow|application\/o|outpost\.goauthentik\.io)\//.test(pathname),
  },
  { name: 'oauth2-proxy', isAt: ({ pathname }) => /\/oauth2\/(?:start|sign_in)\b/.test(pathname) },
  // Authelia and its kin carry the way back in a parameter.
  { name: null, isAt: ({ searchParams }) => ['rd', 'rm'].some((name) => searchParams.has(name)) },
  {
    name: null,
    isAt: ({ pathname }) =>
      /\/(?:saml2?|openid-connect|oauth2?\/authorize|sso)(?:\/|$)/i.test(pathname),
  },
  { name: null, isAt: hosts(/^(?:auth|sso|idp|id|login|accounts)\./) },
];

/** The portal that an address belongs to, `name` null where it is not known by name; null for no portal. */
export function portalAt(url: string): { readonly name: string | null } | null {
  if (!URL.canParse(url)) return null;
  const asked = new URL(url);
  const portal = PORTALS.find(({ isAt }) => isAt(asked));
  return portal ? { name: portal.name } : null;
}
