/** Plugins that are known to answer 401, to mind being switched off or to read tokens, as data. */

import { slugOf } from '../model/plugin-ids.ts';
import type { Identity, Plugin, PluginId, Symptom, SymptomRequest } from '../model/report.ts';
import { isLoginPage, restRouteOf } from '../wordpress/http/urls.ts';
import data from './known-plugins.json';

/** What one setting of a plugin answers, and to whom. */
export type Sign = {
  /** REST codes; never translated. */
  readonly codes?: readonly string[];
  /** The English message or title, as a regular expression. */
  readonly message?: string;
  /** The realm of its WWW-Authenticate. */
  readonly realm?: string;
  readonly refuses: readonly Identity[];
  readonly where: 'rest' | 'page' | 'login' | 'users' | 'namespace' | 'any';
  readonly namespace?: string;
  /**
   * What tells this plugin from all others: its code, its message (the code is core's or shared with
   * other plugins), or nothing (the site treats a credential as no credential at all).
   */
  readonly names: 'code' | 'message' | 'nothing';
  /** The setting to change. */
  readonly fix?: Fix;
  /**
   * True where the plugin is not at fault: its normal answer to strangers, or an answer that only makes
   * visible what is wrong elsewhere (a wrong password). It is never reported.
   */
  readonly byDesign?: boolean;
  /** Where this is written in the plugin's own source: path and line. */
  readonly source?: string;
};

/** What ends the refusal, as a short instruction; either `tried` or `unverified`. */
type Fix = {
  /** Names the menu as of the version that was tried. */
  readonly setting: string;
  /** The version of the real plugin on which this was done and seen to end the refusal. */
  readonly tried?: string;
  /** True: nobody has done it on the real plugin; the advice says so. */
  readonly unverified?: true;
  /** Where the plugin keeps the setting: `option[key]`, a constant, a table. */
  readonly option?: string;
  /** False where the plugin does nothing but refuse: no setting keeps it on. */
  readonly keepsOn?: false;
};

/** What a plugin leaves outside its folder, deactivated or not. */
export type Leaving = 'must-use' | 'drop-in' | 'htaccess' | 'wp-config' | 'auto-prepend';

/** What switching a plugin off does beyond switching it off. */
export type Risk = {
  readonly grade: 'loses-data' | 'drops-protection' | 'leaves-traces';
  readonly what: string;
  /** True: it is left alone unless the person says otherwise. */
  readonly pin: boolean;
  /** `rest`: only where nothing but REST can switch it; wp-admin's form does it well. */
  readonly only?: 'rest';
  /** As in `Sign`. */
  readonly source?: string;
};

/** One known plugin. */
export type KnownPlugin = {
  /** Its folder, which is its name in the plugin directory. */
  readonly slug: string;
  readonly plugin: PluginId;
  readonly name: string;
  /** False where the official plugin directory does not have it (any more). */
  readonly directory?: false;
  readonly signs: readonly Sign[];
  readonly hazard?: Risk;
  readonly leaves?: readonly Leaving[];
};

/** All known plugins, by slug. */
export const KNOWN_PLUGINS = data as readonly KnownPlugin[];

/** What is known about a plugin; told by its folder, since main files are renamed now and then. */
export function knownPlugin(plugin: PluginId): KnownPlugin | undefined {
  const slug = slugOf(plugin);
  return KNOWN_PLUGINS.find((known) => known.slug === slug);
}

/** Does an answer look like one of a known plugin's? */

/** `named`: the answer says who gave it. `hinted`: it fits, and so would others. */
export type Likeness = 'named' | 'hinted';

/** Codes by which core, or a plugin of its own routes, tells that it takes the sender for a visitor. */
const TAKEN_FOR_VISITOR =
  /^(?:rest_not_logged_in|rest_forbidden(?:_.*)?|rest_cannot_.*|rest_user_cannot_.*|woocommerce_rest_cannot_.*|llms_rest_unauthorized_request)$/;

/** True where the site takes the sender of a credential for a visitor. */
export function isTakenForVisitor({ code }: Pick<Symptom['observed'], 'code'>): boolean {
  return code !== null && TAKEN_FOR_VISITOR.test(code);
}

/**
 * The known plugins that this answer names, whether they are on the site or not. A code of the kind that every
 * plugin makes up for itself (`rest_login_required`) names nobody then: the words have to fit, too.
 */
export function knownByAnswer(
  symptom: Pick<Symptom, 'observed' | 'request'>,
): readonly KnownPlugin[] {
  const isAnybodysCode = symptom.observed.code?.startsWith('rest_') ?? false;
  return KNOWN_PLUGINS.filter(({ signs }) =>
    signs.some(
      (sign) =>
        likeness(symptom, sign) === 'named' && (!isAnybodysCode || saysSo(symptom.observed, sign)),
    ),
  );
}

function saysSo({ message }: Symptom['observed'], sign: Sign): boolean {
  return sign.message !== undefined && new RegExp(sign.message, 'i').test(message ?? '');
}

