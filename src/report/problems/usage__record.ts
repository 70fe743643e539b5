import { clean, moment, safeUrl } from '../format.ts';
import type { Sentences } from '../format__sentence.ts';

/** Our own record on this machine, other runs, and mistakes of ours. */
export const RECORD: Sentences<
  'unexpected' | 'left-on-site' | 'journal-unwritable' | 'journal-corrupt' | 'locked'
> = {
  unexpected: ({ said }) => ({
    fact: `The run ended early by a mistake of this program, not of the site: ${clean(said)}.`,
    remedy: 'The site was put back first. Please report this, with what --verbose shows.',
  }),
  'left-on-site': ({ site, plugin, journal }) => ({
    fact: `The plugin ${clean(plugin, 120)} was put on ${safeUrl(site)} for this run, and could not be taken away again. The journal is kept: ${clean(journal)}.`,
    remedy: `Try again: wp-bisect ${safeUrl(site)} --restore. Or take it away in wp-admin, under Plugins.`,
  }),
  'journal-unwritable': ({ path, cause }) => ({
    fact: `The restore journal cannot be written: ${clean(path)} (${clean(cause, 120)}). Without it no plugin is switched off.`,
    remedy: 'Make the folder writable, or name another one in WP_BISECT_HOME.',
  }),
  'journal-corrupt': ({ path, line }) => ({
    fact: `The restore journal of an earlier run cannot be read (${clean(path)}, line ${line}). It is kept as it is.`,
    remedy:
      'Its first lines list the plugins that were active. Compare them with wp-admin, Plugins; when the site is as it should be, move the file away and start again.',
  }),
  locked: ({ site, pid, host, since, path }) => ({
    fact: `Another run is at work on ${safeUrl(site)}: process ${pid} on ${clean(host, 80)}, since ${moment(since)}.`,
    remedy: `Wait until it ends, or stop it with Ctrl-C: it restores the site. If that machine is gone for good, delete ${clean(path)}.`,
  }),
};
