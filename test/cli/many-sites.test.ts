// `--sites`: four sites, four answers, and a run that goes on where it was cut off.
import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { SiteOptions } from '../../mocks/simulated/types.ts';
import schema from '../../src/report/report.schema.json' with { type: 'json' };
import { violations } from '../report/schema.ts';
import { runHere } from './run-here.ts';
import { BOTH, PASSWORD, type ServedSite, test } from './served-site.ts';

const DOWN = 'http://127.0.0.1:1/';

type Line = { readonly asked: string; readonly exitCode: number; readonly health: string };

function linesOf(text: string): readonly Line[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

async function fourSites(make: (site?: SiteOptions) => Promise<ServedSite>, folder: string) {
  const well = await make();
  const refusing = await make({ rules: [{ when: 'guard', at: 'anonymous-rest' }] });
  const forbidding = await make({
    rules: [{ when: 'guard', at: 'anonymous-rest', answer: { status: 403 } }],
  });
  const list = join(folder, 'sites.txt');
  await writeFile(list, `# ours\n${well.url}\n${refusing.url}\n\n${forbidding.url}\n${DOWN}\n`);
  return { well, refusing, forbidding, list };
}

describe('many sites', () => {
  test('get one line of JSON each, a table on stderr, and the worst exit code', async ({
    make,
    folder,
  }) => {
    const { well, refusing, forbidding, list } = await fourSites(make, await folder());
    const { code, stdout, stderr } = await runHere(['--check', '--sites', list], {});
    expect(code, stderr).toBe(3);
    const codes = Object.fromEntries(linesOf(stdout).map((line) => [line.asked, line.exitCode]));
    expect(codes).toEqual({ [well.url]: 0, [refusing.url]: 6, [forbidding.url]: 6, [DOWN]: 3 });
    for (const line of linesOf(stdout)) expect(violations(schema, line)).toEqual([]);
    expect(stderr.trimEnd().split('\n')).toHaveLength(6);
    expect(stderr).toMatch(/4 sites: 1 OK, 3 not OK\.\n$/);
  });

  test('are asked again with --resume only where their line is missing or cut off', async ({
    make,
    folder,
  }) => {
    const place = await folder();
    const { well, refusing, forbidding, list } = await fourSites(make, place);
    const output = join(place, 'reports.ndjson');
    const first = join(place, 'first.txt');
    await writeFile(first, `${well.url}\n${refusing.url}\n`);
    expect((await runHere(['--check', '--sites', first, '-o', output], {})).code).toBe(6);
    await writeFile(output, `${await readFile(output, 'utf8')}{"asked":"${forbidding.url}","exi`);
    const before = [well.site.log.length, refusing.site.log.length];

    const args = ['--check', '--sites', list, '-o', output, '--resume'];
    const { code, stderr } = await runHere(args, {});
    expect(code, stderr).toBe(3);
    expect([well.site.log.length, refusing.site.log.length]).toEqual(before);
    const lines = linesOf(await readFile(output, 'utf8'));
    expect(lines.map(({ asked }) => asked).sort()).toEqual(
      [well.url, refusing.url, forbidding.url, DOWN].sort(),
    );
    expect(stderr).toContain('2 of them are from an earlier run');
    // What was found then is told again, from the line that stands in the file.
    const row = (site: string) => stderr.split('\n').find((each) => each.includes(` ${site} `));
    expect(row(well.url)).toMatch(/OK, earlier$/);
    expect(row(refusing.url)).toContain('401 rest_');
    expect(stderr).not.toContain('see the report');
  });

  test('are not called OK by a diagnosis that found something, though its exit code is 0', async ({
    make,
    folder,
  }) => {
    const well = await make();
    const refusing = await make({ rules: [{ when: 'guard', at: 'anonymous-rest' }] });
    const gated = await make({ gate: { user: 'staging', password: 'secret', realm: 'Staging' } });
    const list = join(await folder(), 'sites.txt');
    await writeFile(list, `${well.url}\n${refusing.url}\n${gated.url}\n`);
    const { code, stderr } = await runHere(['--diagnose', '--sites', list], {});
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/3 sites: 1 OK, 2 not OK\.\n$/);
    expect(stderr).toContain('The server asks for a password');
  });

  test('keep the lines that are written when the run is stopped, with exit 130', async ({
    make,
    folder,
    cli,
  }) => {
    const place = await folder();
    const { well, refusing, forbidding, list } = await fourSites(make, place);
    const output = join(place, 'reports.ndjson');
    const args = ['--check', '--sites', list, '-o', output, '--parallel', '1'];
    const child = spawn(process.execPath, [cli, ...args], { stdio: 'ignore' });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    // The third site is asked: two reports are there.
    forbidding.site.on('request', () => child.kill('SIGINT'));
    expect(await ended).toBe(130);
    const told = linesOf(await readFile(output, 'utf8'));
    expect(told.map(({ asked }) => asked)).toEqual([well.url, refusing.url]);
    const counted = well.site.log.length;
    const again = await runHere([...args, '--resume'], {});
    expect(again.code).toBe(3);
    expect(well.site.log.length).toBe(counted);
    expect(forbidding.site.log.length).toBeGreaterThan(0);
  });

  test('are asked again with --resume only where they are missing after a kill', async ({
    make,
    folder,
    cli,
  }) => {
    const place = await folder();
    const { well, refusing, forbidding, list } = await fourSites(make, place);
    const output = join(place, 'reports.ndjson');
    const args = ['--check', '--sites', list, '-o', output, '--parallel', '1'];
    const child = spawn(process.execPath, [cli, ...args], { stdio: 'ignore' });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    // The third site is asked: two reports are there.
    forbidding.site.on('request', () => child.kill('SIGKILL'));
    expect(await ended).toBeNull();
    const before = [well.site.log.length, refusing.site.log.length];
    const again = await runHere([...args, '--resume'], {});
    expect(again.code, again.stderr).toBe(3);
    expect([well.site.log.length, refusing.site.log.length]).toEqual(before);
    const codes = linesOf(await readFile(output, 'utf8')).map(({ asked, exitCode }) => [
      asked,
      exitCode,
    ]);
    const all = { [well.url]: 0, [refusing.url]: 6, [forbidding.url]: 6, [DOWN]: 3 };
    expect(Object.fromEntries(codes)).toEqual(all);
    expect(codes).toHaveLength(4);
    expect(again.stderr).toMatch(/4 sites: 1 OK, 3 not OK/);
  });

  test('have their users in a CSV, and their passwords from a program', async ({
    make,
    folder,
  }) => {
    const place = await folder();
    const one = await make();
    const other = await make();
    const list = join(place, 'sites.csv');
    await writeFile(list, `site,user\n${one.url},admin\n"${other.url}",\n`);
    const script = join(place, 'print.mjs');
    await writeFile(
      script,
      `console.log(${JSON.stringify(PASSWORD)} + '\\nlogin: ' + process.argv[2]);`,
    );
    const command = `"${process.execPath}" "${script}" {host}`;
    const { code, stdout, stderr } = await runHere(
      ['--check', '--sites', list, '--password-command', command],
      { PATH: process.env.PATH },
    );
    expect(
      linesOf(stdout)
        .map(({ exitCode }) => exitCode)
        .sort(),
      stderr,
    ).toEqual([0, 2]);
    expect(code).toBe(2);
    expect(
      one.site.log.filter(({ method, area }) => method === 'POST' && area === 'login'),
    ).toHaveLength(1);
    expect(stdout + stderr).not.toContain(PASSWORD);
  });

  test('get no password from the environment, which would send one to all of them', async ({
    make,
    folder,
  }) => {
    const { well, list } = await fourSites(make, await folder());
    const { code, stderr } = await runHere(['--check', '--sites', list], BOTH);
    expect(code).toBe(2);
    expect(stderr).toContain('would go to every site');
    expect(well.site.log).toEqual([]);
  });

  test('are asked without the one whose address holds a password, which is not repeated', async ({
    make,
    folder,
  }) => {
    const place = await folder();
    const { well } = await fourSites(make, place);
    const list = join(place, 'mixed.txt');
    await writeFile(list, `https://me:s3cret-Word@example.com\n${well.url}\n`);
    const { stdout, stderr } = await runHere(['--check', '--sites', list], {});
    expect(
      linesOf(stdout)
        .map(({ exitCode }) => exitCode)
        .sort(),
    ).toEqual([0, 2]);
    expect(stdout + stderr).not.toContain('s3cret-Word');
  });
});