/** Core's answer where application passwords are switched off: an app would be refused, whoever asks. */
const SWITCHED_OFF = /^application_passwords_disabled(?:_for_user)?$/;

/** True where the answer is one that this plugin alone gives. */
export function isSignedBy(plugin: PluginId, symptom: Symptom): boolean {
  return knownPlugin(plugin)?.signs.some((sign) => likeness(symptom, sign) === 'named') ?? false;
}

/** How much a symptom looks like a sign; null when it does not. */
export function likeness(
  { observed, request: asked }: Pick<Symptom, 'observed' | 'request'>,
  sign: Sign,
): Likeness | null {
  const request = SWITCHED_OFF.test(observed.code ?? '')
    ? { ...asked, as: 'application-password' as const }
    : asked;
  const codeFits = observed.code !== null && (sign.codes?.includes(observed.code) ?? false);
  if (sign.byDesign) return null;
  if (sign.names === 'nothing') {
    return isSilentRefusal({ observed, request }, sign, codeFits) ? 'hinted' : null;
  }

  const realm = sign.realm;
  if (realm && observed.challenges.some((each) => each.realm === realm)) return 'named';
  if (sign.names === 'code' && codeFits) return 'named';
  const says = saysSo(observed, sign);
  // A page carries no code, and wp_die() pages lose theirs: then the words must be the plugin's alone.
  const isOwnWords = sign.names === 'message' && observed.code === null && concerns(request, sign);
  if (says && (codeFits || isOwnWords)) return 'named';
  return codeFits && concerns(request, sign) ? 'hinted' : null;
}

/** The plugin that gives a visitor this answer by design, whatever else is active, and what it wants instead. */
export function refusedByDesign(
  symptom: Pick<Symptom, 'observed' | 'request'>,
): { readonly name: string; readonly setting: string | null } | null {
  const { code } = symptom.observed;
  if (code === null || symptom.request.as !== 'anonymous') return null;
  for (const { name, signs } of KNOWN_PLUGINS) {
    const sign = signs.find(
      ({ byDesign, names, codes, ...rest }) =>
        byDesign === true &&
        names === 'code' &&
        codes?.includes(code) &&
        concerns(symptom.request, { ...rest, names }),
    );
    if (sign) return { name, setting: sign.fix?.setting ?? null };
  }
  return null;
}

/**
 * A credential that is treated as none: the plugin's name is nowhere in the answer. Only the plugins
 * that do this to application passwords are few enough to be a hint whatever the code.
 */
function isSilentRefusal(
  { observed, request }: Pick<Symptom, 'observed' | 'request'>,
  sign: Sign,
  codeFits: boolean,
): boolean {
  if (!concerns(request, sign)) return false;
  const code = observed.code ?? '';
  const takesForVisitor = sign.codes?.some((each) => TAKEN_FOR_VISITOR.test(each)) ?? false;
  if (request.as === 'application-password' && takesForVisitor) {
    return TAKEN_FOR_VISITOR.test(code) || SWITCHED_OFF.test(code);
  }
  return codeFits;
}

/** True when the sign's plugin refuses this kind of request from this sender. */
export function concerns(request: SymptomRequest, sign: Sign): boolean {
  if (!sign.refuses.includes(request.as)) return false;
  const route = restRouteOf(request.url);
  switch (sign.where) {
    case 'any':
      return true;
    case 'page':
      return route === null;
    case 'login':
      return isLoginPage(new URL(request.url));
    case 'rest':
      return route !== null;
    case 'users':
      return route?.includes('users') ?? false;
    case 'namespace':
      return route !== null && new RegExp(`^/${sign.namespace}[/-]`).test(`${route}/`);
  }
}

/** Which plugin reads an app's bearer token: WordPress itself reads none. */

/** Plugins that read bearer tokens and whose names do not say so. */
const READERS: ReadonlySet<string> = new Set([
  'wp-rest-api-authentication',
  'oauth2-provider',
  'wp-graphql-headless-login',
  'rest-api-firebase-auth',
]);

const BY_NAME = /\b(?:jwts?|oauth2?|openid|bearer|tokens?|json web tokens?)\b/;

/** The active plugins that read bearer tokens, by a table and by their names. */
export function tokenReaders(
  plugins: readonly Pick<Plugin, 'plugin' | 'name' | 'status'>[],
): readonly PluginId[] {
  return plugins
    .filter(({ status }) => status !== 'inactive')
    .filter(({ plugin, name }) => {
      const slug = slugOf(plugin);
      const words = `${slug.replaceAll(/[-_]/g, ' ')} ${name}`.toLowerCase();
      return READERS.has(slug) || BY_NAME.test(words);
    })
    .map(({ plugin }) => plugin);
}

/**
 * What the requests that carry a token need on: with the reader off, the token means nothing to
 * WordPress, and every plugin looks innocent. Empty where no request carries one.
 */
export function readersFor(
  requests: readonly Pick<SymptomRequest, 'as'>[],
  plugins: readonly Plugin[],
): readonly PluginId[] {
  return requests.some(({ as }) => as === 'bearer') ? tokenReaders(plugins) : [];
}
