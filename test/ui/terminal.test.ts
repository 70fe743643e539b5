import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isStopped, TELLS_STOPPED } from '../stopped-process.ts';
import * as shop from './imagined-shop.ts';
import { type Bundle, bundle, Session } from './terminal.ts';

let program: Bundle;
let lines: Bundle;
beforeAll(async () => {
  [program, lines] = await Promise.all([
    bundle('test/ui/fixtures/program.tsx'),
    bundle('test/ui/fixtures/lines.ts'),
  ]);
});
afterAll(() => Promise.all([program.remove(), lines.remove()]));

type Verdict = { said: unknown[]; interrupts: number; raw: boolean };

/** The program's last words, put together again where the terminal wrapped them. */
function verdictOf(session: Session): Verdict {
  const text = session.everything().split('VERDICT ')[1] ?? 'null';
  return JSON.parse(text.replaceAll('\n', ''));
}

const SHOW = '\u001b[?25h';
const HIDE = '\u001b[?25l';
const [DOWN, ESC] = ['\u001b[B', '\u001b'];

type Options = ConstructorParameters<typeof Session>[1];

/** A session that steps through its probes one by one. */
function stepping(options: Options = {}): Session {
  return new Session(program.file, { ...options, env: { STEP: '1', ...options.env } });
}

/** From the first screen to the plan, the quick way. */
async function toThePlan(session: Session): Promise<void> {
  await toTheChecks(session);
  session.signal('SIGUSR2');
  await session.sees('Enter: find the plugin');
  session.type('\r');
  await session.sees('will be switched off and on');
}

/** From the first screen into the checks. */
async function toTheChecks(session: Session): Promise<void> {
  await session.sees('Which site?');
  session.type('\r');
  await session.sees('Sign in to');
  session.type('\r');
  await session.sees('What would you like to do?');
  session.type('\r');
  await session.sees('Which of these is your problem?');
  session.type('\r');
  await session.sees('checks done');
}

/** From the first screen into the first probe. */
async function toTheSearch(session: Session): Promise<void> {
  await toThePlan(session);
  session.type('\r');
  await session.shows('Start now?');
  session.type('\r');
  await session.shows('Test 1:');
}

/** Lets the test under way end; the next one begins. */
async function nextTest(session: Session, test: number): Promise<void> {
  session.signal('SIGUSR2');
  await session.shows(`Test ${test}:`);
}

/** Pictures in what was written: Ink begins each with a synchronised update. */
function pictures(raw: string): number {
  return raw.split('\u001b[?2026h').length - 1;
}

describe('a session of these tests', () => {
  it('looks at a frame only when all of it is written', async () => {
    const halves =
      "process.stdout.write('\\x1b[?2026h head'); setTimeout(() => console.log(' foot\\x1b[?2026l'), 50)";
    const session = new Session('-e', { args: [halves] });
    await session.shows('head');
    expect(session.text()).toContain('foot');
    expect(await session.end()).toBe(0);
  });
});

