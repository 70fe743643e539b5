import { clean, type Sentence, type Sentences, safeUrl } from '../format.ts';

const NEW_LINK =
  'Open wp-admin in your browser: WordPress then mails a new link to the administrator, once a day at most.';

const REFUSED: Readonly<Record<string, Sentence>> = {
  expired: { fact: "WordPress' recovery link has expired.", remedy: NEW_LINK },
  used: {
    fact: 'WordPress does not know this recovery link. Each link works only once.',
    remedy: NEW_LINK,
  },
  wrong: {
    fact: "The key in WordPress' recovery link is wrong.",
    remedy: `Copy the whole link from the mail. If it was complete, it is spent now. ${NEW_LINK}`,
  },
  'still-fatal': {
    fact: 'Recovery Mode is on, and the login page is a fatal error all the same.',
    remedy:
      'Recovery Mode pauses a plugin only where the error is in its own files, and never must-use or network-active plugins. Use --wp-cli, or see the error log of the server.',
  },
};

/** Problems of WordPress' Recovery Mode link. No sentence holds a part of its key. */
export const RECOVERY: Sentences<'bad-recovery-link' | 'recovery-refused'> = {
  'bad-recovery-link': ({ why, site, named }) => ({
    fact:
      why === 'another-site'
        ? `The recovery link leads to ${safeUrl(named ?? '')}, not to ${safeUrl(site)}.`
        : 'This is not a recovery link of WordPress.',
    remedy:
      'Copy the whole link from the mail. It looks like https://example.com/wp-login.php?action=enter_recovery_mode&rm_token=...&rm_key=...',
  }),
  'recovery-refused': ({ why, status, said }) =>
    REFUSED[why] ?? {
      fact: `The recovery link was answered with HTTP ${status}${said === null ? '' : ` ("${clean(said, 200)}")`}, and Recovery Mode is not on.`,
      remedy: `Open the link in your browser to see what is in its way. ${NEW_LINK}`,
    },
};
