// The recipe of docs/many-sites.md with GNU parallel, as a shell runs it: codes, an interruption, no secret.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, expect } from 'vitest';
import { ADMIN, type ServedSite, test } from './served-site.ts';

const DOWN = 'http://127.0.0.1:1/';
const hasParallel = /^GNU parallel/.test(
  spawnSync('parallel', ['--version'], { encoding: 'utf8' }).stdout ?? '',
);
const [, HERE = '', ELSEWHERE = ''] =
  /```sh\n(parallel [\s\S]*?checks\.json)\n(parallel [\s\S]*?checks\.json)\n```/.exec(
    await readFile('docs/many-sites.md', 'utf8'),
  ) ?? [];

/** A folder with `sites.txt`, and a shell whose `wp-bisect` is the built program. */
async function workplace(place: string, cli: string, sites: readonly string[]) {
  const bin = join(place, 'bin');
  await mkdir(bin);
  const program = join(bin, 'wp-bisect');
  await writeFile(program, `#!/bin/sh\nexec "${process.execPath}" "${cli}" "$@"\n`);
  await chmod(program, 0o755);
  await writeFile(join(place, 'sites.txt'), `${sites.join('\n')}\n`);
  const env = {
    PATH: `${bin}${delimiter}${process.env.PATH}`,
    HOME: place,
    WP_BISECT_HOME: join(place, 'home'),
  };
  return {
    /** Runs a command to its end; `started` may interrupt it. */
    async shell(command: string, started?: (child: ChildProcess) => void): Promise<number | null> {
      // A group of its own: what is killed is killed with everything that it started.
      const child = spawn('sh', ['-c', command], {
        ...{ cwd: place, env, detached: true },
        stdio: 'ignore',
      });
      started?.(child);
      return new Promise((ended) => child.on('close', ended));
    },
    /** Exit codes by site, as `checks.log` has them. */
    async codes(): Promise<Readonly<Record<string, number>>> {
      const [, ...rows] = (await log()).trimEnd().split('\n');
      return Object.fromEntries(
        rows.map((row) => {
          const columns = row.split('\t');
          return [/wp-bisect '?([^'\s]+)/.exec(columns[8] ?? '')?.[1] ?? row, Number(columns[6])];
        }),
      );
    },
    /** The sites of the reports in `checks.json`, one JSON object after the other. */
    async reports(): Promise<string[]> {
      const text = await readFile(join(place, 'checks.json'), 'utf8');
      return text.split(/^(?=\{)/m).map((report) => JSON.parse(report).site);
    },
    log,
  };
  function log(): Promise<string> {
    return readFile(join(place, 'checks.log'), 'utf8');
  }
}

async function fourSites(make: (site?: object) => Promise<ServedSite>) {
  const rule = { when: 'guard', at: 'anonymous-rest' } as const;
  const well = await make();
  const refusing = await make({ rules: [rule] });
  const forbidding = await make({ rules: [{ ...rule, answer: { status: 403 } }] });
  const sites = [well.url, refusing.url, forbidding.url, DOWN];
  const codes = { [well.url]: 0, [refusing.url]: 6, [forbidding.url]: 6, [DOWN]: 3 };
  return { well, refusing, forbidding, sites, codes };
}

describe.skipIf(!hasParallel)('the recipe with GNU parallel (needs the program parallel)', () => {
  test('gives each site its exit code and its report', async ({ make, folder, cli }) => {
    const place = await folder();
    const { sites, codes } = await fourSites(make);
    const { shell, ...work } = await workplace(place, cli, sites);
    // Parallel's own code is the number of jobs that did not end with 0.
    expect(await shell(HERE)).toBe(3);
    expect(await work.codes()).toEqual(codes);
    expect((await work.reports()).sort()).toEqual([...sites].sort());
  });

  test('asks only the missing two with --resume after a kill', async ({ make, folder, cli }) => {
    const place = await folder();
    const { well, refusing, forbidding, sites, codes } = await fourSites(make);
    const { shell, ...work } = await workplace(place, cli, sites);
    const oneByOne = HERE.replace(/--jobs \d+/, '--jobs 1');
    const ended = await shell(oneByOne, ({ pid = 0 }) => {
      const stop = forbidding.site.on('request', () => {
        stop();
        process.kill(-pid, 'SIGKILL');
      });
    });
    expect(ended).toBeNull();
    expect(Object.keys(await work.codes())).toEqual([well.url, refusing.url]);
    const before = [well.site.log.length, refusing.site.log.length];
    await shell(HERE);
    expect(await work.codes()).toEqual(codes);
    expect([well.site.log.length, refusing.site.log.length]).toEqual(before);
    expect((await work.reports()).sort()).toEqual([...sites].sort());
  });

  test('shows no password, neither in the list of processes nor in the log', async ({
    make,
    folder,
    cli,
  }) => {
    const place = await folder();
    // The list shows every process of this machine: other tests know the usual password.
    const password = `only-here-${randomUUID()}`;
    const site = await make({ users: [{ ...ADMIN, password }] });
    const { shell, log } = await workplace(place, cli, [site.url]);
    const script = join(place, 'print.mjs');
    await writeFile(script, `console.log(${JSON.stringify(password)});`);
    // A shell reads it twice: this one, and the one that parallel starts.
    const options = `--user admin --password-command '"${process.execPath} ${script} {host}"'`;
    const seen: string[] = [];
    site.site.on('request', () => {
      seen.push(spawnSync('ps', ['axwwe'], { encoding: 'utf8' }).stdout);
    });
    await shell(HERE.replace('{} --check', `{} --check ${options}`));
    expect(await log()).toContain('--password-command');
    const signedIn = site.site.log.some(
      ({ method, area }) => method === 'POST' && area === 'login',
    );
    expect(signedIn, await log()).toBe(true);
    expect(seen.join('')).toContain('wp-bisect');
    expect(seen.join('') + (await log())).not.toContain(password);
  });

  test('works over ssh: here on this machine, called by its name', async ({
    make,
    folder,
    cli,
  }) => {
    const place = await folder();
    const { sites, codes } = await fourSites(make);
    const { shell, ...work } = await workplace(place, cli, sites);
    await shell(ELSEWHERE.replace('web1,web2', ':'));
    expect(await work.codes()).toEqual(codes);
  });
});
