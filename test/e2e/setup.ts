import { sweepDeadFolders } from '../../mocks/embedded/private-folder.ts';
import { provision } from '../../mocks/embedded/provision.ts';

/** Fills the cache once before any end-to-end test, and tidies up after sites whose process was killed. */
export default async function setup(): Promise<() => void> {
  await provision((line) => console.error(`embedded WordPress: ${line}`));
  return sweepDeadFolders;
}
