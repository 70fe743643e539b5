/** What a command answers for at its end: the requests it sent, and the passwords it had made. */

import type { SiteAddress } from '../wordpress/http/types.ts';
import type { Approved } from '../wordpress/sign-in/browser-approval.ts';

/** An application password that was made for this command. */
export type MadePassword = Approved & {
  readonly name: string;
  readonly address: SiteAddress;
};

/** Until it has opened the site it is of no use; one that is kept in the keyring stays. */
export type PasswordUse = 'of-no-use' | 'in-use' | 'kept';

export type Ledger = {
  /** Over every connection of this command. */
  readonly sent: { readonly requests: number; count(): void };
  readonly made: {
    /** Enters a password, of no use yet; what it gives tells what has become of it. */
    enter(password: MadePassword): (use: PasswordUse) => void;
    /** True where no password is left to settle. */
    readonly isSettled: boolean;
    /** Every password that was entered, each given out once. */
    settle(): readonly (MadePassword & { readonly use: PasswordUse })[];
  };
};

/** A ledger with nothing in it. */
export function createLedger(): Ledger {
  let requests = 0;
  let entries: { readonly password: MadePassword; use: PasswordUse }[] = [];
  return {
    sent: {
      get requests() {
        return requests;
      },
      count() {
        requests += 1;
      },
    },
    made: {
      get isSettled() {
        return entries.length === 0;
      },
      enter(password) {
        const entry = { password, use: 'of-no-use' as PasswordUse };
        entries.push(entry);
        return (use) => {
          entry.use = use;
        };
      },
      settle() {
        const open = entries;
        entries = [];
        return open.map(({ password, use }) => ({ ...password, use }));
      },
    },
  };
}
