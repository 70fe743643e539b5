/** What the command line names a file for: headers whose value is a secret, and the body of the request. */

import { open } from 'node:fs/promises';
import type { Language } from '../language/language.ts';
import { Problem, systemCause } from '../model/errors.ts';
import type { RequestBody } from '../model/report.ts';
import { bad } from '../options/arguments.ts';
import type { HeaderFile, Options } from '../options/options.ts';
import { headerValue } from '../symptoms/parse-request.ts';
import type { MainPorts } from './context.ts';

/** The most of a body that is sent. Bytes. */
const LONGEST_BODY = 1_024 * 1_024;
/** A token with room to spare. Bytes. */
const LONGEST_HEADER = 64 * 1_024;

/** What reading the files needs of the outside. */
export type GivenFilePorts = Pick<MainPorts, 't' | 'options' | 'stdin'>;

/**
 * The options with the values of their files in place. Rejects with `unreadable-file` or `bad-option`
 * before anything is sent; neither tells what is in a file.
 */
export async function withGivenFiles({ t, options, stdin }: GivenFilePorts): Promise<Options> {
  const headers = { ...options.headers };
  const siteHeaders = { ...options.siteHeaders };
  const hidden = [...options.hidden];
  for (const file of options.headerFiles) {
    const value = await headerIn(t, file);
    (file.flag === '--header' ? headers : siteHeaders)[file.name] = value;
    hidden.push(value);
  }
  const body = options.data === null ? null : await bodyIn(t, options.data, stdin);
  return { ...options, headers, siteHeaders, hidden, headerFiles: [], body };
}

async function headerIn(t: Language, { flag, name, path }: HeaderFile): Promise<string> {
  const text = new TextDecoder().decode((await start(t, path, LONGEST_HEADER)).bytes);
  const value = (text.split('\n')[0] ?? '').trim();
  if (value === '') {
    throw bad(
      // translators: %(flag)s is --header or --site-header, %(name)s the name of a header
      t.__('%(flag)s %(name)s: the first line of the file %(file)s is empty.', {
        flag,
        name,
        file: path,
      }),
    );
  }
  return headerValue(t, name, value, flag);
}

async function bodyIn(t: Language, path: string, stdin: NodeJS.ReadStream): Promise<RequestBody> {
  const { bytes, more } =
    path === '-' ? await allOf(t, stdin, LONGEST_BODY) : await start(t, path, LONGEST_BODY);
  if (more) {
    throw bad(
      t.__('--data %(file)s: the body is longer than 1 MiB. Give a shorter one.', { file: path }),
    );
  }
  return { size: bytes.length, type: typeOf(bytes), bytes: () => bytes };
}

/** The Content-Type of a body whose sender says nothing. */
function typeOf(bytes: Uint8Array): string {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return 'application/json';
  } catch {
    return 'application/x-www-form-urlencoded';
  }
}

type Start = { readonly bytes: Uint8Array<ArrayBuffer>; readonly more: boolean };

/** The first `most` bytes of a file, and whether it has more. Pipes and devices are read as they come. */
async function start(t: Language, path: string, most: number): Promise<Start> {
  try {
    const file = await open(path, 'r');
    try {
      return await allOf(t, file.createReadStream({ end: most }), most);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new Problem('unreadable-file', { path, cause: systemCause(error) }, { cause: error });
  }
}

async function allOf(
  t: Language,
  stream: AsyncIterable<Buffer | string> & { readonly isTTY?: boolean },
  most: number,
): Promise<Start> {
  if (stream.isTTY) {
    throw bad(
      t.__('--data - reads stdin, but stdin is a terminal. Give a file, or pipe the body in.'),
    );
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk as Buffer);
    chunks.push(bytes);
    size += bytes.length;
    if (size > most) break;
  }
  return { bytes: new Uint8Array(Buffer.concat(chunks)).slice(0, most), more: size > most };
}
