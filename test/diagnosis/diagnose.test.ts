import { describe, expect, it } from 'vitest';
import { contactOf, remedyFor } from '../../src/diagnosis/advice.ts';
import { concluded, diagnose, type Runnable } from '../../src/diagnosis/diagnose.ts';
import { polite } from '../../src/diagnosis/reader.ts';
import type { CheckId, FindingResult, Found } from '../../src/model/findings.ts';
import { CHECKS, checkNamed } from '../../src/report/findings/index.ts';
import { adviceOn } from '../../src/report/next-steps.ts';
import { en } from '../language/english.ts';
import { sampleInput } from './sample-input.ts';
import { plugin, symptom } from './samples.ts';

const POSTS = '/wp-json/wp/v2/posts';
const CLOSED = symptom(POSTS, { code: 'rest_login_required' });
const PAGE = symptom('/', {});

const found = (check: CheckId, result: FindingResult): Found<string> => ({
  check,
  result,
  facts: check,
});
const fake = (check: CheckId, result: FindingResult = 'cleared'): Runnable<string> => ({
  ...checkNamed(check),
  run: async () => found(check, result),
});
const FAKES = CHECKS.map(({ id }) => fake(id));

describe('a diagnosis', () => {
  it('reports each check as it ends, and lists all of them in one order', async () => {
    const { scene } = sampleInput({ symptoms: [PAGE] });
    const told: CheckId[] = [];
    let open: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const slow: Runnable<string> = {
      ...checkNamed('address'),
      run: async () => {
        await gate;
        return found('address', 'cleared');
      },
    };
    const ending = diagnose([slow, fake('gate', 'cause'), fake('plugin', 'clue')], scene, {
      began: (checks) => expect(checks.map(({ id }) => id)).toEqual(['address', 'gate', 'plugin']),
      ended: ({ check }) => {
        told.push(check);
        if (told.length === 2) open();
      },
    });
    const { found: all, cause, explained } = await ending;
    expect(told).toEqual(['gate', 'plugin', 'address']);
    expect(all.map(({ check }) => check)).toEqual(['address', 'gate', 'plugin']);
    expect(cause?.check).toBe('gate');
    expect(explained).toEqual([0]);
  });

  it('takes the cause from the surest evidence', () => {
    const causes = (...checks: CheckId[]) => checks.map((check) => found(check, 'cause'));
    const first = (...checks: CheckId[]) =>
      concluded(FAKES, causes(...checks), [PAGE]).cause?.check ?? null;
    expect(first('status', 'cache', 'dns', 'gate')).toBe('dns');
    expect(first('credentials', 'authorization-header')).toBe('authorization-header');
    expect(first('firewall', 'www-authenticate')).toBe('www-authenticate');
    expect(first('flakiness', 'gate')).toBe('gate');
    expect(first('plugin')).toBeNull();
  });

  it('explains only the symptoms that its evidence is about', () => {
    const asApplication = symptom(POSTS, { code: 'x' }, 'application-password');
    const by = (check: CheckId) =>
      concluded(FAKES, [found(check, 'cause')], [CLOSED, asApplication, PAGE]).explained;
    expect(by('credentials')).toEqual([1]);
    expect(by('authorization-header')).toEqual([1]);
    expect(by('session')).toEqual([]);
    // WordPress signs its REST errors: nothing in front of it gave them.
    expect(by('gate')).toEqual([2]);
    expect(by('dns')).toEqual([0, 1, 2]);
  });

  it('sends at most three requests at a time, over all checks', async () => {
    const { scene } = sampleInput({});
    let underWay = 0;
    let most = 0;
    const waiting: (() => void)[] = [];
    const send = async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise<void>((resolve) => waiting.push(resolve));
      underWay -= 1;
      throw new Error('no answer');
    };
    const anonymous = { identity: 'anonymous' as const, send, rest: send };
    const careful = polite({ ...scene, clients: { anonymous }, explore: send });
    const url = 'https://shop.test/';
    const all = [
      ...Array.from({ length: 4 }, () => careful.clients.anonymous!.send({ url })),
      ...Array.from({ length: 4 }, () => careful.explore({ url })),
    ].map((sent) => sent.catch(() => 'ended'));
    let ended = false;
    const ending = Promise.all(all).then(() => {
      ended = true;
    });
    for (let turns = 0; !ended && turns < 1_000; turns += 1) {
      waiting.shift()?.();
      await Promise.resolve();
    }
    await ending;
    expect(most).toBe(3);
    expect(underWay).toBe(0);
  });

  it('stops when it is cancelled', async () => {
    const { scene } = sampleInput({});
    const stopped: Runnable<string> = {
      ...checkNamed('gate'),
      run: () => Promise.reject(new DOMException('Cancelled', 'AbortError')),
    };
    const silent = { began: () => {}, ended: () => {} };
    await expect(diagnose([stopped, fake('dns')], scene, silent)).rejects.toThrow('Cancelled');
  });
});

describe('advice on a culprit', () => {
  const silent = symptom(
    '/wp-json/wp/v2/users/me',
    { code: 'rest_not_logged_in' },
    'application-password',
  );
  const wordfence = plugin('wordfence/wordfence', { name: 'Wordfence', version: '8.1' });
  const own = plugin('acme/acme', { name: 'Acme', uri: 'https://acme.example/plugin' });
  const on = (plugins: Parameters<typeof remedyFor>[0], symptoms = [silent]) =>
    adviceOn(en, remedyFor(plugins, symptoms));

  it('names the setting that ends the refusal, so that the plugin can stay', () => {
    expect(on([wordfence])).toMatch(
      /Disable WordPress application passwords".* The plugin can stay on\..*wordpress\.org\/support\/plugin\/wordfence\//,
    );
    const users = symptom('/wp-json/wp/v2/users', {
      code: 'rest_user_cannot_view',
      message: 'Sorry, you are not allowed to list users.',
    });
    expect(on([wordfence], [users])).toContain('usernames');
    expect(on([wordfence])).not.toContain('another name');
    expect(on([plugin('members/members')], [CLOSED])).toMatch(
      /Members > Settings > Private Site, untick/,
    );
  });

  it('names whom to ask where no setting is known', () => {
    expect(on([own])).toMatch(
      /^No setting is known.*Update it,.*Acme \(https:\/\/acme\.example\/plugin\)/,
    );
    expect(on([plugin('x/x', { name: '' })])).toMatch(/ask the developer of x\./);
    expect(on([own, plugin('b/b', { name: 'B' })])).toMatch(
      /one of them\..*developers of Acme and B /,
    );
    expect(on([wordfence], [])).toMatch(/^No setting is known/);
  });

  it('does not blame a plugin that only makes a wrong password visible', () => {
    const wrong = symptom(POSTS, { code: 'incorrect_password' }, 'application-password');
    expect(
      remedyFor([plugin('application-passwords/application-passwords')], [wrong]).setting,
    ).toBeNull();
  });

  it('links to http and https addresses only', () => {
    expect(contactOf(plugin('a/a', { uri: 'javascript:alert(1)' })).url).toBeNull();
    expect(contactOf(plugin('a/a', { uri: 'https://de.wordpress.org/plugins/a-b/' })).url).toBe(
      'https://wordpress.org/support/plugin/a-b/',
    );
    expect(contactOf(plugin('wp-cerber/wp-cerber', { uri: 'https://wpcerber.com' })).url).toBe(
      'https://wpcerber.com',
    );
  });
});
