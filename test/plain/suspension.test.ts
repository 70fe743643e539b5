// Ctrl-Z without screens: visitors have every plugin while the run waits, or the person reads what is off.
import { describe, expect, test } from 'vitest';
import { createSuspension } from '../../src/plain/suspension.ts';
import { en } from '../language/english.ts';

function suspendable() {
  let said = '';
  let halts = 0;
  let ask = () => {};
  const suspension = createSuspension(en, {
    site: 'shop.test',
    job: {
      stop() {},
      halt() {
        halts += 1;
      },
      whenContinued: () => () => {},
      whenAskedToStop(listener) {
        ask = listener;
        return () => {
          ask = () => {};
        };
      },
    },
    write(text) {
      said += text;
    },
    now: () => 0,
  });
  return {
    suspension,
    pressCtrlZ: () => ask(),
    goesOff: () =>
      suspension.take({ type: 'toggled', plugin: 'alpha/alpha', now: 'inactive' } as const),
    get said() {
      return said;
    },
    get halts() {
      return halts;
    },
  };
}

describe('Ctrl-Z', () => {
  test('while nothing is off suspends at once, and says so', () => {
    const run = suspendable();
    run.pressCtrlZ();
    expect(run.halts).toBe(1);
    expect(run.said).toContain('Nothing has been changed on your site. Type fg to come back.');
    expect(run.suspension.steering.paused).toBe(false);
  });

  test('while a plugin is off pauses the run first, then suspends', async () => {
    const run = suspendable();
    run.goesOff();
    run.pressCtrlZ();
    expect(run.halts).toBe(0);
    expect(run.suspension.steering.paused).toBe(true);
    await run.suspension.steering.untilResumed(new AbortController().signal);
    expect(run.halts).toBe(1);
    expect(run.suspension.steering.paused).toBe(false);
  });

  test('pressed twice suspends at once, and says what is off', () => {
    const run = suspendable();
    run.goesOff();
    run.pressCtrlZ();
    run.pressCtrlZ();
    expect(run.halts).toBe(1);
    expect(run.said).toContain('Off for everyone: alpha.');
  });

  test('is left to the system after the run', () => {
    const run = suspendable();
    run.suspension.end();
    run.pressCtrlZ();
    expect(run.halts).toBe(0);
  });
});
