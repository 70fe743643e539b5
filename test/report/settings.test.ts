import { describe, expect, it } from 'vitest';
import { remedyFor } from '../../src/diagnosis/advice.ts';
import { adviceOn, settingLine } from '../../src/report/next-steps.ts';
import { plugin, symptom } from '../diagnosis/facts.ts';
import { en } from '../language/english.ts';

const MAYBE = '(The menu may have another name.)';

describe('the advice on a culprit', () => {
  it('does not say that a plugin can stay on which does nothing but refuse', () => {
    const gate = symptom('/', {
      message: 'You need to enter a Username and a Password if you want to see this website.',
      challenges: [{ scheme: 'Basic', realm: 'Please Enter Your Password' }],
    });
    const advice = adviceOn(en, remedyFor([plugin('wp-basic-auth/plugin')], [gate]));
    expect(advice).toContain('keep it off');
    expect(advice).not.toContain('can stay on');
  });

  it('says so where a setting ends the refusal', () => {
    const closed = symptom('/wp-json/wp/v2/posts', { code: 'restx_logged_out' });
    const advice = adviceOn(en, remedyFor([plugin('disable-xml-rpc-api/main')], [closed]));
    expect(advice).toContain('can stay on');
  });

  it('doubts the name of a menu that nobody has read, and nothing else', () => {
    const said = (text: string, verified: boolean) => settingLine(en, { text, verified });
    expect(said('In Settings > Guard, allow it.', false)).toContain(MAYBE);
    expect(said('In Settings > Guard, allow it.', true)).not.toContain(MAYBE);
    expect(said('The plugin does nothing else: keep it off.', false)).not.toContain(MAYBE);
  });
});
