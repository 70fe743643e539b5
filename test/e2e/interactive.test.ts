/** A person and a real WordPress: judged by hand, paused, undone, interrupted, taken up again, kept off. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HARMLESS } from '../../mocks/embedded/samples.ts';
import { startWordPress } from '../../mocks/embedded/start.ts';
import type { EmbeddedWordPress } from '../../mocks/embedded/types.ts';
import type { RunEvent } from '../../src/model/events.ts';
import type { AfterChoice, TracerChoice } from '../../src/model/prompts.ts';
import type { Verdict } from '../../src/model/report.ts';
import { converse, type How, inTurn, type Script, type Told } from '../commands/interactive-run.ts';
import { runCli, temporaryHome } from './run-cli.ts';

const CULPRIT = 'members-only-api/members-only-api';
const UGLY = 'biscuit-notice/biscuit-notice';
const PLUGINS = [...new Set([...HARMLESS, CULPRIT, UGLY])].sort();

let site: EmbeddedWordPress;
let home: string;
let remove: () => Promise<void>;

beforeAll(async () => {
  site = await startWordPress({ plugins: PLUGINS });
});
afterAll(() => site?.stop());
beforeEach(async () => {
  await site.reset(PLUGINS);
  ({ home, remove } = await temporaryHome());
});
afterEach(() => remove());

const env = () => ({ WP_BISECT_USER: site.user, WP_BISECT_PASSWORD: site.password });
const run = (script: Script, how: How = {}) =>
  converse(site.url, home, script, { env: env(), ...how });
const culprits = ({ report }: Told) =>
  report.culprits.map(({ plugins }) => plugins.map(({ plugin }) => plugin));

describe('a symptom that the user judges by hand', () => {
  /** The person's eyes: what they see is what is active on the site at that moment. */
  const eyes = async (): Promise<Verdict> =>
    (await site.activePlugins()).includes(UGLY) ? 'fails' : 'passes';
  const symptoms = () => ({ type: 'by-hand', description: 'A notice hides the menu' }) as const;

  test('leads to the culprit, and a pause in between has every plugin on', async () => {
    const during: string[][] = [];
    let asked = 0;
    const steering = {
      paused: false,
      untilResumed: async () => {
        during.push(await site.activePlugins());
        steering.paused = false;
      },
      takeUndo: () => false,
    };
    const told = await run(
      {
        symptoms,
        judge() {
          asked += 1;
          if (asked === 3) steering.paused = true;
          return eyes();
        },
      },
      { steering },
    );
    expect(culprits(told)).toEqual([[UGLY]]);
    expect(during).toEqual([PLUGINS]);
    expect(await site.activePlugins()).toEqual(PLUGINS);
  });

  test('leads to the culprit although a wrong verdict was given and undone', async () => {
    let asked = 0;
    let undos = 0;
    const told = await run(
      {
        symptoms,
        async judge() {
          asked += 1;
          const truth = await eyes();
          if (asked === 4) undos = 1;
          return asked === 3 ? (truth === 'fails' ? 'passes' : 'fails') : truth;
        },
      },
      {
        steering: {
          paused: false,
          untilResumed: async () => {},
          takeUndo: () => undos > 0 && undos-- > 0,
        },
      },
    );
    expect(told.events.filter(({ type }) => type === 'undone')).toHaveLength(2);
    expect(culprits(told)).toEqual([[UGLY]]);
    expect(await site.activePlugins()).toEqual(PLUGINS);
  });
});

describe('leaving the culprit off', () => {
  test.each(['admin', 'rest'])(
    'deactivates it alone after a run under %s, and switches it on again',
    async (kind) => {
      const left: unknown[] = [];
      const choose = inTurn<AfterChoice>(
        { type: 'look-for-more' },
        { type: 'keep-off' },
        { type: 'turn-on' },
        { type: 'done' },
      );
      const told = await run(
        {
          plan: ({ pinned }) => ({
            type: 'go',
            pinned: [...pinned.map(({ plugin }) => plugin), UGLY],
          }),
          async afterwards(offer) {
            if (offer.mayTurnOn.length > 0)
              left.push(offer.report.leftOff, await site.activePlugins());
            return choose();
          },
        },
        { args: ['--switch', kind] },
      );
      expect(culprits(told)).toEqual([[CULPRIT]]);
      expect(left).toEqual([[CULPRIT], PLUGINS.filter((plugin) => plugin !== CULPRIT)]);
      expect(told.report).toMatchObject({ restored: true, leftOff: [] });
      expect(told.report.pinned).toEqual([{ plugin: UGLY, why: 'kept' }]);
      expect(await site.activePlugins()).toEqual(PLUGINS);
    },
  );
});

