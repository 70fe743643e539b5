import { describe, expect, it } from 'vitest';
import { Problem } from '../../src/model/errors.ts';
import type { AfterOffer } from '../../src/model/prompts.ts';
import { afterWords } from '../../src/report/screens/answer.ts';
import {
  lookOfSecret,
  openAccess,
  openSite,
  siteDoubt,
  userDoubt,
} from '../../src/ui/dialogs/access.ts';
import { openAfter } from '../../src/ui/dialogs/after.ts';
import { openPlan, pinsOf } from '../../src/ui/dialogs/plan.ts';
import { openJudge } from '../../src/ui/dialogs/simple.ts';
import { openSymptoms } from '../../src/ui/dialogs/symptoms.ts';
import { NO_TEXT } from '../../src/ui/line.ts';
import { createQuestions, NO_MEMORY } from '../../src/ui/questions.ts';
import { en } from '../language/english.ts';
import * as shop from './imagined-shop.ts';
import { answerTo, type Press, pressed } from './screen-states.ts';

const ENTER = { return: true };
const DOWN = { downArrow: true };
const ESC = { escape: true, meta: true };
const TAB = { tab: true };
/** Takes the mark off every symptom of the imagined shop. */
const SPACES = shop.SYMPTOMS.symptoms.flatMap(() => [' ', DOWN]).slice(0, -1);

/** What the last of these keys answers. */
function answer(dialog: Parameters<typeof pressed>[0], ...keys: readonly Press[]): unknown {
  const outcome = answerTo(pressed(dialog, ...keys.slice(0, -1)), keys.at(-1)!);
  return outcome.type === 'answered' ? outcome.answer : 'open';
}

describe('the question for the site', () => {
  it('takes the remembered site with Enter alone, and another one when it is typed', () => {
    expect(answer(openSite('https://a.test/', ''), ENTER)).toBe('https://a.test/');
    expect(answer(openSite('https://a.test/', ''), ' b.test ', ENTER)).toBe('b.test');
    expect(answer(openSite(null, ''), ENTER)).toBe('open');
  });

  it('does not accept an address with a password, nor an e-mail address', () => {
    expect(answer(openSite(null, ''), 'https://me:secret@a.test', ENTER)).toBe('open');
    expect(answer(openSite(null, ''), 'me@a.test', ENTER)).toBe('open');
    expect(answer(openSite(null, 'a.tes'), 't', ENTER)).toBe('a.test');
  });

  it.each([
    ['example.com', null],
    ['http://localhost:8080/shop', null],
    ['localhost', null],
    ['[::1]:8080', null],
    ['example', 'no-dot'],
    ['my site.com', 'blank'],
    ['ftp://a.test', 'scheme'],
    ['me@a.test', 'email'],
    ['https://me@a.test/', 'secret'],
    ['https://a.test/@user', null],
    ['', 'empty'],
  ])('hints for %s: %s', (typed, doubt) => expect(siteDoubt(typed)).toBe(doubt));
});

