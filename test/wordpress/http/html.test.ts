import { describe, expect, it } from 'vitest';
import { bodyText, pageSays, plainText } from '../../../src/wordpress/http/html.ts';

describe('the text of HTML', () => {
  it.each([
    ['Acc&egrave;s refus&eacute; &ndash; d&eacute;sol&eacute;', 'Accès refusé – désolé'],
    ['Zugriff f&uuml;r G&auml;ste gesperrt', 'Zugriff für Gäste gesperrt'],
    ['You&#8217;re &#x201C;out&#x201D;', 'You’re “out”'],
    ['&amp;eacute; is written so', '&eacute; is written so'],
    // Numbers that are no characters, and Windows' own, as browsers read them.
    ['&#0;&#xD800;&#128;', '��€'],
    // Without a semicolon it may as well be the query of an address.
    ['/?a=1&copy=2&reg=3', '/?a=1&copy=2&reg=3'],
    ['&toString; &constructor; &nothing;', '&toString; &constructor; &nothing;'],
    ['<p>One</p><p>two <b>th</b>ree</p><script>var x = "<p>"</script>', 'One two three'],
  ])('%s is "%s"', (html, text) => {
    expect(plainText(html)).toBe(text);
  });
});

describe('the words of a page', () => {
  const PAGE = '<html><head><title>Oops</title></head><body><p>Too many tries.</p></body></html>';

  it('are those of its body without its title', () => {
    expect([pageSays(PAGE), bodyText(PAGE)]).toEqual(['Oops', 'Too many tries.']);
    expect(bodyText('Too <b>many</b> tries.')).toBe('Too many tries.');
    expect(bodyText(`<body>${'x '.repeat(1_000)}`)).toHaveLength(300);
  });
});
