/** `npm run test:blueprint`: fetches the stock Playground CLI where it is missing, before the tests run. */

import { providePlayground } from './cli.ts';

await providePlayground();
