/** Refuses secrets where every program of this machine could read them: in arguments and in addresses. */

import type { Language } from '../language/language.ts';
import { Problem } from '../model/errors.ts';
import { holdsUserInfo } from '../model/secrets.ts';
import { bad } from './arguments.ts';
import type { SecretVariable } from './secret-variables.ts';

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