describe('the question how to sign in', () => {
  const offer = openAccess(shop.ACCESS, null);

  it('gives the method, the user and the secret exactly as typed', () => {
    expect(answer(offer, DOWN, DOWN, ENTER, ' mira ', ENTER, 'abcd EFGH ', ENTER)).toEqual({
      way: 'application-password',
      user: 'mira',
      secret: 'abcd EFGH ',
      keep: false,
    });
  });

  it('saves to the keyring only when that is chosen', () => {
    const typed = [DOWN, ENTER, 'mira', ENTER, 's3cret', TAB] as const;
    expect(answer(offer, ...typed, ENTER)).toMatchObject({ keep: false });
    expect(answer(offer, ...typed, ' ', ENTER)).toMatchObject({ keep: true, way: 'password' });
    const without = openAccess({ ...shop.ACCESS, mayKeep: false }, null);
    expect(pressed(without, '3')).toMatchObject({ way: 2 });
    expect(answer(without, TAB, ENTER)).toEqual({ way: 'browser', keep: false });
    expect(answer(offer, TAB, ' ', ENTER)).toEqual({ way: 'browser', keep: true });
  });

  it('takes what is typed on the list as the user name of the first method with one', () => {
    expect(pressed(offer, 'jane')).toMatchObject({ way: 1, focus: 'user' });
    expect(answer(offer, 'jane', ENTER, 's3cret', ENTER)).toMatchObject({
      way: 'password',
      user: 'jane',
    });
    expect(answer(pressed(offer, '3'), 'k', ENTER, 'abcd', ENTER)).toMatchObject({
      way: 'application-password',
      user: 'k',
    });
  });

  it('moves in a circle with Tab, in both directions', () => {
    const typed = pressed(offer, '2');
    expect(pressed(typed, TAB, TAB, TAB, TAB)).toMatchObject({ focus: 'way' });
    expect(pressed(typed, { tab: true, shift: true })).toMatchObject({ focus: 'keep' });
  });

  it('does not let a closed method be chosen', () => {
    expect(pressed(offer, DOWN, DOWN, DOWN, DOWN)).toMatchObject({ way: 2 });
    expect(pressed(offer, '4')).toMatchObject({ way: 0 });
  });

  it('sends nothing without a user or a secret', () => {
    expect(pressed(offer, '2', ENTER, ENTER)).toMatchObject({ focus: 'user' });
    expect(pressed(offer, '2', ENTER, 'mira', ENTER, ENTER)).toMatchObject({ focus: 'secret' });
  });

  it('shows what was typed again after a refusal, without the secret', () => {
    const again = openAccess(shop.REFUSED_ACCESS, { way: 'password', user: 'mira', keep: true });
    expect(again).toMatchObject({ way: 1, focus: 'secret', keep: true });
    expect(again.user.before.join('')).toBe('mira');
    expect(again.secret).toEqual({ before: [], after: [] });
  });

  it('goes on at another way where the refusal shuts the one that was tried', () => {
    const chosen = (problem: Problem, tried = 'password') => {
      const memory = { way: tried, user: 'mira', keep: false };
      const { way, focus, offer: of } = openAccess({ ...shop.ACCESS, refused: problem }, memory);
      return [of.ways[way]?.way, focus];
    };
    const twoFactor = new Problem('two-factor', { user: 'mira' });
    expect(chosen(twoFactor)).toEqual(['browser', 'way']);
    // Nothing else works here: then it stays.
    expect(chosen(twoFactor.in({ otherWay: 'refused' }))).toEqual(['password', 'secret']);
    const facts = { code: null, status: 401, suspects: [] } as const;
    const refused = (why: 'blocked' | 'same-as-anonymous') =>
      new Problem('application-passwords-refused', { ...facts, why });
    const apps = 'application-password';
    expect(chosen(refused('blocked'), apps)).toEqual(['password', 'way']);
    expect(chosen(refused('same-as-anonymous'), apps)).toEqual([apps, 'secret']);
    expect(chosen(new Problem('unknown-user', { user: 'mira', said: null }))).toEqual([
      'password',
      'user',
    ]);
  });

  it('keeps the cursor of a hidden field at its end', () => {
    const typed = [DOWN, ENTER, 'mira', ENTER, 'ab', { leftArrow: true }, 'c', ENTER] as const;
    expect(answer(offer, ...typed)).toMatchObject({ secret: 'abc' });
  });

  it('goes back to the site with Esc', () => {
    expect(answer(offer, ESC)).toEqual({ way: 'back' });
    expect(answer(offer, DOWN, ENTER, 'mi', ESC)).toEqual({ way: 'back' });
  });

  it.each([
    ['application-password', 'abcd efgh ijkl mnop qrst uvwx', { type: 'fine' }],
    ['application-password', 'abcd efgh', { type: 'counting', characters: 8 }],
    ['application-password', 'correct-horse', { type: 'other-kind' }],
    ['application-password', 'a'.repeat(25), { type: 'not-shaped' }],
    ['password', 'abcd efgh ijkl mnop qrst uvwx', { type: 'other-kind' }],
    ['password', 'correct-horse', { type: 'fine' }],
    ['password', '', { type: 'empty' }],
  ] as const)('hints for %s %s: %o', (kind, typed, look) => {
    expect(lookOfSecret(kind, typed)).toEqual(look);
  });

  it('points out an e-mail address', () => {
    expect(userDoubt('me@a.test')).toBe('email');
    expect(userDoubt('me')).toBeNull();
    expect(userDoubt('  ')).toBe('empty');
  });
});

describe('the question what to examine', () => {
  const offer = openSymptoms(shop.SYMPTOMS);

  it('gives all, some or none of the requests found', () => {
    expect(answer(offer, ENTER)).toEqual({ type: 'all' });
    expect(answer(offer, ' ', ENTER)).toEqual({ type: 'only', symptoms: [1] });
    expect(answer(offer, 'a', ENTER)).toBe('open');
    expect(answer(offer, 'a', 'a', ENTER)).toEqual({ type: 'all' });
  });

  it('gives a typed request and its sender', () => {
    expect(answer(offer, 'r', '/members/', ENTER)).toEqual({
      type: 'request',
      typed: '/members/',
      as: null,
    });
    expect(answer(offer, 'r', TAB, TAB, 'POST /wp-json/x', ENTER)).toEqual({
      type: 'request',
      typed: 'POST /wp-json/x',
      as: 'session',
    });
    expect(answer(offer, 'r', 'members', ENTER)).toBe('open');
    expect(answer(offer, DOWN, DOWN, ENTER, '/', ENTER)).toMatchObject({ typed: '/' });
  });

  it('gives a symptom that the user judges by hand', () => {
    expect(answer(offer, 'h', 'the basket is empty', ENTER)).toEqual({
      type: 'by-hand',
      description: 'the basket is empty',
    });
    expect(answer(offer, 'h', ENTER)).toBe('open');
    expect(pressed(offer, 'h', 'x', ESC)).toMatchObject({ entry: null });
  });

  it('offers no found requests where there are none', () => {
    const nothing = openSymptoms({ symptoms: [] });
    expect(pressed(nothing, ENTER)).toMatchObject({ entry: 'request' });
  });

  it('offers an end with the answer where nothing fails', () => {
    const nothing = openSymptoms({ symptoms: [] });
    expect(answer(nothing, DOWN, DOWN, ENTER)).toEqual({ type: 'all' });
    expect(answer(openSymptoms(shop.SYMPTOMS), ...SPACES, ENTER)).toBe('open');
  });
});

