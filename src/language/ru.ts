/** Made from languages/wp-bisect-ru_RU.po by `npm run i18n`: not written by hand. */

import type { LocaleData } from '@wordpress/i18n';

export const translations: LocaleData = {
  '': {
    plural_forms: (n: number) =>
      n % 10 === 1 && n % 100 !== 11
        ? 0
        : n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14)
          ? 1
          : 2,
  },
};
