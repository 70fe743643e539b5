import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createNames, hostsPathOf, readHostsFile } from '../../src/system/dns.ts';
import { nameServer } from './name-server.ts';

const ZONE = {
  'example.org NS': ['ns1.example.org'],
  'ns1.example.org A': ['127.0.0.1'],
  'shop.example.org A': ['192.0.2.9', '192.0.2.10'],
  'shop.example.org AAAA': ['2001:db8:0:0:0:0:0:9'],
  'www.example.org CNAME': ['edge.cdn.example'],
  'cdn.example NS': ['ns1.example.org'],
  'edge.cdn.example A': ['198.51.100.7'],
  'loop.example.org CNAME': ['loop.example.org'],
};

async function zone(options = {}) {
  const { server, port, asked } = await nameServer(ZONE, options);
  const names = createNames({ hostsPath: '/nowhere', servers: [server], port, timeoutMs: 300 });
  return { names, asked };
}

describe("the zone's own name servers", () => {
  it('are found above the name, and asked', async () => {
    const { names, asked } = await zone();
    const found = await names.authoritative('shop.example.org');
    expect(found).toEqual(['192.0.2.9', '192.0.2.10', '2001:db8::9']);
    expect(asked).toContain('shop.example.org NS');
    expect(asked).not.toContain('org NS');
  });

  it.each([
    ['an alias in another zone', 'www.example.org', ['198.51.100.7']],
    ['a name that does not exist', 'gone.example.org', []],
    ['aliases that lead nowhere', 'loop.example.org', null],
    ['a zone that nobody serves', 'shop.nowhere.invalid', null],
    ['an address', '192.0.2.1', null],
  ])('give for %s (%s) the addresses %j', async (_, host, expected) => {
    const { names } = await zone();
    expect(await names.authoritative(host)).toEqual(expected);
  });

  it('are given up in time where they do not answer', async () => {
    const { names } = await zone({ mute: true });
    expect(await names.authoritative('shop.example.org')).toBeNull();
  });

  it('are not asked after a cancel', async () => {
    const { names, asked } = await zone();
    expect(await names.authoritative('shop.example.org', AbortSignal.abort())).toBeNull();
    expect(asked).toEqual([]);
  });
});

describe("the system's own answer", () => {
  it('has each address once', async () => {
    const lookup = async () => [{ address: '::1' }, { address: '127.0.0.1' }, { address: '::1' }];
    const names = createNames({ hostsPath: '/nowhere', lookup });
    expect(await names.lookup('localhost')).toEqual(['::1', '127.0.0.1']);
  });

  it('has addresses for this machine', async () => {
    const found = await createNames({ hostsPath: '/nowhere' }).lookup('localhost');
    expect(found.some((address) => ['127.0.0.1', '::1'].includes(address))).toBe(true);
  });

  it.each([
    [
      'says why there is none',
      () => Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' })),
      'ENOTFOUND',
    ],
    ['is given up in time', () => new Promise<never>(() => {}), 'ETIMEOUT'],
  ])('%s', async (_, lookup, code) => {
    const names = createNames({ hostsPath: '/nowhere', lookup, timeoutMs: 50 });
    await expect(names.lookup('shop.example.org')).rejects.toMatchObject({ code });
  });
});

describe('the hosts file', () => {
  it('is read as it is written on every system', () => {
    const text =
      '\ufeff# Copyright\r\n127.0.0.1\tlocalhost\r\n 192.0.2.5  Shop.example.org www.shop.example.org # old\r\n::1 ip6\nfe80::1%lo0 link\nnonsense here\n192.0.2.7\n';
    expect(readHostsFile(text)).toEqual([
      { address: '127.0.0.1', names: ['localhost'] },
      { address: '192.0.2.5', names: ['shop.example.org', 'www.shop.example.org'] },
      { address: '::1', names: ['ip6'] },
      { address: 'fe80::1%lo0', names: ['link'] },
    ]);
  });

  it('is read from its path, and may be missing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'wp-bisect-names-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const hostsPath = join(folder, 'hosts');
    await writeFile(hostsPath, '192.0.2.5 shop.example.org\n');
    const read = (path: string) => createNames({ hostsPath: path }).hostsFile();
    expect(await read(hostsPath)).toEqual([{ address: '192.0.2.5', names: ['shop.example.org'] }]);
    expect(await read(`${hostsPath}-missing`)).toEqual([]);
  });

  it('has its place on each system', () => {
    expect(hostsPathOf('win32', 'D:\\Win')).toBe('D:\\Win\\System32\\drivers\\etc\\hosts');
    expect(hostsPathOf('win32')).toBe('C:\\Windows\\System32\\drivers\\etc\\hosts');
    for (const platform of ['darwin', 'linux', 'freebsd'] as const) {
      expect(hostsPathOf(platform, 'D:\\Win')).toBe('/etc/hosts');
    }
  });

  it('is read at the place of the machine that runs the program', () => {
    const here = process.platform === 'win32' ? /\\etc\\hosts$/ : /^\/etc\/hosts$/;
    expect(hostsPathOf(process.platform, process.env.SystemRoot)).toMatch(here);
  });
});
