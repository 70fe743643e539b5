// `npm run pictures`: writes the pictures of the main screens.
import { mkdir, writeFile } from 'node:fs/promises';
import { PICTURES, takePictures } from './take-pictures.ts';

await mkdir(PICTURES, { recursive: true });
for (const [name, svg] of await takePictures()) {
  await writeFile(new URL(name, PICTURES), svg);
  console.log(`test/ui/pictures/${name}`);
}
