import { type Sentences, safeUrl } from '../format.ts';

/** Why the plugins of a network cannot be switched, and what to do: for the problem and for the note. */
export const MULTISITE: Sentences<'network-closed'> = {
  'network-closed': ({ why, url }, given) => {
    switch (why) {
      case 'no-session':
        return {
          fact: 'Plugins that are active for the whole network are switched in wp-admin only.',
          remedy: `Sign in with the password of a super admin${given === 'asked' ? '' : ' (WP_BISECT_PASSWORD)'}.`,
        };
      case 'not-super-admin':
        return {
          fact: 'This account manages one site of the network. Plugins that are active for the whole network take a super admin.',
          remedy: 'Give the account of a super admin with --user, and add --network.',
        };
      case 'elsewhere':
        return {
          fact: `The plugins of this network are managed at ${safeUrl(url ?? '')}, where this session is not signed in.`,
          remedy: 'Run wp-bisect on the main site of the network, with --network.',
        };
      case 'no-network':
      case 'unclear':
        return {
          fact: "The network's page of plugins (wp-admin/network/plugins.php) did not open.",
          remedy:
            'Open it in your browser as a super admin to see what is in its way, then try again.',
        };
    }
  },
};
