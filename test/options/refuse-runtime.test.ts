import { describe, expect, it } from 'vitest';
import { isProblem } from '../../src/model/errors.ts';
import { refuseOnOtherRuntime } from '../../src/options/refuse-runtime.ts';
import { otherRuntime } from '../../src/system/this-process.ts';
import { en } from '../language/english.ts';

type Given = Parameters<typeof refuseOnOtherRuntime>;

function said(options: Given[1], runtime?: Given[2]): string | null {
  try {
    refuseOnOtherRuntime(en, options, runtime);
    return null;
  } catch (error) {
    if (isProblem(error, 'bad-option')) return error.facts.message;
    throw error;
  }
}

const PLAIN = { caFile: null, insecure: false };

describe('Bun and Deno, which decide about certificates by themselves', () => {
  it('are recognised', () => {
    expect(otherRuntime({})).toBeNull();
    expect(otherRuntime({ Bun: {} })).toBe('Bun');
    expect(otherRuntime({ Deno: {} })).toBe('Deno');
    expect(otherRuntime()).toBeNull();
  });

  it.each(['Bun', 'Deno'] as const)(
    'run under %s whatever needs no certificate flag',
    (runtime) => {
      expect(said(PLAIN, runtime)).toBeNull();
    },
  );

  it.each([
    ['Bun', 'NODE_EXTRA_CA_CERTS'],
    ['Deno', 'DENO_CERT'],
  ] as const)('refuse --ca-file under %s, and name %s instead', (runtime, variable) => {
    const refused = said({ ...PLAIN, caFile: 'ca.pem' }, runtime);
    expect(refused).toContain(`--ca-file has no effect on ${runtime}`);
    expect(refused).toContain(variable);
    expect(said({ ...PLAIN, insecure: true }, runtime)).toContain('Node.js 20.19');
  });

  it('are refused alone: Node accepts both flags', () => {
    expect(said({ caFile: 'ca.pem', insecure: false }, null)).toBeNull();
    expect(said({ caFile: null, insecure: true }, null)).toBeNull();
  });
});
