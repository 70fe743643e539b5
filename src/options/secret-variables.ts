/** The environment variables that hold secrets: the one table of them. */

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
