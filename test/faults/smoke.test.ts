import { test } from 'vitest';
import { play } from './play.ts';
import { scenarioOf } from './scenario.ts';

test('smoke', async () => {
  const t0 = performance.now();
  let shown = 0;
  const n = Number(process.env.N ?? 300),
    s = Number(process.env.S ?? 1);
  const codes = new Map<unknown, number>();
  for (let seed = s; seed < s + n; seed++) {
    const played = await play(scenarioOf(seed));
    const k = `${played.ended} ${played.restored}`;
    codes.set(k, (codes.get(k) ?? 0) + 1);
    if (played.lost.length + played.wrong.length > 0) {
      console.log(seed, played.ended, [...played.lost, ...played.wrong].join(' | ').slice(0, 600));
      if (shown++ < Number(process.env.SHOW ?? 0)) console.log(played.transcript());
    }
  }
  console.log(codes, (performance.now() - t0) / n);
}, 600000);
