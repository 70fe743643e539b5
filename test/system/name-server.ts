/** A name server on loopback that knows a few records (RFC 1035, 4), for tests. */

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

const TYPES = { A: 1, NS: 2, CNAME: 5, AAAA: 28 } as const;

/** Records by `name TYPE`. */
type Zone = Readonly<Record<string, readonly string[]>>;

/** Serves these records until the test is over; a name without records does not exist. `mute`: never answers. */
export async function nameServer(zone: Zone, options: { readonly mute?: boolean } = {}) {
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => {
    const { name, type, end } = questionOf(query);
    asked.push(`${name} ${type}`);
    if (options.mute) return;
    const answers = zone[`${name} ${type}`] ?? [];
    const exists = Object.keys(zone).some((key) => key.startsWith(`${name} `));
    const header = Buffer.alloc(12);
    query.copy(header, 0, 0, 2);
    // A response, authoritative; 3: no such name.
    header.writeUInt16BE(0x8500 | (exists ? 0 : 3), 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(answers.length, 6);
    const records = answers.map((data) => recordOf(type, data));
    const answer = Buffer.concat([header, query.subarray(12, end), ...records]);
    socket.send(answer, from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  const { port } = socket.address() as AddressInfo;
  return { server: `127.0.0.1:${port}`, port, asked };
}

function questionOf(query: Buffer) {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at]!; length > 0; length = query[at]!) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const code = query.readUInt16BE(at + 1);
  const type = Object.entries(TYPES).find(([, value]) => value === code)?.[0] ?? 'OTHER';
  return { name: labels.join('.'), type, end: at + 5 };
}

function recordOf(type: string, data: string): Buffer {
  const rdata = type === 'A' ? Buffer.from(data.split('.').map(Number)) : dataOf(type, data);
  const head = Buffer.alloc(12);
  // The name is the question's.
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(TYPES[type as keyof typeof TYPES], 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(60, 6);
  head.writeUInt16BE(rdata.length, 10);
  return Buffer.concat([head, rdata]);
}

function dataOf(type: string, data: string): Buffer {
  if (type === 'AAAA') {
    return Buffer.from(
      data
        .split(':')
        .map((group) => group.padStart(4, '0'))
        .join(''),
      'hex',
    );
  }
  const labels = data.split('.').map((label) => {
    return Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]);
  });
  return Buffer.concat([...labels, Buffer.from([0])]);
}
