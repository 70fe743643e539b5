/** What access needs to know of the place it opens. */

import type { RestState } from './find-site.ts';
import type { SiteAddress } from '../http/types.ts';

/** An address, with how REST answered a stranger where that is known. */
export type Place = SiteAddress & { readonly rest?: RestState };
