import { readdir, readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { PICTURES, takePictures } from './take-pictures.ts';

it('the pictures show the screens as they are; if not: npm run pictures', async () => {
  const pictures = await takePictures();
  expect((await readdir(PICTURES)).sort()).toEqual([...pictures.keys()].sort());
  for (const [name, svg] of pictures) {
    expect(await readFile(new URL(name, PICTURES), 'utf8'), name).toBe(svg);
  }
});
