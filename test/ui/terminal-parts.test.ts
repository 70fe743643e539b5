import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSteeringControls } from '../../src/ui/act.ts';
import {
  clipboardSequence,
  createThrottledDraw,
  createTypedAhead,
  suspendToShell,
} from '../../src/ui/terminal.ts';
import { en } from '../language/english.ts';

describe('pause and undo', () => {
  const { signal } = new AbortController();

  it('hold the run only while it is paused', async () => {
    const { steering, pause } = createSteeringControls();
    await steering.untilResumed(signal);
    pause(true);
    expect(steering.paused).toBe(true);
    const gone: string[] = [];
    const waiting = steering.untilResumed(signal).then(() => gone.push('on'));
    await Promise.resolve();
    expect(gone).toEqual([]);
    pause(false);
    await waiting;
    expect(steering.paused).toBe(false);
  });

  it('end the wait when the run is stopped', async () => {
    const { steering, pause } = createSteeringControls();
    const stop = new AbortController();
    pause(true);
    const waiting = steering.untilResumed(stop.signal);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    await expect(steering.untilResumed(stop.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('take every press of undo once', () => {
    const { steering, undo } = createSteeringControls();
    expect(steering.takeUndo()).toBe(false);
    undo();
    undo();
    expect([steering.takeUndo(), steering.takeUndo(), steering.takeUndo()]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('suspending to the shell', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('says how the site waits in lines of whole words', async () => {
    const written: string[] = [];
    const stdout = { columns: 60, write: (text: string) => void written.push(text) };
    await suspendToShell(
      en,
      { suspendTerminal: async () => ({ resume: async () => {} }) } as never,
      { stop() {} } as never,
      stdout as never,
      'Off for everyone for 12 s now: Force Login.',
    );
    expect(
      written
        .join('')
        .trimEnd()
        .split('\n')
        .every((line) => line.length <= 60),
    ).toBe(true);
    expect(written.join('').replace(/\s+/g, ' ')).toContain('Force Login. Type fg to come back.');
  });
});

describe('the throttled drawing', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('draws the first frame at once, then a burst as one frame, then nothing', () => {
    const draw = vi.fn();
    const drawing = createThrottledDraw(draw, 100);
    drawing.touch();
    expect(draw).toHaveBeenCalledTimes(1);
    for (let n = 0; n < 50; n += 1) drawing.touch();
    expect(draw).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(100);
    expect(draw).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(10_000);
    expect(draw).toHaveBeenCalledTimes(2);
  });

  it('draws at most about eight frames a second', () => {
    const draw = vi.fn();
    const drawing = createThrottledDraw(draw);
    for (let ms = 0; ms < 1_000; ms += 1) {
      drawing.touch();
      vi.advanceTimersByTime(1);
    }
    expect(draw.mock.calls.length).toBeLessThanOrEqual(9);
    drawing.finish();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('draws the last frame before it stops', () => {
    const draw = vi.fn();
    const drawing = createThrottledDraw(draw);
    drawing.touch();
    drawing.touch();
    drawing.finish();
    expect(draw).toHaveBeenCalledTimes(2);
  });
});

it('a copy inside tmux is wrapped so that tmux passes it on', () => {
  const plain = clipboardSequence('é', {});
  expect(plain).toBe('\u001b]52;c;w6k=\u0007');
  expect(clipboardSequence('é', { TMUX: '/tmp/tmux-0/default' })).toBe(
    `${plain}\u001bPtmux;\u001b${plain}\u001b\\`,
  );
});

describe('what is typed before the first question is on the screen', () => {
  it('goes into the question for the site, in the order it was typed', () => {
    const ahead = createTypedAhead(true);
    expect(ahead.keep(['exam', {}])).toBe(true);
    expect(ahead.keep(['ple.com', {}])).toBe(true);
    expect(ahead.keep(['', { return: true }])).toBe(true);
    expect(ahead.release(true)).toEqual([
      ['exam', {}],
      ['ple.com', {}],
      ['', { return: true }],
    ]);
  });

  it('goes there once, and later keys have their usual meaning', () => {
    const ahead = createTypedAhead(true);
    ahead.keep(['a', {}]);
    ahead.release(true);
    expect(ahead.keep(['b', {}])).toBe(false);
    expect(ahead.release(true)).toEqual([]);
  });

  it('is dropped where another question comes first, such as one for a password', () => {
    const ahead = createTypedAhead(true);
    ahead.keep(['example.com', {}]);
    expect(ahead.release(false)).toEqual([]);
  });

  it('is not collected where the site is known, nor where it is a command such as Ctrl-C', () => {
    expect(createTypedAhead(false).keep(['q', {}])).toBe(false);
    expect(createTypedAhead(true).keep(['c', { ctrl: true }])).toBe(false);
  });
});