describe('the offer of the tracer', () => {
  const steps = ({ events }: Told) =>
    events.flatMap((event) => (event.type === 'tracing' ? event.step : []));
  const stop = () => ({ type: 'stop' }) as const;
  /** What the run told before the person stopped at the plan. */
  const untilPlan = async (script: Script, how: How = {}) => {
    const seen: RunEvent[] = [];
    await run({ plan: stop, ...script }, { ...how, emit: (event) => void seen.push(event) }).catch(
      (error: Error) => expect(error.name).toBe('AbortError'),
    );
    return seen;
  };
  const mustUse = (name: string, code: string) => {
    mkdirSync(join(site.contentDir, 'mu-plugins'), { recursive: true });
    writeFileSync(join(site.contentDir, 'mu-plugins', name), code);
  };

  test('can be taken back to the findings; a yes names the line, and the tracer is removed', async () => {
    let shown = 0;
    const told = await run({
      diagnosed() {
        shown += 1;
      },
      tracer: inTurn<TracerChoice>('back', 'back', 'upload'),
    });
    expect(shown).toBe(3);
    expect(steps(told)).toEqual(['uploading', 'asking', 'removing', 'gone']);
    expect(told.report.symptoms[0]?.trace).toMatchObject({ plugin: CULPRIT, line: 20 });
    expect(culprits(told)).toEqual([[CULPRIT]]);
    expect(await site.activePlugins()).toEqual(PLUGINS);
  });

  test('is not made where the site forbids plugin uploads', async () => {
    mustUse('host.php', "<?php define( 'DISALLOW_FILE_MODS', true );");
    let offered = 0;
    const events = await untilPlan({
      tracer() {
        offered += 1;
        return 'upload';
      },
    });
    expect(offered).toBe(0);
    expect(events.map(({ type }) => type)).toContain('planned');
    expect(events.map(({ type }) => type)).not.toContain('tracing');
  });

  test.each(['session', 'application password'])(
    'is not made where a printed tracer is on the site: that one is used (%s)',
    async (kind) => {
      const printed = await runCli([site.url, '--tracer'], { env: { WP_BISECT_HOME: home } });
      const [, name = ''] = /mu-plugins\/(\S+\.php)/.exec(printed.stderr) ?? [];
      mustUse(name, printed.stdout);
      let offered = 0;
      const tracer = () => {
        offered += 1;
        return 'upload' as const;
      };
      const application = { WP_BISECT_USER: site.user };
      const events = await untilPlan(
        { tracer },
        kind === 'session'
          ? {}
          : {
              env: {
                ...application,
                WP_BISECT_APP_PASSWORD: await site.createApplicationPassword(),
              },
            },
      );
      expect(offered).toBe(0);
      const traced = events.find((event) => event.type === 'traced');
      expect(traced?.symptoms[0]?.trace).toMatchObject({ plugin: CULPRIT, line: 20 });
      expect(events).toContainEqual({ type: 'note', note: { type: 'tracer-used', file: name } });
    },
  );
});

describe('a run that was killed', () => {
  test.each(['admin', 'rest'])('goes on under %s where it was', async (kind) => {
    const full = await run({}, { args: ['--switch', kind] });
    await site.reset(PLUGINS);
    let sent = false;
    await runCli([site.url, '--bisect', '--verbose', '--switch', kind], {
      env: { ...env(), WP_BISECT_HOME: home },
      onProgress(stderr, child) {
        if (!sent && stderr.includes('test 3:') && /: off/.test(stderr))
          sent = child.kill('SIGKILL');
      },
    });
    expect(await site.activePlugins()).not.toEqual(PLUGINS);
    const told = await run({ interrupted: () => 'resume' }, { args: ['--switch', kind] });
    expect(culprits(told)).toEqual([[CULPRIT]]);
    expect(told.report.notes.map(({ type }) => type)).toContain('resumed-from');
    // What narrowed is not tried again; the proof, three states, is looked at anew.
    expect(told.report.cost.probes).toBeLessThanOrEqual(full.report.cost.probes + 3);
    expect(await site.activePlugins()).toEqual(PLUGINS);
  });
});
