/** WordPress' own page waits in a browser, here or elsewhere. */

import { clean, safeUrl } from '../../report/format.ts';
import { APPROVAL } from '../../report/screens/connect.ts';
import type { ApprovalDialog } from '../dialogs/simple.ts';
import { ALWAYS, GAP } from '../fit.ts';
import type { Look } from '../look.ts';
import { type Page, paragraph, part, title } from './page.ts';

/** Shows where to approve. */
export function approvalPage({ wait, copied }: ApprovalDialog, look: Look): Page {
  const { paint } = look;
  const host = clean(wait.host ?? '', 80);
  return {
    main: [
      title(APPROVAL.title, look),
      paragraph(6, wait.opened ? APPROVAL.opened : APPROVAL.byHand, look),
      paragraph(ALWAYS, safeUrl(wait.url), look, paint.bold, '  '),
      GAP,
      ...(host === ''
        ? []
        : [
            paragraph(5, APPROVAL.remote(host), look),
            part(7, `  ssh -L ${wait.port}:127.0.0.1:${wait.port} ${host}`),
            GAP,
          ]),
      paragraph(2, APPROVAL.minutes(wait.minutes), look, paint.dim),
      paragraph(4, copied ? APPROVAL.copied : '', look),
    ],
  };
}
