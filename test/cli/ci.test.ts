// The steps of action.yml and of the GitLab template, as their runners start them.
import { spawn } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, expect } from 'vitest';
import { PASSWORD, test } from './served-site.ts';

type Step = { readonly code: number | null; readonly said: string };

/** The script below `key`, without its indentation. */
function scriptIn(yaml: string, key: RegExp): string {
  const [, indent = '', body = ''] = key.exec(yaml) ?? [];
  return body.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
}

/** Runs a script as a runner does, with an `npx` that starts the built program. */
async function run(
  shell: readonly [string, ...string[]],
  script: string,
  { cli, place, env }: { cli: string; place: string; env: Readonly<Record<string, string>> },
): Promise<Step> {
  const bin = join(place, 'bin');
  await mkdir(bin, { recursive: true });
  await writeFile(
    join(bin, 'npx'),
    `#!/bin/sh\n[ "$1" = --yes ] || exit 99\nshift 2\nexec "${process.execPath}" "${cli}" "$@"\n`,
  );
  await chmod(join(bin, 'npx'), 0o755);
  await writeFile(join(place, 'step.sh'), script);
  const [program, ...args] = shell;
  const child = spawn(program, [...args, 'step.sh'], {
    cwd: place,
    env: {
      PATH: `${bin}${delimiter}${process.env.PATH}`,
      WP_BISECT_HOME: join(place, 'home'),
      ...env,
    },
  });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  return new Promise((ended) => child.on('close', (code) => ended({ code, said })));
}

const ILL = { rules: [{ when: 'guard', at: 'anonymous-rest' }] } as const;

describe.skipIf(process.platform === 'win32')('the GitHub action', async () => {
  const action = await readFile('action.yml', 'utf8');
  const script = scriptIn(action, / {6}run: \|\n( {8})([\s\S]*?)\n(?=\n {4}- )/).replace(/^/, '');
  const bash = ['bash', '--noprofile', '--norc', '-eo', 'pipefail'] as const;

  async function step(cli: string, place: string, env: Readonly<Record<string, string>>) {
    const given = {
      MODE: 'check',
      PACKAGE: 'wp-bisect',
      REPORT: 'report.json',
      FAIL: 'true',
      SITE: '',
      SITES: '',
      WP_BISECT_USER: '',
      WP_BISECT_PASSWORD: '',
      WP_BISECT_APP_PASSWORD: '',
    };
    const files = {
      GITHUB_STEP_SUMMARY: join(place, 'summary.md'),
      GITHUB_OUTPUT: join(place, 'output'),
    };
    const ran = await run(bash, script, { cli, place, env: { ...given, ...files, ...env } });
    const read = (path: string) => readFile(join(place, path), 'utf8').catch(() => '');
    return {
      ...ran,
      summary: await read('summary.md'),
      output: await read('output'),
      report: await read('report.json'),
    };
  }

  test('passes on a healthy site, with summary and report', async ({ make, cli, folder }) => {
    const { url } = await make();
    const { code, said, summary, output, report } = await step(cli, await folder(), { SITE: url });
    expect(code, said).toBe(0);
    expect(summary).toContain('Nothing that wp-bisect tried is wrongly refused');
    expect(output).toBe('exit-code=0\n');
    expect(JSON.parse(report)).toMatchObject({ health: 'well' });
  });

  test('fails with 6 where a request is refused, unless it is told not to fail', async ({
    make,
    cli,
    folder,
  }) => {
    const { url } = await make(ILL);
    const red = await step(cli, await folder(), { SITE: url });
    expect({ code: red.code, output: red.output }, red.said).toEqual({
      code: 6,
      output: 'exit-code=6\n',
    });
    const green = await step(cli, await folder(), { SITE: url, FAIL: 'false' });
    expect({ code: green.code, output: green.output }).toEqual({
      code: 0,
      output: 'exit-code=6\n',
    });
  });

  test('finds the plugin, and shows no password', async ({ make, cli, folder }) => {
    const { url } = await make(ILL);
    const env = {
      SITE: url,
      MODE: 'bisect',
      WP_BISECT_USER: 'admin',
      WP_BISECT_PASSWORD: PASSWORD,
    };
    const { code, said, summary, report } = await step(cli, await folder(), env);
    expect(code, said).toBe(0);
    expect(summary).toContain('guard');
    expect(JSON.parse(report)).toMatchObject({ outcome: 'culprit-found', restored: true });
    expect(said + summary + report).not.toContain(PASSWORD);
  });

  test('checks every site of a list', async ({ make, cli, folder }) => {
    const place = await folder();
    const [one, other] = [await make(), await make(ILL)];
    await writeFile(join(place, 'sites.txt'), `${one.url}\n${other.url}\n`);
    const { code, said, summary, report } = await step(cli, place, { SITES: 'sites.txt' });
    expect(code, said).toBe(6);
    expect(summary).toContain('2 sites: 1 OK, 1 not OK');
    expect(report.trimEnd().split('\n')).toHaveLength(2);
  });

  test('passes its inputs on as data, never as code or flags', async ({ cli, folder }) => {
    const place = await folder();
    const { code } = await step(cli, place, { SITE: '$(touch owned); `touch owned`' });
    expect(code).not.toBe(0);
    // A name of no site, not a flag.
    expect((await step(cli, place, { SITE: '--bisect' })).code).toBe(3);
    expect((await step(cli, place, { SITE: 'x', MODE: 'restore; touch owned' })).code).toBe(2);
    await expect(readFile(join(place, 'owned'))).rejects.toThrow();
  });
});

describe.skipIf(process.platform === 'win32')('the GitLab template', async () => {
  const template = await readFile('ci/gitlab.yml', 'utf8');
  const script = scriptIn(template, / {2}script:\n( {4}- )(.*)\n/);

  test('ends with the exit code of the check, and leaves the report', async ({
    make,
    cli,
    folder,
  }) => {
    for (const [site, expected] of [
      [{}, 0],
      [ILL, 6],
    ] as const) {
      const place = await folder();
      const { url } = await make(site);
      const env = { SITE: url, MODE: 'check', PACKAGE: 'wp-bisect' };
      const { code, said } = await run(['sh', '-e'], script, { cli, place, env });
      expect(code, said).toBe(expected);
      const report = await readFile(join(place, 'wp-bisect-report.json'), 'utf8');
      expect(JSON.parse(report)).toMatchObject({ health: expected === 0 ? 'well' : 'refusing' });
    }
  });
});
