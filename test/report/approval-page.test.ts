import { describe, expect, it } from 'vitest';
import {
  approvalLines,
  approvalPage,
  keyringNote,
  madeNote,
} from '../../src/report/approval-page.ts';
import { ndjsonLine } from '../../src/report/json.ts';
import { createProgress } from '../../src/report/progress.ts';
import { en } from '../language/english.ts';

const WAIT = {
  url: 'http://127.0.0.1:41234/q1w2e3',
  opened: true,
  port: 41234,
  host: null,
  minutes: 5,
} as const;

describe('the text about approving in a browser', () => {
  it('shows the whole address on a line of its own, also where a browser was opened', () => {
    for (const opened of [true, false]) {
      const lines = approvalLines(en, { ...WAIT, opened });
      expect(lines).toContain(`  ${WAIT.url}`);
      expect(lines.join(' ')).toContain('5 minutes');
      expect(lines.join(' ')).not.toContain('ssh');
    }
  });

  it('shows over SSH the command that makes the address reachable from the browser', () => {
    const lines = approvalLines(en, { ...WAIT, opened: false, host: 'web\u001b[31m1' });
    expect(lines).toContain('  ssh -L 41234:127.0.0.1:41234 web [31m1');
  });

  it('is shown by every front end', () => {
    const event = { type: 'approval-asked', wait: WAIT } as const;
    const lines: string[] = [];
    createProgress(en, (line) => lines.push(line), { verbosity: 'normal', color: false })(event);
    expect(lines).toContain(`  ${WAIT.url}\n`);
    expect(JSON.parse(ndjsonLine(en, event))).toMatchObject(event);
  });

  it.each(['approved', 'rejected', 'switched-off', 'another-site', 'incomplete'] as const)(
    'ends on a page (%s) without resources, scripts or links',
    (result) => {
      const page = approvalPage(en, result);
      expect(page).toContain('You can close this window');
      expect(page).not.toMatch(/<script|src=|@import|url\(|<a\b|<form|https?:/i);
    },
  );

  it('says where to revoke a password that is still there', () => {
    const note = {
      type: 'application-password-made',
      name: 'wp-bisect on desk, 2026-01-15',
      user: 'admin',
      profile: 'https://example.com/wp-admin/profile.php#application-passwords-section',
    } as const;
    expect(madeNote(en, { ...note, now: 'revoked' })).not.toContain(note.profile);
    for (const now of ['kept', 'not-revoked'] as const) {
      expect(madeNote(en, { ...note, now })).toContain(note.profile);
    }
    for (const what of ['kept', 'not-kept', 'removed', 'not-removed'] as const) {
      const told = keyringNote(en, { type: 'keyring', user: 'admin', credential: 'session', what });
      expect(told).toContain('account password of admin');
      expect(told).toContain('keyring');
    }
  });
});