describe('the plan dialog', () => {
  const offer = openPlan(shop.PLAN, new Map());
  const pins = (dialog: ReturnType<typeof pressed>) =>
    dialog.type === 'plan' ? [...pinsOf(dialog.offer, dialog.decided).keys()] : [];

  it('starts only after its one question was answered', () => {
    expect(answer(offer, ENTER, ENTER)).toEqual({ type: 'go', pinned: ['jetpack/jetpack'] });
    expect(pressed(offer, ENTER, ESC)).toMatchObject({ step: 'list' });
  });

  it('pins and unpins, and the forecast follows', () => {
    const pinned = pressed(offer, ' ');
    expect(pins(pinned)).toEqual(['jetpack/jetpack', 'akismet-anti-spam/akismet-anti-spam']);
    expect(pinned).toMatchObject({ forecast: shop.forecast(pins(pinned)) });
    expect(pins(pressed(offer, ' ', ' '))).toEqual(['jetpack/jetpack']);
    expect(pins(pressed(offer, '/', 'jet', ENTER, ' '))).toEqual([]);
  });

  it('pins what a pinned plugin requires', () => {
    const gifts = pressed(offer, '/', 'gifts', ENTER, ' ');
    expect(pins(gifts)).toContain('woolshop/woolshop');
    expect(pins(pressed(gifts, '/', 'gifts', ENTER, ' '))).not.toContain('woolshop/woolshop');
  });

  it('keeps a pin that the switch needs', () => {
    const fixed = openPlan(
      {
        ...shop.PLAN,
        pinned: [{ plugin: 'akismet-anti-spam/akismet-anti-spam', why: 'unreachable' }],
      },
      new Map(),
    );
    expect(pins(pressed(fixed, ' '))).toEqual(['akismet-anti-spam/akismet-anti-spam']);
  });

  it('keeps the pins when another switch is chosen', () => {
    expect(answer(offer, 's', DOWN, ENTER)).toEqual({ type: 'switch', to: 'rest' });
    const decided = pressed(offer, ' ');
    const again = openPlan(
      { ...shop.PLAN, switch: 'rest' },
      decided.type === 'plan' ? decided.decided : new Map(),
    );
    expect(pins(again)).toContain('akismet-anti-spam/akismet-anti-spam');
  });

  it('shows every plugin again on Esc and Enter before these mean anything else', () => {
    const filtered = pressed(offer, '/', 'wool', ENTER);
    for (const key of [ESC, ENTER]) {
      expect(pressed(filtered, key)).toMatchObject({ step: 'list', search: NO_TEXT });
    }
    expect(pressed(filtered, ENTER, ENTER)).toMatchObject({ step: 'ready' });
  });

  it('ends a filter with Enter and drops it with Esc', () => {
    expect(pressed(offer, '/', 'wool', ENTER)).toMatchObject({ step: 'list', cursor: 0 });
    const given = pressed(offer, '/', 'wool', ESC);
    expect(given).toMatchObject({ step: 'list', search: { before: [], after: [] } });
  });
});

describe('the result of the diagnosis', () => {
  const offer = { findings: shop.FINDINGS };
  const dialog = { type: 'diagnosed', offer, fix: false } as const;

  it('goes on with Enter alone, and f shows the fix first', () => {
    expect(answerTo(dialog, ENTER).type).toBe('answered');
    expect(pressed(dialog, 'f')).toMatchObject({ fix: true });
    expect(pressed(dialog, 'f', 'f')).toMatchObject({ fix: false });
  });
});

