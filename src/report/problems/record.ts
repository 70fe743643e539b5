import { clean, safeUrl } from '../describe.ts';
import type { Sentences } from './sentence.ts';

/** Our own record on this machine, other runs, and mistakes of ours. */
export const RECORD: Sentences<
  | 'unexpected'
  | 'journal-unwritable'
  | 'journal-corrupt'
  | 'nothing-to-restore'
  | 'locked'
  | 'leftover-journal'
> = {
  unexpected: ({ said }) => ({
    fact: `The run ended early by a mistake of this program, not of the site: ${clean(said)}.`,
    remedy: 'The site was put back first. Please report this, with what --verbose shows.',
  }),
  'journal-unwritable': ({ path, cause }) => ({
    fact: `The restore journal cannot be written: ${clean(path)} (${clean(cause, 120)}). Without it nothing on the site is changed.`,
    remedy: 'Make the folder writable, or name another one in WP_BISECT_HOME.',
  }),
  'journal-corrupt': ({ path, line }) => ({
    fact: `The restore journal of an earlier run cannot be read (${clean(path)}, line ${line}). It is kept as it is.`,
    remedy:
      'Its first lines list the plugins that were active. Compare them with wp-admin, Plugins; when the site is as it should be, move the file away and start again.',
  }),
  'nothing-to-restore': ({ site }) => ({
    fact: `No run on ${safeUrl(site)} has left anything to restore on this machine.`,
    remedy:
      'Journals are kept on the machine (and in the WP_BISECT_HOME) of the run that was interrupted. Restore from there.',
  }),
  locked: ({ site, pid, host, since, path }) => ({
    fact: `Another run is at work on ${safeUrl(site)}: process ${pid} on ${clean(host, 80)}, since ${clean(since, 40)}.`,
    remedy: `Wait until it ends, or stop it with Ctrl-C: it restores the site. If that machine is gone for good, delete ${clean(path)}.`,
  }),
  'leftover-journal': ({ site, since }) => ({
    fact: `An earlier run on ${safeUrl(site)} (${clean(since, 40)}) was cut off before it could restore the plugins.`,
    remedy: `Restore first: wp-bisect ${safeUrl(site)} --restore. With --yes this is done at the start of the next run.`,
  }),
};