describe('the terminal UI', () => {
  for (const [columns, rows] of [
    [80, 24],
    [60, 15],
    [160, 50],
  ] as const) {
    it(`leads from the first question to the answer at ${columns}x${rows}`, async () => {
      const session = new Session(program.file, { columns, rows });
      await session.sees('Which site?');
      session.type('lantern-bookx\u007fs.example\r');
      await session.shows('Sign in to');
      session.type(`${DOWN}`);
      await session.shows('(x) Your WordPress password');
      session.type('\r');
      session.type('mira\r');
      session.type('s3cret');
      await session.shows('\u2022\u2022\u2022\u2022\u2022\u2022');
      session.type('\r');
      await session.shows('What would you like to do?');
      session.type('3');
      await session.shows('Which of these is your problem?');
      session.type(`${DOWN} \r`);
      await session.shows('find the plugin');
      session.type('\r');
      await session.shows('will be switched off and on');
      session.type(`${DOWN} `);
      await session.shows('23 of 25');
      session.type('\r');
      await session.shows('Start now?');
      session.type('\r');
      await session.shows('1 Finish');
      await session.shows('25 of 25 plugins active');
      session.type('\r');
      expect(await session.end()).toBe(0);
      expect(verdictOf(session)).toEqual({
        said: [
          'lantern-books.example',
          { way: 'password', user: 'mira', secret: 's3cret', keep: false },
          'look',
          { type: 'only', symptoms: [0] },
          { type: 'go', pinned: ['jetpack/jetpack', 'backup-basket/backup-basket'] },
          { type: 'done' },
        ],
        interrupts: 0,
        raw: false,
      });
      // What was typed hidden is nowhere, not even in what scrolled away.
      expect(session.raw.split('VERDICT')[0]).not.toContain('s3cret');
      expect(session.everything()).toContain('Confirmed: Disable REST API');
      // The screen was never wiped: what stood there before is still in the scrollback.
      expect(session.raw).not.toContain('\u001b[3J');
      expect(session.raw.lastIndexOf(SHOW)).toBeGreaterThan(session.raw.lastIndexOf(HIDE));
    });
  }

  it('leaves only the log on the terminal, nothing of the live part', async () => {
    const session = stepping();
    await toTheSearch(session);
    for (let probe = 2; probe <= shop.PROBES.length; probe += 1) {
      session.signal('SIGUSR2');
      await session.shows(`Test ${probe}:`);
    }
    session.signal('SIGUSR2');
    await session.shows('1 Finish');
    session.type('q');
    expect(await session.end()).toBe(0);
    const left = session.everything();
    for (const live of ['q: stop', 'What now?', 'Test 1', '5 of 5', 'tests done'])
      expect(left).not.toContain(live);
    expect(left.match(/Restored: the same plugins/g)).toHaveLength(1);
  });

  it('takes a paste with Enter in it as one answer', async () => {
    const session = new Session(program.file);
    await session.sees('Which site?');
    session.type('lantern-books.example\r\r\rjunk');
    await session.shows('Sign in to');
    session.type('2');
    await session.shows('(x) Your WordPress password');
    session.type('\u0003');
    expect(await session.end()).toBe(130);
    expect(verdictOf(session).said).toEqual(['lantern-books.example']);
  });

  it('shows a refusal above the field, with what was typed, without the secret', async () => {
    const session = new Session(program.file);
    await session.sees('Which site?');
    session.type('nowhere.example\r');
    await session.shows('! There is no server');
    expect(session.screen().join('\n')).toContain('nowhere.example');
    session.type('\u0015lantern-books.example\r');
    await session.shows('Sign in to');
    session.type('2\rmira\r');
    await session.until('the secret has the keys', () => /\n \u203a \u258f/.test(session.text()));
    session.type('wrong\r');
    await session.shows('! WordPress refuses the password of "mira"');
    await session.until('the secret is empty', () => /\n \u203a \u258f/.test(session.text()));
    expect(session.text()).toContain('  mira');
    session.type(ESC);
    await session.shows('Which site?');
    session.type('\u0003');
    expect(await session.end()).toBe(130);
    expect(verdictOf(session).said.at(-1)).toEqual({ way: 'back' });
  });

  it('waits for an approval in the browser until it comes or the user stops waiting', async () => {
    for (const [end, waited] of [
      ['SIGUSR2', true],
      ['Esc', false],
    ] as const) {
      const session = stepping({ env: { APPROVAL: '1' } });
      await session.sees('Which site?');
      session.type('\r');
      await session.shows('Sign in to');
      session.type('\r');
      await session.shows(shop.APPROVAL.url);
      session.type('c');
      await session.shows('Copied (if');
      expect(session.raw).toContain(Buffer.from(shop.APPROVAL.url).toString('base64'));
      if (end === 'Esc') session.type(ESC);
      else session.signal(end);
      await session.shows('What would you like to do?');
      session.type('\u0003');
      expect(await session.end()).toBe(130);
      expect(verdictOf(session).said[2]).toBe(waited);
    }
  });

  it('pauses, goes on, and undoes a verdict', async () => {
    const session = stepping();
    await toTheSearch(session);
    session.type('p');
    await session.shows('Pausing');
    session.signal('SIGUSR2');
    await session.shows('Paused. Every plugin is on');
    session.type('p');
    await session.shows('Test 2:');
    session.type('u');
    await session.shows('Undoing the last result');
    session.signal('SIGUSR2');
    await session.hides('Undoing the last result');
    await session.shows('Test 2:');
    session.type('\u0003');
    expect(await session.end()).toBe(130);
    expect(session.everything()).toContain('Test 2 is undone.');
  });

  it('takes verdicts from the user: works, broken, cannot tell, undo', async () => {
    const session = new Session(program.file);
    await session.sees('Which site?');
    session.type('\r');
    await session.shows('Sign in to');
    session.type('\r');
    await session.shows('What would you like to do?');
    session.type('2');
    await session.shows('Which of these is your problem?');
    session.type('h');
    await session.shows('in your words');
    session.type('The basket is empty\r');
    await session.shows('find the plugin');
    session.type('\r');
    await session.shows('will be switched off and on');
    session.type('\r');
    await session.shows('Start now?');
    session.type('\r');
    for (const [step, key] of ['w', 'b', 'c', 'u'].entries()) {
      await session.shows(`Step ${step + 1}:`);
      session.type(key);
    }
    session.type('\u0003');
    expect(await session.end()).toBe(130);
    const { said } = verdictOf(session);
    expect(said.slice(-4)).toEqual(['passes', 'fails', 'unresolved', 'unresolved']);
  });

  it('changes the switch, filters the list, and takes no for an answer', async () => {
    const session = stepping();
    await toThePlan(session);
    session.type('s');
    await session.shows('Another way');
    session.type('2');
    await session.hides('Another way');
    await session.shows('Akismet');
    session.type('/wool');
    await session.until('two plugins are listed', () => !session.text().includes('Akismet'));
    session.type('\r');
    await session.hides('Ctrl-U');
    session.type('q');
    await session.shows('Stop?');
    session.type('y');
    expect(await session.end()).toBe(130);
    expect(verdictOf(session).said.slice(-2)).toEqual([
      { type: 'switch', to: 'rest' },
      { type: 'stop' },
    ]);
    expect(verdictOf(session).interrupts).toBe(0);
  });

  it('shows and copies the support message, and saves the report', async () => {
    const session = new Session(program.file);
    await session.sees('Which site?');
    session.type('\r');
    for (const shown of [
      'Sign in to',
      'What would you like to do?',
      'your problem?',
      'find the plugin',
      'will be switched',
    ]) {
      await session.shows(shown);
      session.type('\r');
    }
    await session.shows('Start now?');
    session.type('\r');
    await session.shows('1 Finish');
    session.type('t');
    await session.shows('To the author of the plugin');
    await session.shows('26 below');
    session.type('\u001b[F');
    await session.shows('What would help');
    session.type('c');
    await session.shows('Copied (if');
    const copied = Buffer.from(`${shop.REPORT.ticket!.subject}\n\n${shop.REPORT.ticket!.text}`);
    expect(session.raw).toContain(`\u001b]52;c;${copied.toString('base64')}\u0007`);
    session.type(ESC);
    await session.shows('1 Finish');
    session.type('6');
    await session.shows('Save the report as');
    session.type('\u0015here.md\r');
    await session.shows('Saved: here.md');
    session.type('\u0003');
    expect(await session.end()).toBe(0);
    expect(verdictOf(session).said.slice(-2)).toEqual([
      { type: 'save', file: 'here.md' },
      { type: 'done' },
    ]);
  });

  const phases: Readonly<Record<string, (session: Session) => Promise<void>>> = {
    'the first question': (session) => session.sees('Which site?'),
    'signing in': async (session) => {
      await session.sees('Which site?');
      session.type('\r');
      await session.shows('Sign in to');
    },
    'the diagnosis': toTheChecks,
    'the plan': toThePlan,
    'the search': toTheSearch,
  };
  it.each(Object.entries(phases))(
    'stops once on Ctrl-C in %s: restores, exits 130, leaves the terminal as it was',
    async (_, there) => {
      const session = stepping();
      await there(session);
      session.type('\u0003');
      expect(await session.end()).toBe(130);
      expect(verdictOf(session)).toMatchObject({ interrupts: 1, raw: false });
      expect(session.everything()).toContain('Restored: the same plugins are active as before');
      expect(session.raw.lastIndexOf(SHOW)).toBeGreaterThan(session.raw.lastIndexOf(HIDE));
    },
  );

  it('explains on a second Ctrl-C how to restore, and stops only once', async () => {
    const session = stepping({ env: { SLOW_RESTORE: '1' } });
    await toTheSearch(session);
    await nextTest(session, 2);
    session.type('\u0003');
    await session.shows('Stopping: the site is restored first');
    // The second and the third in one go: a later one could come when the terminal is handed back.
    session.type('\u0003\u0003');
    await session.shows('--restore');
    session.signal('SIGUSR1');
    expect(await session.end()).toBe(130);
    expect(session.everything().match(/--restore/g)).toHaveLength(1);
    expect(verdictOf(session).interrupts).toBe(1);
  });

  it('asks on q before it stops: n goes on, y stops; shows the keys on ?', async () => {
    const session = stepping();
    await toTheSearch(session);
    // Nothing is off yet, so there is nothing to put back.
    session.type('q');
    await session.shows('Stop? y: stop');
    session.type('n');
    await session.hides('Stop?');
    await nextTest(session, 2);
    session.type('?');
    await session.shows('Keys of this screen');
    session.type(ESC);
    await session.hides('Keys of this screen');
    session.type('q');
    await session.shows('Stop? The site is restored first.');
    session.type('n');
    await session.hides('Stop? The site');
    session.type(ESC);
    await session.shows('Stop? The site is restored first.');
    session.type('y');
    expect(await session.end()).toBe(130);
    expect(verdictOf(session).interrupts).toBe(1);
  });

  it('shows one whole frame after the terminal shrank in mid-run, and keeps what scrolled away', async () => {
    const session = stepping({ columns: 160, rows: 40 });
    await toTheSearch(session);
    const drawn = () => {
      const screen = session.screen();
      const heads = screen.filter((line) => line.startsWith(' wp-bisect  '));
      const feet = screen.filter((line) => line.startsWith(' p: pause'));
      return heads.length === 1 && feet.length === 1;
    };
    for (const [columns, rows] of [
      [60, 15],
      [120, 30],
      [40, 12],
      [90, 24],
    ] as const) {
      session.resize(columns, rows);
      await session.until(`one frame at ${columns}x${rows}`, drawn);
    }
    session.signal('SIGUSR2');
    await session.shows('Test 2:');
    expect(drawn()).toBe(true);
    session.type('\u0003');
    expect(await session.end()).toBe(130);
    expect(session.raw).not.toContain('\u001b[3J');
  });

  it('draws without colour where there is none, and in ASCII without UTF-8', async () => {
    const session = stepping({ env: { NO_COLOR: '1', LC_ALL: 'C' } });
    await toTheSearch(session);
    session.type('\u0003');
    expect(await session.end()).toBe(130);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control sequences.
    expect(session.raw).not.toMatch(/\u001b\[\d*(;\d+)*m/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: beyond ASCII is what is looked for.
    expect(session.raw.replace(/画像ならべ/g, '')).not.toMatch(/[^\u0000-\u007f]/);
  });

  it('draws a burst of events as a few frames', async () => {
    const session = new Session(program.file);
    await session.sees('Which site?');
    session.type('\r');
    for (const shown of [
      'Sign in to',
      'What would you like to do?',
      'your problem?',
      'find the plugin',
      'will be switched',
    ]) {
      await session.shows(shown);
      session.type('\r');
    }
    await session.shows('Start now?');
    const before = session.raw.length;
    session.type('\r');
    await session.shows('1 Finish');
    // Eight probes with four events each went by: no frame for each of them.
    expect(pictures(session.raw.slice(before))).toBeLessThan(24);
    session.type('q');
    expect(await session.end()).toBe(0);
  });

  it('draws nothing while nothing changes', async () => {
    const session = stepping();
    await toThePlan(session);
    await session.shows('?: keys');
    const before = session.raw.length;
    session.type(`\u001b[Dxyz`);
    session.type('?');
    await session.shows('Keys of this screen');
    // The keys without a meaning came first. The keys' own text is drawn, then measured.
    expect(pictures(session.raw.slice(before))).toBeLessThan(4);
    session.type('\u0003');
    expect(await session.end()).toBe(130);
  });

  it('leaves one whole frame, and none in the scrollback, after 61 sizes in a row', async () => {
    const session = stepping({ columns: 200, rows: 50 });
    await toTheSearch(session);
    for (let at = 0; at < 61; at += 1) {
      session.resize(40 + ((at * 37) % 161), 10 + ((at * 13) % 41));
    }
    session.resize(100, 30);
    await session.until('one whole frame', () => {
      const rows = session.screen();
      return (
        rows.filter((row) => row.includes('wp-bisect')).length === 1 &&
        rows.filter((row) => row.includes('p: pause')).length === 1 &&
        rows.filter((row) => row.includes('24 suspects left')).length === 1
      );
    });
    session.type('\u0003');
    expect(await session.end()).toBe(130);
    expect(session.raw).not.toContain('\u001b[3J');
    expect(session.everything()).not.toMatch(/ of 5: |suspects left|p: pause/);
  });

  it('gives the terminal to the shell on Ctrl-Z, says how the site is, and comes back', async () => {
    const session = stepping();
    await toTheSearch(session);
    await nextTest(session, 2);
    session.type('\u001a');
    await session.shows('Off for everyone: 24 plugins. Type fg to come back.');
    // A shell says "go on" to what has stopped; said before, it is lost.
    const hasStopped = () => !TELLS_STOPPED || isStopped(session.pid);
    await expect.poll(hasStopped, { timeout: 20_000 }).toBe(true);
    session.signal('SIGCONT');
    await session.shows('Test 2:');
    session.type('?');
    await session.shows('Keys of this screen');
    session.type('\u0003');
    expect(await session.end()).toBe(130);
    expect(verdictOf(session).raw).toBe(false);
  });

  it('shows every check on d during the search, and comes back', async () => {
    const session = stepping();
    await toTheSearch(session);
    session.type('d');
    await session.shows('PgUp/PgDn: scroll');
    session.type('\u001b[F');
    await session.shows('Settings > Disable REST API');
    session.type('d');
    await session.shows('Test 1:');
    session.type('\u0003');
    expect(await session.end()).toBe(130);
  });

  it('gives a screen reader what changed, without map and clock', async () => {
    const session = stepping({ env: { INK_SCREEN_READER: 'true', LC_ALL: 'C' } });
    await toThePlan(session);
    await session.sees('?: keys');
    const before = session.raw.length;
    session.type(DOWN);
    await session.sees('(selected, checked) Backup Basket');
    const heard = session.raw.slice(before);
    expect(Buffer.byteLength(heard), heard).toBeLessThan(200);
    expect(heard).not.toContain('Akismet');
    session.type('\r');
    await session.sees('Start now?');
    session.type('\r');
    await session.sees('24 suspects left');
    expect(session.text()).not.toMatch(/# # #|legend/);
    session.type('\u0003');
    expect(await session.end()).toBe(130);
  });
});

describe('questions line by line', () => {
  it('ask, hide the secret, and ask again after an unknown answer', async () => {
    const session = new Session(lines.file);
    await session.sees('Address of the site:');
    session.type('\r');
    await session.until('asked again', () => session.everything().split('Address').length === 3);
    session.type(' example.com \r');
    // Whoever signed in here last is offered: Enter alone is enough.
    await session.sees('WordPress user (an administrator) [mira]:');
    session.type('\r');
    await session.sees('Number [1]:');
    session.type('2\r');
    await session.sees('Application password (hidden):');
    session.type('abcd efgh\r');
    await session.sees('[Y/n]');
    session.type('maybe\r');
    await session.until('asked again', () => session.everything().split('[Y/n]').length === 3);
    session.type('n\r');
    expect(await session.end()).toBe(0);
    expect(verdictOf(session)).toEqual({
      said: ['example.com', 'mira', 'application-password', 'abcd efgh', false, true],
      interrupts: 0,
      raw: false,
    });
    expect(session.raw.split('VERDICT')[0]).not.toContain('abcd');
  });

  for (const [name, key] of [
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ] as const) {
    it(`end on ${name}, with the terminal as it was`, async () => {
      const session = new Session(lines.file);
      await session.sees('Address of the site:');
      session.type('exam\u0015');
      session.type(key);
      expect(await session.end()).toBe(130);
      expect(verdictOf(session)).toEqual({ said: [], interrupts: 1, raw: false });
    });
  }
});
