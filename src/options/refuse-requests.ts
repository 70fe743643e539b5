/** Refuses what says nothing about a failing request, or would change the site where nothing may. */

import type { Language } from '../language/language.ts';
import { isReadOnly } from '../model/http-methods.ts';
import { bad, dashed } from './arguments.ts';
import type { Flags } from './command.ts';

/** Refuses flags that contradict the failing requests, or lack one. */
export function refuseRequestCombinations(t: Language, flags: Flags): void {
  if (flags.request === undefined) {
    for (const flag of ['as', 'header', 'data'] as const) {
      const value = flags[flag];
      if (value === undefined) continue;
      throw bad(
        t.__('%(flag)s belongs to a request. Add --request "GET /path".', { flag: dashed(flag) }),
      );
    }
  }
  if (flags.data !== undefined) refuseData(t, flags);
  const writing = flags.request?.find(({ method }) => !isReadOnly(method));
  if (writing !== undefined && (flags.diagnose || flags.check)) {
    throw bad(
      t.__(
        '--request "%(method)s ..." can change the site, and %(mode)s only reads. Give a GET that fails in the same way.',
        { method: writing.method, mode: flags.check ? '--check' : '--diagnose' },
      ),
    );
  }
  if (writing !== undefined && !flags.yes) {
    throw bad(
      t.__(
        'The site carries out --request "%(method)s ..." every time it passes. Use a GET that fails in the same way, or add --yes if that is harmless.',
        { method: writing.method },
      ),
    );
  }
}

/** A body belongs to one request, whose method carries one. */
function refuseData(t: Language, flags: Flags): void {
  const { request = [], data, passwordStdin, appPasswordStdin } = flags;
  const [only] = request;
  if (only === undefined || request.length > 1) {
    throw bad(t.__('--data is the body of one request. Give --request once.'));
  }
  if (isReadOnly(only.method)) {
    throw bad(
      t.__(
        '--data: a %(method)s request carries no body. Name another method: --request "POST /path".',
        { method: only.method },
      ),
    );
  }
  if (data !== '-') return;
  if (passwordStdin || appPasswordStdin) {
    throw bad(
      t.__(
        '--data - and a password on stdin do not go together: stdin holds one of them. Give the body as a file.',
      ),
    );
  }
  if (!flags.bisect) {
    throw bad(
      t.__('The terminal UI reads the keyboard, so no body can come from stdin. Add --bisect.'),
    );
  }
}
