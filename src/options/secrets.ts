/** Secrets: the one table of the environment variables that hold them, and their refusal anywhere else. */

import type { Language } from '../language/language.ts';
import { Problem } from '../model/errors.ts';
import { holdsUserInfo } from '../model/secrets.ts';
import { bad } from './arguments.ts';
import type { Options } from './options.ts';

/** Each variable, with the name of its secret in `Options.secrets`. */
export const SECRET_VARIABLES = {
  WP_BISECT_APP_PASSWORD: 'applicationPassword',
  WP_BISECT_PASSWORD: 'password',
  WP_BISECT_GATE_PASSWORD: 'gatePassword',
  WP_BISECT_RECOVERY_LINK: 'recoveryLink',
  WP_BISECT_WC_KEY: 'woocommerceKey',
  WP_BISECT_WC_SECRET: 'woocommerceSecret',
  WP_BISECT_BEARER: 'bearer',
} as const satisfies Readonly<Record<string, keyof Options['secrets']>>;

export type SecretVariable = keyof typeof SECRET_VARIABLES;

/** The table as pairs of variable and secret. */
export const SECRETS = Object.entries(SECRET_VARIABLES) as readonly (readonly [
  SecretVariable,
  keyof Options['secrets'],
])[];

/** True where a password to sign in with was given beforehand: the account's, or an application password. */
export function hasPassword({
  password,
  applicationPassword,
}: Pick<Options['secrets'], 'password' | 'applicationPassword'>): boolean {
  return password !== null || applicationPassword !== null;
}

/** The secrets of an environment; an empty variable counts as unset. */
export function secretsIn(env: Readonly<Record<string, string | undefined>>): Options['secrets'] {
  return Object.fromEntries(
    SECRETS.map(([variable, secret]) => [secret, env[variable] || null]),
  ) as Options['secrets'];
}

/** Refuses secrets where every program of this machine could read them: in arguments and in addresses. */

/** Arguments people try for secrets: refused by name, because argv is readable by every process. */
const SECRET_FLAGS: Readonly<Record<string, SecretVariable>> = {
  '--password': 'WP_BISECT_PASSWORD',
  '--pass': 'WP_BISECT_PASSWORD',
  '--app-password': 'WP_BISECT_APP_PASSWORD',
  '--application-password': 'WP_BISECT_APP_PASSWORD',
  '--gate-password': 'WP_BISECT_GATE_PASSWORD',
  '--consumer-key': 'WP_BISECT_WC_KEY',
  '--consumer-secret': 'WP_BISECT_WC_SECRET',
  '--bearer': 'WP_BISECT_BEARER',
  '--token': 'WP_BISECT_BEARER',
};

/** Refuses secrets given as arguments, before anything is parsed and could be echoed. */
export function refuseSecrets(t: Language, argv: readonly string[]): void {
  for (const argument of argv) {
    if (argument === '--') return;
    const flag = argument.split('=')[0] ?? argument;
    const variable = Object.hasOwn(SECRET_FLAGS, flag) ? SECRET_FLAGS[flag] : undefined;
    if (variable !== undefined) {
      throw bad(
        t.__(
          '%(flag)s is not an option: every program on this machine can read arguments. Put the secret into %(variable)s (or see --password-stdin and --password-command), or leave it out: wp-bisect then asks for it.',
          { flag, variable },
        ),
      );
    }
  }
}

/** Refuses user and password in an address: `https://name:password@host`, `https:/name:pass/word@host`. */
export function refuseSecretAddress(typed: string | null): void {
  if (typed !== null && holdsUserInfo(typed)) {
    throw new Problem('secret-in-address', {});
  }
}
