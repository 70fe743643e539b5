import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { type Quirks, type StandInSite, standIn } from '../../../mocks/wp-cli/stand-in.ts';
import type { Clock } from '../../../src/model/ports.ts';
import type { ProgramCall, ProgramEnd } from '../../../src/system/programs.ts';
import { createWpCliSwitch } from '../../../src/wordpress/switches/wp-cli.ts';
import { parseWpCliCommand } from '../../../src/wordpress/wp-cli/command.ts';
import { createWpCli } from '../../../src/wordpress/wp-cli/wp-cli.ts';
import { address } from './fake-site.ts';

const ALL = ['shop/shop', 'gifts/gifts', 'hello', 'web.counter/web.counter', 'été/été'];
const IDLE: Clock = { now: () => 0, sleep: async () => {} };

function siteWith(files: readonly string[]): StandInSite {
  return {
    home: 'http://site.test',
    siteurl: 'http://site.test',
    plugins: [
      { file: 'gifts/gifts.php', title: 'Gifts', requires: 'shop, wrapping' },
      { file: 'hello.php', title: 'Hello &amp; <b>Goodbye</b>', version: '1.7', author: 'Matt' },
      { file: 'idle/idle.php', title: 'Idle' },
      { file: 'shop/shop.php', title: 'Shop', version: '2' },
      { file: 'web.counter/web.counter.php', title: 'Counter' },
      { file: 'été/été.php', title: 'Summer' },
      { file: 'net/net.php', title: 'Net' },
      { file: 'loader.php', title: 'Loader', kind: 'must-use' },
      { file: 'db.php', title: '', kind: 'dropin' },
    ],
    active: JSON.stringify(files).replaceAll('/', '\\/'),
    sitewide: '{"net\\/net.php":1700000000}',
  };
}

const files = (plugins: readonly string[]) => plugins.map((plugin) => `${plugin}.php`);

type Hooks = {
  readonly quirks?: Quirks;
  readonly command?: string;
  /** Instead of the stand-in's answer, where it gives one. `nth` counts the calls from 1. */
  readonly instead?: (call: ProgramCall, nth: number) => Partial<ProgramEnd> | undefined;
  /** After the stand-in has answered. */
  readonly after?: (call: ProgramCall, nth: number) => void;
};

/** A switch over the stand-in, with everything that was run. */
function world(site: StandInSite, hooks: Hooks = {}) {
  const calls: ProgramCall[] = [];
  const command = parseWpCliCommand(hooks.command ?? 'wp');
  const wpCli = createWpCli({
    command,
    timeoutMs: 60_000,
    run: async (call) => {
      call.signal?.throwIfAborted();
      calls.push(call);
      const instead = hooks.instead?.(call, calls.length);
      const ended = { type: 'exited', code: 0, cause: null, stdout: '', stderr: '' } as const;
      if (instead) return { ...ended, ...instead };
      const sent = call.args.slice(command.args.length);
      const words = command.program === 'ssh' ? asTheShellSplits(sent) : sent;
      const printed = standIn(site, words, call.input, hooks.quirks);
      hooks.after?.(call, calls.length);
      return { ...ended, ...printed };
    },
  });
  const make = (original?: string) => createWpCliSwitch({ wpCli, address, clock: IDLE, original });
  return { control: make(), make, calls, writes: () => calls.filter(isWrite) };
}

