/** The whole way in a terminal, from nothing to the answer, on a real WordPress; and a stop in the middle. */

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { HARMLESS } from '../../mocks/embedded/samples.ts';
import { startWordPress } from '../../mocks/embedded/start.ts';
import type { EmbeddedWordPress } from '../../mocks/embedded/types.ts';
import { SWITCHES } from '../../src/report/screens/plan.ts';
import { Session } from '../ui/terminal.ts';
import { temporaryHome } from './run-cli.ts';

const CULPRIT = 'members-only-api/members-only-api';
const HEALTH_CHECK = 'health-check/health-check';
const PLUGINS = [...HARMLESS, CULPRIT].sort();
const ENTER = '\r';
const ESC = '\x1b';
const CTRL_C = '\x03';
const CURSOR = { shown: '\x1b[?25h', hidden: '\x1b[?25l' } as const;

let site: EmbeddedWordPress;
let home: Awaited<ReturnType<typeof temporaryHome>>;
beforeAll(async () => {
  site = await startWordPress({ plugins: [...PLUGINS, HEALTH_CHECK], active: PLUGINS });
});
afterAll(async () => {
  await site?.stop();
});
beforeEach(async () => {
  home = await temporaryHome();
});
afterEach(() => home.remove());

/** Starts the program without a word of help, and signs in with the password of the account. */
async function signedIn(): Promise<Session> {
  // A whole search of a real site happens between two screens.
  const session = new Session(inject('cli'), {
    env: { WP_BISECT_HOME: home.home, DISPLAY: '' },
    waitMs: 120_000,
  });
  await session.shows('Which site?');
  session.type(site.url);
  await session.shows(`› ${site.url}`);
  session.type(ENTER);
  await session.shows('Your WordPress password');
  session.type(ENTER);
  await session.hides('› (x)');
  session.type(site.user);
  await session.shows(`› ${site.user}`);
  session.type(ENTER);
  await session.hides(`› ${site.user}`);
  session.type(site.password);
  await session.shows('•••');
  session.type(ENTER);
  await session.shows('Who gets');
  session.type('4');
  await session.shows('Which of these is your problem?');
  return session;
}

const OFFER = 'Upload a small tracing plugin';

/** Answers what is asked on the way to the offer of the tracer, and leaves that open. */
async function throughTheDiagnosis(session: Session): Promise<void> {
  session.type(ENTER);
  // It stops at the diagnosis: nothing is switched yet, and it says so.
  await session.shows('Enter: find the plugin');
  expect(session.text()).toContain('Nothing has been changed on your site');
  session.type(ENTER);
  await session.shows(OFFER);
}

/** Answers what is asked on the way to the first change: without the tracer. */
async function throughThePlan(session: Session, switched: keyof typeof SWITCHES): Promise<void> {
  await throughTheDiagnosis(session);
  session.type('2');
  await startThePlan(session, switched);
}

async function startThePlan(session: Session, switched: keyof typeof SWITCHES): Promise<void> {
  await session.until('a plan', (now) => /Install it\?|Activate it\?|How {5}/.test(now.text()));
  if (/(?:Install|Activate) it\?/.test(session.text())) {
    session.type('n');
    await session.hides('it? [Y/n]');
  }
  await session.shows(`How     ${SWITCHES[switched].how.slice(0, 40)}`);
  // Why the way that nobody would notice is not taken, before anything is switched.
  if (switched === 'admin') {
    expect(session.text()).toContain('The isolated switch cannot be used. The Health Check');
  }
  session.type(ENTER);
  await session.shows('Start now?');
  session.type(ENTER);
}

/** What a visitor gets, who knows nothing of any of this. */
async function visitorGets(): Promise<number> {
  const answer = await fetch(new URL('wp-json/wp/v2/posts?per_page=1', site.url));
  await answer.arrayBuffer();
  return answer.status;
}

/** The terminal is the person's again: nothing of ours is left on or hidden. */
function isHandedBack({ raw }: Session): boolean {
  return (
    raw.lastIndexOf(CURSOR.shown) > raw.lastIndexOf(CURSOR.hidden) &&
    raw.lastIndexOf('\x1b[?1049l') > raw.lastIndexOf('\x1b[?1049h')
  );
}

