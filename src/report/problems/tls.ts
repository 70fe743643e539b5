/** Why no https connection came about: a certificate can be wrong in several ways, or there is no https at all. */

import type { Language } from '../../language/language.ts';
import type { ProblemFacts } from '../../model/errors.ts';
import { clean, type Sentence } from '../format.ts';

/** What the code of OpenSSL or Node comes down to, for the person who types the address. */
type TlsFault = 'untrusted' | 'expired' | 'not-yet-valid' | 'other-name' | 'no-https';

function faultOf(cause: string): TlsFault {
  if (cause === 'CERT_HAS_EXPIRED') return 'expired';
  if (cause === 'CERT_NOT_YET_VALID') return 'not-yet-valid';
  if (/^(ERR_TLS_CERT_ALTNAME_|HOSTNAME_MISMATCH$)/.test(cause)) return 'other-name';
  // Both sides never came to speak about a certificate.
  return /^(ERR_SSL_|ERR_TLS_|EPROTO$)/.test(cause) ? 'no-https' : 'untrusted';
}

/** Says what is wrong with the connection, and what helps against exactly that. */
export function tlsWords(t: Language, { host, cause }: ProblemFacts['tls']): Sentence {
  const at = { host: clean(host), cause: clean(cause, 160) };
  const skip = t.__('For a local test site, use --insecure to skip certificate checks.');
  switch (faultOf(cause)) {
    case 'expired':
      return {
        fact: t.__('The certificate of %(host)s has expired (%(cause)s).', at),
        remedy: `${t.__('Renew it (most hosts do that in their control panel), and check that the clock of this machine is right.')} ${skip}`,
      };
    case 'not-yet-valid':
      return {
        fact: t.__('The certificate of %(host)s is not valid yet (%(cause)s).', at),
        remedy: `${t.__('Check that the clock of this machine is right.')} ${skip}`,
      };
    case 'other-name':
      return {
        fact: t.__('The certificate at %(host)s is for another name (%(cause)s).', at),
        remedy: `${t.__('Type the name that the certificate is for: with or without www, and not the IP address.')} ${skip}`,
      };
    case 'no-https':
      return {
        fact: t.__('No https connection to %(host)s comes about (%(cause)s).', at),
        remedy: t.__(
          'Open the address in a browser. If it opens only with http://, type it that way here. If it does not open, ask the host to repair https.',
        ),
      };
    case 'untrusted':
      return {
        fact: t.__('This machine does not trust the certificate of %(host)s (%(cause)s).', at),
        remedy: `${t.__('For a private certificate, give its authority with --ca-file FILE.')} ${skip}`,
      };
  }
}
