/** Opens a page in the person's browser; where there is none here, its address goes to the clipboard. */

import { createOpenPage, type Desktop } from '../system/open-browser.ts';

/** Never rejects. */
export async function openPageFor(
  desktop: Desktop,
  url: string,
  copy: (text: string) => void,
): Promise<void> {
  if ((await createOpenPage(desktop)(url)) !== 'opened') copy(url);
}