describe('the terminal UI on a real WordPress', () => {
  it('leads from the first question to the answer, and leaves the site as it was', async () => {
    await site.reset(PLUGINS);
    const session = await signedIn();
    expect(session.text()).toContain('401 rest_login_required');
    await throughThePlan(session, 'admin');

    await session.shows('What now?');
    const answer = session.text();
    expect(answer).toContain('One plugin causes this');
    expect(answer).toContain('Members Only API');
    expect(answer.replace(/\s+/g, ' ')).toContain(
      `Your site is as it was: ${PLUGINS.length} of ${PLUGINS.length} plugins active, read back from it.`,
    );
    // Said while the person can still do something with it, so it has to be true by then.
    expect(await site.activePlugins()).toEqual(PLUGINS);
    expect(await visitorGets()).toBe(401);

    session.type('q');
    expect(await session.end()).toBe(0);
    expect(isHandedBack(session)).toBe(true);
    const kept = session.everything().replace(/\s+/g, ' ');
    expect(kept).toContain('The culprit: Members Only API');
    expect(kept).toContain('The site is restored');
    expect(kept).not.toContain(site.password);
    expect(await site.activePlugins()).toEqual(PLUGINS);
  });

  it('uploads the tracer after a yes, names the line, and removes the tracer before any plugin is switched', async () => {
    await site.reset(PLUGINS);
    const session = await signedIn();
    await throughTheDiagnosis(session);
    // Back to the diagnosis, and forth again: nothing was done.
    session.type(ESC);
    await session.shows('Enter: find the plugin');
    expect(session.text()).toContain('Nothing has been changed on your site');
    session.type(ENTER);
    await session.shows(OFFER);
    await site.clearRequests();
    session.type('1');
    await session.until('a plan', (now) => /Install it\?|Activate it\?|How {5}/.test(now.text()));
    expect(session.text()).toContain('Your site is as it was');
    expect(await site.activePlugins()).toEqual(PLUGINS);
    const uploads = (await site.requests()).filter(({ query }) => query.includes('upload-plugin'));
    expect(uploads).toHaveLength(1);
    await startThePlan(session, 'admin');
    await session.shows('What now?');
    expect(session.text()).toContain('Members Only API');
    expect(session.text().replace(/[\s│]+/g, ' ')).toContain(
      `Code wp-content/plugins/${CULPRIT}.php:20`,
    );
    session.type('q');
    expect(await session.end()).toBe(0);
    const kept = session.everything().replace(/\s+/g, ' ');
    for (const line of ['Uploading the tracer', 'Asking the tracer', 'Removing the tracer']) {
      expect(kept).toContain(line);
    }
    expect(kept).toContain(`This code answered: wp-content/plugins/${CULPRIT}.php:20`);
    expect(await site.activePlugins()).toEqual(PLUGINS);
  });

  it('finds the culprit under isolated, and no visitor ever sees a plugin off', async () => {
    const active = [...PLUGINS, HEALTH_CHECK].sort();
    await site.reset(active);
    const session = await signedIn();
    await throughThePlan(session, 'isolated');
    const seen: string[][] = [];
    let over = false;
    const looking = (async () => {
      while (!over) seen.push(await site.activePlugins());
    })();
    await session.shows('What now?').finally(() => {
      over = true;
    });
    await looking;
    expect(session.text()).toContain('Members Only API');
    expect(seen.length).toBeGreaterThan(1);
    for (const plugins of seen) expect(plugins).toEqual(active);
    expect(await visitorGets()).toBe(401);

    session.type('q');
    expect(await session.end()).toBe(0);
    expect(isHandedBack(session)).toBe(true);
    expect(await site.activePlugins()).toEqual(active);
  });

  it('activates every plugin again when it is stopped with plugins off, and says so', async () => {
    await site.reset(PLUGINS);
    const session = await signedIn();
    await throughThePlan(session, 'admin');
    await session.shows('Off for everyone');
    expect(await site.activePlugins()).not.toEqual(PLUGINS);
    session.type(CTRL_C);
    expect(await session.end()).toBe(130);
    expect(isHandedBack(session)).toBe(true);
    const kept = session.everything().replace(/\s+/g, ' ');
    expect(kept).toContain(`Cancelled on ${site.url}`);
    expect(kept).toContain('The site is restored: the same plugins are active as before');
    expect(await site.activePlugins()).toEqual(PLUGINS);
  });
});
