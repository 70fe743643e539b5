// A run that was killed is taken up again by the next one, unattended: with fewer probes, and the same answer.
import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { SiteOptions } from '../../mocks/simulated/types.ts';
import { siteFolder } from '../../src/journal/site-folder.ts';
import { DOZEN, expectFound, type ServedRun, type ServedSite, test } from './served-site.ts';

const ILL: SiteOptions = { rules: [{ when: 'forms && stats', at: 'anonymous-rest' }] };
const journalOf = (world: ServedSite) => join(siteFolder(world.home, world.url), 'journal.ndjson');

const keyOf = (active: readonly string[]) => active.toSorted().join(' ');

/** The sets that a journal says were looked at. */
function setsIn(journal: string): readonly string[] {
  return readFileSync(journal, 'utf8')
    .split('\n')
    .filter((line) => line.includes('"type":"probed"'))
    .map((line) => keyOf(JSON.parse(line).active));
}

async function killedAt(
  world: ServedSite,
  words: string,
  args: readonly string[],
  how: ServedRun = {},
) {
  let sent = false;
  const ran = await world.run(args, {
    ...how,
    onProgress(stderr, child) {
      if (!sent && stderr.includes(words)) sent = child.kill('SIGKILL');
    },
  });
  expect(ran.code, ran.stderr).toBeNull();
}

describe.concurrent('a run that was killed', () => {
  test.for([
    ['test 2:', 'admin'],
    ['test 4:', 'rest'],
    ['test 6:', 'admin'],
    ['test 5:', 'rest'],
  ] as const)(
    'at "%s" (%s) is resumed: no set is searched twice, and the proof is the same',
    // The killed run is a process, which really waits before it decides.
    { timeout: 180_000 },
    async ([words, kind], { make }) => {
      const world = await make(ILL);
      const before = world.site.snapshot();
      await killedAt(world, words, ['--switch', kind]);
      const seen = setsIn(journalOf(world));
      const outcome = await world.run(['--switch', kind]);
      expectFound(outcome, ['forms', 'stats']);
      // How often the proof looks depends on how quick the machine is; what is searched does not.
      const searched = (outcome.report.probes ?? []).filter(({ purpose }) => purpose === 'narrow');
      expect(seen.length).toBeGreaterThan(0);
      for (const { active } of searched) expect(seen).not.toContain(keyOf(active));
      expect(outcome.report.notes).toContainEqual(
        expect.objectContaining({ type: 'resumed-from', probes: seen.length }),
      );
      expect(outcome.report.culprits[0]?.proof).toMatchObject({
        without: 'passes',
        alone: 'fails',
      });
      expect(world.site.snapshot()).toEqual(before);
      expect(world.files()).toEqual({});
    },
  );

  test('under isolated begins again: its evidence counts only once the session has ended', async ({
    make,
  }) => {
    const world = await make({ ...ILL, plugins: [...DOZEN, 'health-check'], latency: 10 });
    await killedAt(world, 'test 5:', []);
    const outcome = await world.run();
    expectFound(outcome, ['forms', 'stats']);
    expect(outcome.report.switch).toBe('isolated');
    expect(outcome.report.notes).toContainEqual(
      expect.objectContaining({ type: 'not-resumed', why: 'in-a-session' }),
    );
  });

  test('is not resumed where a plugin has another version now', async ({ make }) => {
    const world = await make(ILL);
    await killedAt(world, 'test 6:', []);
    const path = journalOf(world);
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace(/("mail\/mail":")[^"]*/, '$10.1'));
    const outcome = await world.run();
    expectFound(outcome, ['forms', 'stats']);
    expect(outcome.report.notes).toContainEqual(
      expect.objectContaining({ type: 'not-resumed', why: 'plugins-changed' }),
    );
  });

  test('with an old journal without evidence is restored and begins again, and the answer says so', async ({
    make,
  }) => {
    const world = await make(ILL);
    const before = world.site.snapshot();
    await killedAt(world, 'test 4:', []);
    const [begin = '', ...lines] = (await readFile(journalOf(world), 'utf8')).split('\n');
    const { symptoms: _, versions: __, ...old } = JSON.parse(begin);
    await writeFile(journalOf(world), [JSON.stringify(old), ...lines].join('\n'));
    const outcome = await world.run();
    expectFound(outcome, ['forms', 'stats']);
    expect(outcome.report.notes).toContainEqual(
      expect.objectContaining({ type: 'not-resumed', why: 'not-recorded' }),
    );
    expect(world.site.snapshot()).toEqual(before);
  });

  test('keeps no secret of a request in its journal, and is not resumed where one was left out', async ({
    make,
  }) => {
    const world = await make(ILL);
    const args = [
      '--request',
      'GET /wp-json/wp/v2/posts?api_key=s3cret-Value',
      '--header',
      'X-Shop: h1dden-Value',
    ];
    await killedAt(world, 'test 4:', args);
    const journal = readFileSync(journalOf(world), 'utf8');
    expect(journal).toContain('/wp-json/wp/v2/posts');
    expect(journal).not.toContain('s3cret-Value');
    expect(journal).not.toContain('h1dden-Value');
    const outcome = await world.run(args);
    expectFound(outcome, ['forms', 'stats']);
    expect(outcome.report.notes).toContainEqual(
      expect.objectContaining({ type: 'not-resumed', why: 'symptoms-changed' }),
    );
  });
});
