import { describe, expect, it } from 'vitest';
import { isProblem } from '../../../src/model/errors.ts';
import { createBrowser } from '../../../src/wordpress/http/cookies.ts';
import { enterRecoveryMode, parseRecoveryLink } from '../../../src/wordpress/sign-in/recovery.ts';
import { internet, moved, page } from '../http/small-internet.ts';
import { address } from '../switches/fake-site.ts';

const QUERY = '?action=enter_recovery_mode&rm_token=abc&rm_key=s3cret';
const LINK = `http://site.test/wp-login.php${QUERY}`;

const refusalOf = (typed: string, site = address) => {
  try {
    return parseRecoveryLink(typed, site);
  } catch (error) {
    return isProblem(error, 'bad-recovery-link') ? error.facts : error;
  }
};

describe('a recovery link', () => {
  it.each([
    ['as it is', LINK],
    ['with blanks around it', `  ${LINK}\n`],
    ['in angle brackets', `<${LINK}>`],
    ["from a mail's source", LINK.replaceAll('&', '&amp;')],
    ['with the other scheme', LINK.replace('http:', 'https:')],
    ['with a fragment', `${LINK}#x`],
  ])('is accepted %s', (_, typed) => {
    expect(parseRecoveryLink(typed, address)).toEqual({ url: LINK });
  });

  it('is sent to the site over https where the site is served over https', () => {
    const secure = { ...address, siteUrl: 'https://site.test/' };
    expect(parseRecoveryLink(LINK, secure).url).toBe(LINK.replace('http:', 'https:'));
  });

  it.each([
    ['', 'not-a-link'],
    ['site.test', 'not-a-link'],
    ['http://site.test/wp-login.php', 'not-a-link'],
    [LINK.replace('rm_key=s3cret', 'rm_key='), 'not-a-link'],
    [LINK.replace('enter_recovery_mode', 'entered_recovery_mode'), 'not-a-link'],
    [LINK.replace('http://', 'http://me:secret@'), 'not-a-link'],
    [LINK.replace('site.test', 'evil.test'), 'another-site'],
    [LINK.replace('site.test', 'site.test:8080'), 'another-site'],
    [LINK.replace('http:', 'ftp:'), 'another-site'],
  ])('is refused: %s', (typed, why) => {
    expect(refusalOf(typed)).toMatchObject({ why });
    expect(JSON.stringify(refusalOf(typed))).not.toContain('s3cret');
  });
});

describe('entering Recovery Mode', () => {
  const COOKIE = { 'Set-Cookie': 'wordpress_rec_1=xyz; path=/; HttpOnly' };
  const DELETED = { 'Set-Cookie': 'wordpress_rec_1=%20; expires=Thu, 01 Jan 1970 00:00:01 GMT' };
  const ENTERED = 'http://site.test/wp-login.php?action=entered_recovery_mode';

  /** A site that answers the link with `first` and the login page with what `then` gives, in turn. */
  function siteOf(first: () => Response, then: readonly (() => Response)[] = []) {
    let opened = 0;
    const { connection, sent } = internet({
      'http://site.test': (request) => {
        if (request.url.includes('rm_key')) return first();
        opened += 1;
        return (then[opened - 1] ?? then.at(-1) ?? (() => page('login')))();
      },
    });
    const browser = createBrowser(connection.at('http://site.test'));
    return { browser, sent, enter: () => enterRecoveryMode(browser, address, { url: LINK }) };
  }
  const die = (words: string) => () =>
    page(`<body id="error-page"><div class="wp-die-message">${words}</div></body>`, 500);
  const welcome = () => moved(ENTERED, 302, COOKIE);

  it('opens the login page until WordPress has paused what kills it', async () => {
    const dead = die('There has been a critical error on this website.');
    const again = () => moved(ENTERED, 302);
    const { enter, sent } = siteOf(welcome, [again, dead, again, () => page('login')]);
    await enter();
    expect(sent.map(({ url }) => url)).toEqual([LINK, ENTERED, ENTERED, ENTERED, ENTERED]);
  });

  it('fails with an error where the login page goes on dying', async () => {
    const { enter } = siteOf(welcome, [die('critical')]);
    const facts = { why: 'still-fatal', status: 500 };
    await expect(enter()).rejects.toMatchObject({ code: 'recovery-refused', facts });
  });

  it.each([
    ['Recovery key expired.', 'expired'],
    ['Recovery Mode not initialized.', 'used'],
    ['Invalid recovery key.', 'wrong'],
    ['Invalid recovery key format.', 'wrong'],
    ['Wiederherstellungsschlüssel ist abgelaufen.', 'refused'],
  ])('recognises a refused link: %s', async (said, why) => {
    const { enter, sent } = siteOf(die(said));
    await expect(enter()).rejects.toMatchObject({ facts: { why, said, status: 500 } });
    expect(sent).toHaveLength(1);
  });

  it.each([
    ['a page of something else', () => page('<h1>Hello</h1>')],
    ['a redirect without a cookie', () => moved('http://site.test/')],
    ['a cookie that is deleted', () => moved(ENTERED, 302, DELETED)],
  ])('is not taken for done after %s', async (_, answer) => {
    const { enter } = siteOf(answer);
    await expect(enter()).rejects.toMatchObject({ facts: { why: 'no-cookie' } });
  });

  it('lasts when the session is renewed', async () => {
    const login = { 'Set-Cookie': 'wordpress_logged_in_1=me; path=/' };
    const { browser, enter } = siteOf(welcome, [() => page('in', 200, login)]);
    await enter();
    expect(await browser.hasCookie('wordpress_logged_in_', LINK)).toBe(true);
    await browser.forget();
    expect(await browser.hasCookie('wordpress_logged_in_', LINK)).toBe(false);
    expect(await browser.hasCookie('wordpress_rec_', LINK)).toBe(true);
  });
});
