import { describe, expect, it } from 'vitest';
import { parseSiteHealth } from '../../../src/wordpress/plugins/site-health.ts';

const TEXT = `\`
### wp-core ###

version: 6.4.3 (latest version: 6.8.3)
https_status: true
multisite: false

### wp-dropins (1) ###

object-cache.php: true

### wp-active-theme ###

name: Child /home/owner/www/theme (child)
version: 1.2

### wp-plugins-active (3) ###

Twin Tools: Footnotes: version: 2.3.0, author: Twin, Tools & Co, Auto-updates disabled
Nameless: version: , author:
<b>Bold</b>: version: 1.0

### wp-server ###

httpd_software: nginx/1.22.1
php_version: 8.2.29 64bit

### wp-database ###

extension: mysqli
server_version: 10.11.6-MariaDB
\``;

describe('the text of Site Health', () => {
  it('gives what support asks for', () => {
    expect(parseSiteHealth(TEXT)).toMatchObject({
      wordpress: '6.4.3',
      php: '8.2.29',
      server: 'nginx/1.22.1',
      database: 'mysqli 10.11.6-MariaDB',
      multisite: false,
      objectCache: true,
      https: true,
    });
  });

  it('keeps paths of the server out', () => {
    expect(JSON.stringify(parseSiteHealth(TEXT))).not.toContain('/home/owner');
  });

  it('reads plugins whose names and authors hold colons and commas', () => {
    expect(parseSiteHealth(TEXT)?.plugins).toEqual([
      { plugin: null, name: 'Twin Tools: Footnotes', version: '2.3.0', author: 'Twin, Tools & Co' },
      { plugin: null, name: 'Nameless', version: '', author: '' },
      { plugin: null, name: '<b>Bold</b>', version: '1.0', author: '' },
    ]);
  });

  it.each([
    ['Russian', 'Автообновления отключены', 'Автообновления включены'],
    ['Arabic', 'التحديثات التلقائية معطلة', 'التحديثات التلقائية مفعلة'],
  ])('reads authors without what WordPress says of updates in %s', (_, off, on) => {
    const rows = [
      `Twin Tools: version: 2.3.0, author: Twin, Tools & Co, ${off}`,
      `Biscuit: version: 1.0, author: Ann, ${on}`,
      `Otter: version: 3.1, author: Ann, ${off}`,
    ];
    const text = `### wp-core ###\n\nversion: 7.1\n\n### wp-plugins-active (3) ###\n\n${rows.join('\n')}`;
    expect(parseSiteHealth(text)?.plugins.map(({ author }) => author)).toEqual([
      'Twin, Tools & Co',
      'Ann',
      'Ann',
    ]);
  });

  it('leaves what is not there unknown', () => {
    expect(parseSiteHealth('### wp-core ###\n\nversion: 5.2')).toMatchObject({
      wordpress: '5.2',
      php: null,
      server: null,
      database: null,
      objectCache: null,
      multisite: null,
    });
  });

  it.each(['', 'Hello', '### wp-server ###\nphp_version: 8.2'])('is not %j', (text) => {
    expect(parseSiteHealth(text)).toBeNull();
  });
});
