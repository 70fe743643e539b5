// THIRD-PARTY-NOTICES: the license of every package that esbuild put into dist/, read from the packages.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const HEADER = `wp-bisect is free software under GPL-2.0-or-later; see LICENSE.

Its source is in this package: dist/source.tar.gz, built by "npm run i18n" and build.mjs. The files in dist/ also hold
the packages below, each in the version named here, whose source is on https://www.npmjs.com under that name and version.
`;

/** The folder of the package that holds this file of a bundle; null for our own files. */
export function packageFolderOf(input) {
  const [, folder] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input) ?? [];
  return folder ?? null;
}

/** The text of THIRD-PARTY-NOTICES for these metafiles. Rejects where a package names no license. */
export async function noticesFor(metafiles) {
  const written = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs)),
  );
  const folders = [...new Set(written.flatMap((input) => packageFolderOf(input) ?? []))];
  const notices = await Promise.all(folders.map(noticeOf));
  notices.sort((one, other) => (one.title < other.title ? -1 : 1));
  const unique = new Map(notices.map((notice) => [notice.title, notice]));
  return [HEADER, ...withoutRepeats([...unique.values()])].join(`\n${'-'.repeat(80)}\n\n`);
}

/** A text as long as the GPL's is told once: later packages name the one that it stands under. */
function withoutRepeats(notices) {
  const toldUnder = new Map();
  return notices.map(({ title, head, license }) => {
    const before = license.length > LONG ? toldUnder.get(license) : undefined;
    if (before === undefined) toldUnder.set(license, title);
    const text =
      before === undefined ? license : `Its license text is the one under ${before}, above.`;
    return `${[...head, '', text].join('\n')}\n`;
  });
}

/** In characters. Licenses such as MIT and ISC are shorter, and hold the names of their authors. */
const LONG = 4_000;

async function noticeOf(folder) {
  const { name, version, license, author, repository } = JSON.parse(
    await readFile(join(folder, 'package.json'), 'utf8'),
  );
  if (typeof license !== 'string') throw new Error(`${name} names no license.`);
  const title = `${name} ${version}`;
  const source = typeof repository === 'string' ? repository : repository?.url;
  const by = typeof author === 'string' ? author : author?.name;
  const head = [title, `License: ${license}`, by && `By: ${by}`, source && `Source: ${source}`];
  const texts = await licenseTexts(folder, { name, license, by });
  return { title, head: head.filter(Boolean), license: texts.join('\n') };
}

/** What the package itself says, or the one text that every MIT license is. */
async function licenseTexts(folder, { name, license, by }) {
  const names = await readdir(folder);
  const files = names.filter((file) => /^(?:licen[cs]e|copying|notice)\b/i.test(file)).sort();
  if (files.length === 0) {
    if (license !== 'MIT') throw new Error(`${name} holds no license text.`);
    return [`Copyright (c) ${by ?? `the authors of ${name}`}`, '', MIT];
  }
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return texts.map((text) => text.trim());
}

const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction, including
without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the
following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial
portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT
LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO
EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER
IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR
THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