describe('the question for a verdict', () => {
  const dialog = { type: 'judge', question: shop.JUDGE, chosen: 0, copied: false } as const;

  it('has no answer chosen: a stray Enter says nothing of the site', () => {
    expect(answer(openJudge(shop.JUDGE), ENTER)).toBe('open');
    expect(answer(openJudge(shop.JUDGE), DOWN, ENTER)).toBe('passes');
  });

  it('answers by letter, by number, and by arrows with Enter', () => {
    expect(answer(dialog, 'b')).toBe('fails');
    expect(answer(dialog, '2')).toBe('fails');
    expect(answer(dialog, DOWN, ENTER)).toBe('fails');
    expect(answerTo(pressed(dialog, DOWN, DOWN, DOWN), ENTER)).toMatchObject({ undo: true });
  });

  it('opens the page with o', () => {
    expect(answerTo(dialog, 'o')).toMatchObject({ type: 'open', visit: shop.JUDGE.url });
  });
});

describe('the answer', () => {
  const offer = openAfter(shop.AFTER);

  it('names one culprit, and several that fail only together, in the right number', () => {
    const [culprit] = shop.AFTER.report.culprits;
    const two = [culprit!.plugins[0]!, { ...culprit!.plugins[0]!, plugin: 'b/b', name: 'B' }];
    const pair: AfterOffer = {
      ...shop.AFTER,
      report: { ...shop.AFTER.report, culprits: [{ ...culprit!, plugins: two }] },
      mayKeepOff: ['A', 'B'],
    };
    expect(afterWords(en, 'keep-off', shop.AFTER)).toEqual({
      label: 'Switch the culprit off',
      about: 'and leave it off; everything else stays on',
    });
    expect(afterWords(en, 'keep-off', pair)).toEqual({
      label: 'Switch the culprits off',
      about: 'and leave them off; everything else stays on',
    });
  });

  it('has a first choice that changes nothing', () => {
    expect(answer(offer, ENTER)).toEqual({ type: 'done' });
    expect(answer(offer, 'q')).toEqual({ type: 'done' });
  });

  it('asks before it switches anything, and a stray Enter says no', () => {
    for (const key of ['3', '7']) {
      expect(pressed(offer, key)).toMatchObject({ view: 'sure' });
      expect(pressed(offer, key, ENTER)).toMatchObject({ view: 'menu' });
      expect(pressed(offer, key, 'n')).toMatchObject({ view: 'menu' });
    }
  });

  it('offers to activate culprits that were left off', () => {
    const off = openAfter(shop.KEPT_OFF);
    expect(answer(off, '3', 'y')).toEqual({ type: 'turn-on' });
  });

  it('gives every choice', () => {
    expect(answer(offer, '2')).toEqual({ type: 'test-again' });
    expect(answer(offer, 'a')).toEqual({ type: 'test-again' });
    expect(answer(offer, '3', 'y')).toEqual({ type: 'keep-off' });
    expect(answer(offer, '7', 'y')).toEqual({ type: 'look-for-more' });
    expect(answer(offer, '6', ENTER)).toEqual({ type: 'save', file: shop.AFTER.file });
    expect(answer(offer, '6', { ctrl: true }, 'x.md', ENTER)).toMatchObject({ type: 'save' });
    expect(pressed(offer, 't')).toMatchObject({ view: 'ticket' });
    expect(pressed(offer, 't', ESC)).toMatchObject({ view: 'menu' });
  });

  it('offers no reading and copying where there is no support message', () => {
    const alone = openAfter({ ...shop.AFTER, report: { ...shop.REPORT, ticket: null } });
    expect(pressed(alone, 't', 'c')).toEqual(alone);
    expect(answer(alone, '4', ENTER)).toMatchObject({ type: 'save' });
  });

  it('copies the support message with its subject', () => {
    const outcome = answerTo(offer, 'c');
    expect(outcome).toMatchObject({ type: 'open', dialog: { copied: true } });
  });
});

describe('the question for the address of the login form', () => {
  /** What the person's keys answer, and what was shown. */
  async function ask(kind: 'login-address' | 'recovery-link', ...keys: readonly Press[]) {
    const shown: Parameters<typeof pressed>[0][] = [];
    const put = async <Answer>(dialog: Parameters<typeof pressed>[0]): Promise<Answer> => {
      shown.push(dialog);
      return answer(dialog, ...keys) as Answer;
    };
    const questions = createQuestions(
      en,
      put,
      () => NO_MEMORY,
      () => {},
      false,
    );
    return { door: await questions.door?.({ kind }), shown };
  }

  it('takes the address that was typed; Enter alone says that none is known', async () => {
    expect((await ask('login-address', ' a.test/my-door ', ENTER)).door).toBe('a.test/my-door');
    expect((await ask('login-address', ENTER)).door).toBeNull();
    expect((await ask('recovery-link', ENTER)).door).toBeNull();
  });

  it('hides the recovery link, which is a secret, and shows the address, which is none', async () => {
    expect((await ask('recovery-link', 'x', ENTER)).shown).toMatchObject([{ hidden: true }]);
    expect((await ask('login-address', 'x', ENTER)).shown).toMatchObject([{ hidden: false }]);
  });
});
