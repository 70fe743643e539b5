/** English, as tests speak it: the source of every sentence. */

import { createLanguage } from '../../src/language/language.ts';

export const en = createLanguage('en');
