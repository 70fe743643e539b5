import { readFile } from 'node:fs/promises';
import { serve } from './serve.ts';
import { createSite } from './site.ts';
import { DEFAULT_USER } from './state.ts';
import type { LogEntry, SimulatedSite, SiteOptions } from './types.ts';

/**
 * Serves a simulated site by hand until Ctrl-C:
 *   tsx mocks/simulated/main.ts '{"plugins":["shop","guard"],"rules":[{"when":"guard","at":"anonymous-rest"}]}'
 *   tsx mocks/simulated/main.ts site.json --port 8080 --https
 */
async function main(argv: readonly string[]): Promise<void> {
  const flag = (name: string) => argv.includes(name);
  const value = (name: string) => (flag(name) ? argv[argv.indexOf(name) + 1] : undefined);
  const port = Number(value('--port') ?? 0);
  const given =
    argv.find((word, at) => !word.startsWith('--') && argv[at - 1] !== '--port') ?? '{}';
  const json = given.trimStart().startsWith('{') ? given : await readFile(given, 'utf8');
  const site = createSite(JSON.parse(json) as SiteOptions);
  const served = await serve(site, { port, https: flag('--https') });

  console.log(served.url);
  const user = site.options.users?.[0] ?? DEFAULT_USER;
  console.log(`user ${user.login}, password ${user.password}, application passwords:`);
  console.log(user.applicationPasswords?.join(', ') || 'none');
  site.on('toggle', ({ plugin, active, by }) => {
    console.log(`${active ? 'on ' : 'off'} ${plugin} (${by})`);
  });
  site.on('answer', (seen, answer) => {
    console.log(`${answer.status} ${seen.request.method} ${seen.path}`);
  });
  process.once('SIGINT', () => {
    void served.close().then(() => console.log(summary(site)));
  });
}

function summary(site: SimulatedSite): string {
  const refused = site.log.filter(({ status }: LogEntry) => status === 401).length;
  return `${JSON.stringify(site.counters)} ${refused} answers were 401`;
}

await main(process.argv.slice(2));
