import { describe, expect, it } from 'vitest';
import { remedyFor } from '../../src/diagnosis/advice.ts';
import { adviceOn, settingLine } from '../../src/report/next-steps.ts';
import { plugin, symptom } from '../diagnosis/samples.ts';
import { en } from '../language/english.ts';

const MAYBE = 'the menu may have another name';
const UNTRIED = 'Not tried on this plugin';

describe('the advice on a culprit', () => {
  it('does not say "can stay on" of a plugin that does nothing but refuse', () => {
    const gate = symptom('/', {
      message: 'You need to enter a Username and a Password if you want to see this website.',
      challenges: [{ scheme: 'Basic', realm: 'Please Enter Your Password' }],
    });
    const advice = adviceOn(en, remedyFor([plugin('wp-basic-auth/plugin')], [gate]));
    expect(advice).toContain('keep it off');
    expect(advice).not.toContain('can stay on');
  });

  it('says "can stay on" where a setting ends the refusal', () => {
    const closed = symptom('/wp-json/wp/v2/posts', { code: 'restx_logged_out' });
    const advice = adviceOn(en, remedyFor([plugin('disable-xml-rpc-api/main')], [closed]));
    expect(advice).toContain('can stay on');
  });

  it('names a setting for each answer where a plugin refuses for two reasons, the first failing request first', () => {
    const insecure = { code: 'rest_forbidden', message: 'SSL is required to access the REST API' };
    const failing = [
      symptom('/wp-json/wp/v2/users/me', { status: 403, ...insecure }, 'session'),
      symptom('/wp-json/wp/v2/posts', {
        code: 'rest_cannot_view',
        message: 'The REST API route /wp/v2/posts requires authentication on this site.',
      }),
      symptom('/wp-json/', { status: 403, ...insecure }),
    ];
    const toolbox = [plugin('rest-api-toolbox/rest-api-toolbox')];
    expect(adviceOn(en, remedyFor(toolbox, failing))).toMatch(
      /^Call the https address, or untick "Require SSL".*Some of the requests need another setting, too. In Settings > REST API Toolbox > Core.*can stay on/,
    );
    expect(remedyFor(toolbox, failing.slice(0, 1)).also).toBeUndefined();
  });

  it('says that a remedy was not tried, and that its menu may have another name', () => {
    const said = (text: string, verified: boolean) => settingLine(en, { text, verified });
    const inMenu = said('In Settings > Guard, allow it.', false);
    expect(inMenu).toContain(UNTRIED);
    expect(inMenu).toContain(MAYBE);
    const elsewhere = said('The plugin does nothing else: keep it off.', false);
    expect(elsewhere).toContain(UNTRIED);
    expect(elsewhere).not.toContain(MAYBE);
    expect(said('In Settings > Guard, allow it.', true)).toBe('In Settings > Guard, allow it.');
  });

  it.each([
    ['was tried on the real plugin', 'secupress/secupress', 'rest_cannot_access', true],
    ['could not be tried', 'ninjafirewall/ninjafirewall', 'nfw_rest_api_access_restricted', false],
  ] as const)('knows whether a remedy %s', (_, id, code, tried) => {
    const closed = symptom('/wp-json/wp/v2/users', { code });
    const { setting } = remedyFor([plugin(id)], [closed]);
    expect(setting?.verified).toBe(tried);
    expect(adviceOn(en, remedyFor([plugin(id)], [closed])).includes(UNTRIED)).toBe(!tried);
  });
});
