import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Rejects unless the file has exactly this Subresource Integrity value (`sha512-<base64>`). */
export const verifyIntegrity = async (file: string, integrity: string): Promise<void> => {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  const found = `sha512-${hash.digest('base64')}`;
  if (found !== integrity) {
    throw new Error(
      `${basename(file)} is not the file this version expects (${found} instead of ${integrity}). Check the registry npm is configured for.`,
    );
  }
};