/** What ssh makes of its words: one line for the shell of the other computer. */
function asTheShellSplits(words: readonly string[]): readonly string[] {
  const line = `printf '%s\\0' ${words.join(' ')}`;
  return execFileSync('/bin/sh', ['-c', line], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

const isWrite = ({ args }: ProgramCall) => args.includes('update');
const activeIn = (site: StandInSite) => Object.values(JSON.parse(site.active));

describe('the plugin list over WP-CLI', () => {
  it('has the active plugins in load order, then the rest, with headers and dependencies', async () => {
    const { control, calls } = world(siteWith(files(ALL)));
    const list = await control.list();
    expect(list.map(({ plugin, status }) => `${status} ${plugin}`)).toEqual([
      ...ALL.map((plugin) => `active ${plugin}`),
      'inactive idle/idle',
      'network-active net/net',
    ]);
    expect(list[2]).toMatchObject({ name: 'Hello & Goodbye', version: '1.7', author: 'Matt' });
    expect(list[1]).toMatchObject({ requires: ['shop/shop'], missingRequires: ['wrapping'] });
    for (const { args } of calls) {
      expect(args.slice(-2)).toEqual(['--skip-plugins', '--skip-themes']);
    }
  });

  it.each<[string, Quirks]>([
    ['PHP prints notices before every answer', { noise: 'Notice: array [1] {"a": 2} in x.php\n' }],
    ['the host forbids eval', { noEval: true }],
  ])('is complete when %s', async (_, quirks) => {
    const { control } = world(siteWith(files(ALL)), { quirks });
    const list = await control.list();
    expect(list.filter(({ status }) => status === 'active').map((each) => each.plugin)).toEqual(
      ALL,
    );
  });
});

describe('switching over WP-CLI', () => {
  it('writes the whole list once, keeps the order, and leaves network-active plugins out', async () => {
    const site = siteWith(files(ALL));
    const { control, writes } = world(site);
    await control.list();
    const toggles: string[] = [];
    const state = await control.activateExactly(['hello', 'shop/shop'], {
      onToggle: (plugin, now) => toggles.push(`${plugin} ${now}`),
    });
    expect(state).toMatchObject({ active: ['shop/shop', 'hello'], refused: [] });
    expect(activeIn(site)).toEqual(['shop/shop.php', 'hello.php']);
    expect(writes()).toHaveLength(1);
    expect(writes()[0]?.args.join(' ')).not.toContain('hello');
    expect(toggles.toSorted()).toEqual(
      ['gifts/gifts', 'web.counter/web.counter', 'été/été'].map((each) => `${each} inactive`),
    );
  });

  it.each([
    ['an order of its own', '["hello.php","shop\\/shop.php","gifts\\/gifts.php"]'],
    ['holes in its keys', '{"1":"hello.php","4":"shop\\/shop.php"}'],
    ['keys out of order', '{"4":"hello.php","1":"shop\\/shop.php"}'],
    ['a plugin whose files are gone', '["gone\\/gone.php","hello.php","shop\\/shop.php"]'],
    ['a plugin twice', '["hello.php","shop\\/shop.php","hello.php"]'],
    ['letters beyond ASCII', '["hello.php","\\u00e9t\\u00e9\\/\\u00e9t\\u00e9.php"]'],
  ])('restores the option byte for byte: %s', async (_, before) => {
    const site = { ...siteWith([]), active: before };
    const { control } = world(site);
    const baseline = (await control.list())
      .filter(({ status }) => status === 'active')
      .map(({ plugin }) => plugin);
    await control.activateExactly([]);
    expect(site.active).not.toBe(before);
    for (const plugin of baseline) await control.activateExactly([plugin]);
    const { active } = await control.activateExactly(baseline.toReversed());
    expect(site.active).toBe(before);
    expect([...active].toSorted()).toEqual(baseline.toSorted());
  });

  it('restores from another process in the order of the baseline', async () => {
    const site = siteWith(files(ALL));
    const first = world(site);
    const baseline = (await first.control.list())
      .filter(({ status }) => status === 'active')
      .map(({ plugin }) => plugin);
    await first.control.activateExactly(['web.counter/web.counter']);
    await world(site).control.activateExactly(baseline, { owned: baseline });
    expect(activeIn(site)).toEqual(files(ALL));
  });

  it('restores from another process byte for byte where it knows the option', async () => {
    const before = '{"1":"hello.php","4":"gone\\/gone.php","5":"shop\\/shop.php"}';
    const site = { ...siteWith([]), active: before };
    const { make } = world(site);
    const first = make();
    await first.list();
    await first.activateExactly(['shop/shop']);
    await make(first.found() ?? '').activateExactly(['hello', 'shop/shop']);
    expect(site.active).toBe(before);
  });

  it.each(['nonsense', '7', '[[]]', ''])(
    'ignores a damaged record of the option: %s',
    async (record) => {
      const site = siteWith(['hello.php']);
      await world(site).make(record).activateExactly(['shop/shop', 'hello']);
      expect(activeIn(site)).toEqual(['shop/shop.php', 'hello.php']);
    },
  );

  it('writes nothing where everything is as wanted', async () => {
    const { control, writes } = world(siteWith(files(ALL)));
    await control.activateExactly(ALL);
    expect(writes()).toEqual([]);
  });

  it('reports a plugin that is not installed', async () => {
    const { control } = world(siteWith(files(ALL)));
    const { refused } = await control.activateExactly(['gone/gone', 'hello']);
    expect(refused).toEqual([{ plugin: 'gone/gone', wanted: 'active', code: 'not-installed' }]);
  });

  it.each([
    ['docker exec site wp', [`["hello.php"]`]],
    ['ssh host wp', [`'["hello.php"]'`]],
  ])(
    'passes the list as an argument where the input does not arrive: %s',
    async (command, sent) => {
      const site = siteWith(files(ALL));
      const { control, writes } = world(site, {
        command,
        quirks: { noInput: true },
      });
      await control.list();
      await control.activateExactly(['hello']);
      expect(activeIn(site)).toEqual(['hello.php']);
      expect(writes()[1]?.args).toEqual(expect.arrayContaining(sent));
      await control.activateExactly(ALL);
      expect(activeIn(site)).toEqual(files(ALL));
      expect(writes().map(({ input }) => input === undefined)).toEqual([false, true, true]);
    },
  );
});

describe('switching over WP-CLI while others change the site', () => {
  it('keeps plugins that others activated, and reports them', async () => {
    const site = siteWith(files(ALL));
    const { control } = world(site);
    await control.list();
    site.active = JSON.stringify(files([...ALL, 'idle/idle']));
    const { active, refused } = await control.activateExactly(['hello']);
    expect(active.toSorted()).toEqual(['hello', 'idle/idle']);
    expect(refused).toEqual([]);
    await control.activateExactly(ALL);
    expect(activeIn(site)).toEqual(files([...ALL, 'idle/idle']));
  });

  it('keeps a plugin that was installed and activated meanwhile', async () => {
    const site = siteWith(files(ALL));
    const { control } = world(site);
    await control.list();
    site.plugins = [...site.plugins, { file: 'new/new.php', title: 'New' }];
    site.active = JSON.stringify(files([...ALL, 'new/new']));
    const { active } = await control.activateExactly(['hello']);
    expect(active.toSorted()).toEqual(['hello', 'new/new']);
  });

  it('writes again where its write was overwritten, and gives up where that goes on', async () => {
    const site = siteWith(files(ALL));
    const overwrite = { times: 1 };
    const { control, writes } = world(site, {
      after: (call) => {
        if (!isWrite(call) || overwrite.times === 0) return;
        overwrite.times -= 1;
        site.active = JSON.stringify(files(ALL));
      },
    });
    await control.list();
    expect((await control.activateExactly(['hello'])).active).toEqual(['hello']);
    overwrite.times = 99;
    const before = writes().length;
    const { refused } = await control.activateExactly(ALL.slice(0, 4));
    expect(refused).toEqual([{ plugin: 'été/été', wanted: 'inactive', code: 'still-active' }]);
    expect(writes().length - before).toBe(3);
  });

  it('reports a plugin that went off by itself', async () => {
    const site = siteWith(files(ALL));
    const { control } = world(site, {
      after: (call) => {
        const left = (activeIn(site) as string[]).filter((file) => file !== 'hello.php');
        if (isWrite(call)) site.active = JSON.stringify(left);
      },
    });
    await control.list();
    const { refused } = await control.activateExactly(['hello', 'shop/shop']);
    expect(refused).toEqual([{ plugin: 'hello', wanted: 'active', code: 'went-off-by-itself' }]);
  });
});

describe('a WP-CLI command that cannot be trusted changes nothing', () => {
  const failing: [string, Hooks['instead'], string][] = [
    ['is not installed', () => ({ type: 'not-started', cause: 'ENOENT' }), 'wp-cli-missing'],
    ['fails', () => ({ code: 255, stderr: 'Permission denied (publickey).\n' }), 'wp-cli-failed'],
    ['hangs', () => ({ type: 'timed-out', code: null }), 'wp-cli-timed-out'],
    ['prints something else', () => ({ stdout: 'Welcome to Ubuntu\n' }), 'wp-cli-unclear'],
    [
      'lists something else',
      ({ args }) => (args[0] === 'plugin' ? { stdout: '[{"name":"a"}]' } : undefined),
      'wp-cli-unclear',
    ],
    [
      'breaks off its list',
      ({ args }) => (args[0] === 'plugin' ? { stdout: '[{"name":"a","file":' } : undefined),
      'wp-cli-unclear',
    ],
    [
      'shows an option that is no list',
      ({ args }) => (args[2] === 'active_plugins' ? { stdout: '[["a"],7]' } : undefined),
      'wp-cli-unclear',
    ],
  ];

  it.each(failing)('when it %s', async (_, instead, code) => {
    const site = siteWith(files(ALL));
    const { make, writes } = world(site, { instead });
    await expect(make().list()).rejects.toMatchObject({ code });
    await expect(make().activateExactly([])).rejects.toMatchObject({ code });
    expect(writes()).toEqual([]);
  });

  it('when it leads to another site', async () => {
    const site = {
      ...siteWith(files(ALL)),
      home: 'http://other.test',
      siteurl: 'http://other.test',
    };
    const { make, writes } = world(site);
    const facts = { site: address.home, named: 'http://other.test' };
    await expect(make().list()).rejects.toMatchObject({ code: 'wp-cli-other-site', facts });
    await expect(make().activateExactly([])).rejects.toMatchObject({ code: 'wp-cli-other-site' });
    expect(writes()).toEqual([]);
  });

  it.each(['home', 'siteurl'])('when it also reaches other sites (%s)', async (option) => {
    const both = '@prod\nhttp://site.test\n@old\nhttp://old.test\n@new\nhttp://site.test\n';
    const { make, writes } = world(siteWith(files(ALL)), {
      instead: ({ args }) => {
        if (args[2] === option) return { stdout: both };
        return args[2] === 'home' ? { stdout: 'http://typed.test\n' } : undefined;
      },
    });
    await expect(make().activateExactly([])).rejects.toMatchObject({ code: 'wp-cli-other-site' });
    expect(writes()).toEqual([]);
  });

  it.each([
    ['https', 'https://site.test'],
    ['www', 'http://www.site.test/'],
    ['capitals', 'HTTP://Site.Test'],
  ])('unlike one whose address differs only by %s', async (_, home) => {
    const { control } = world({ ...siteWith(files(ALL)), home, siteurl: home });
    expect(await control.list()).toHaveLength(7);
  });

  it.each(['http://site.test/blog', 'http://site.test:8080', 'http://shop.site.test'])(
    'when it leads to %s',
    async (home) => {
      const { control } = world({ ...siteWith(files(ALL)), home, siteurl: home });
      await expect(control.list()).rejects.toMatchObject({ code: 'wp-cli-other-site' });
    },
  );

  it("when a write is refused: it tells WP-CLI's reason as a code, and the list as it is", async () => {
    const site = siteWith(files(ALL));
    const { control } = world(site, {
      instead: (call) => (isWrite(call) ? { code: 1, stderr: 'Error: read-only' } : undefined),
    });
    await control.list();
    const { active, refused } = await control.activateExactly(ALL.slice(1));
    expect(active).toEqual(ALL);
    expect(refused).toEqual([{ plugin: 'shop/shop', wanted: 'inactive', code: 'wp-cli-failed' }]);
  });

  it('when a write hangs and is done all the same: the look at the list counts', async () => {
    const site = siteWith(files(ALL));
    const { control, writes } = world(site, {
      instead: (call) => {
        if (!isWrite(call)) return undefined;
        site.active = call.input ?? '';
        return { type: 'timed-out', code: null };
      },
    });
    await control.list();
    expect(await control.activateExactly(['hello'])).toMatchObject({
      active: ['hello'],
      refused: [],
    });
    expect(writes()).toHaveLength(1);
  });

  it('stops before the write when it is cancelled', async () => {
    const site = siteWith(files(ALL));
    const { control, writes } = world(site);
    await control.list();
    const signal = AbortSignal.abort(new Error('stop'));
    await expect(control.activateExactly([], { signal })).rejects.toThrow('stop');
    expect(writes()).toEqual([]);
  });
});
