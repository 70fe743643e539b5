import { parseArgs } from 'node:util';
import { ADMIN } from './accounts.ts';
import { startWordPress } from './start.ts';

const usage = `tsx mocks/embedded/main.ts [--plugins a/a,b/b] [--active a/a] [--mount DIR]... [--mu a,b] [--theme NAME]
                           [--permalinks pretty|plain] [--port N] [--latency MS]
Boots a real WordPress for use by hand, until Ctrl-C.`;

const list = (value: string | undefined) => value?.split(',').filter(Boolean);

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      plugins: { type: 'string' },
      active: { type: 'string' },
      mount: { type: 'string', multiple: true },
      mu: { type: 'string' },
      theme: { type: 'string' },
      permalinks: { type: 'string' },
      port: { type: 'string' },
      latency: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return console.log(usage);
  const site = await startWordPress({
    plugins: list(values.plugins) ?? [],
    active: list(values.active),
    mount: values.mount,
    muPlugins: list(values.mu),
    theme: values.theme,
    permalinks: values.permalinks === 'plain' ? 'plain' : 'pretty',
    port: values.port ? Number(values.port) : undefined,
    latencyMs: values.latency ? Number(values.latency) : undefined,
    onProgress: (line) => console.error(line),
  });
  const applicationPassword = await site.createApplicationPassword();
  console.log(`Site                  ${site.url}`);
  console.log(`User                  ${ADMIN.user}`);
  console.log(`Password              ${ADMIN.password}`);
  console.log(`Application password  ${applicationPassword}`);
  console.log(`Active plugins        ${(await site.activePlugins()).join(', ') || 'none'}`);
  console.log('Ctrl-C ends it and deletes it.');
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => void site.stop());
  }
  const reason = await site.exited;
  if (reason !== 'stopped') {
    console.error(`The embedded WordPress died: ${reason}`);
    process.exitCode = 1;
  }
};

await main();
