/** Why the plugins of a network cannot be switched, and what to do: for the problem and for the note. */

import { type Sentences, safeUrl } from '../format.ts';

export const MULTISITE: Sentences<'network-closed'> = {
  'network-closed': (t, { why, url }, given) => {
    switch (why) {
      case 'no-session':
        return {
          fact: t.__('wp-bisect can switch network-active plugins in wp-admin only.'),
          remedy:
            given === 'asked'
              ? t.__('Sign in with the password of a super admin.')
              : t.__('Sign in with the password of a super admin (WP_BISECT_PASSWORD).'),
        };
      case 'not-super-admin':
        return {
          fact: t.__(
            'This account manages one site of the network. Only a super admin can switch network-active plugins.',
          ),
          remedy: t.__('Give the account of a super admin with --user, and add --network.'),
        };
      case 'elsewhere':
        return {
          fact: t.__(
            'The plugins of this network are managed at %(url)s, where this session is not signed in.',
            { url: safeUrl(url ?? '') },
          ),
          remedy: t.__('Run wp-bisect on the main site of the network, with --network.'),
        };
      case 'no-network':
      case 'unclear':
        return {
          fact: t.__("The network's page of plugins (wp-admin/network/plugins.php) did not open."),
          remedy: t.__('Open it in your browser as a super admin to see why, then try again.'),
        };
    }
  },
};
