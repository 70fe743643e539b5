import { parseArgs } from 'node:util';
import { costTable } from '../../src/search/costs.ts';
import { PRICES } from '../../src/search/index.ts';
import { randomFrom } from '../search/imagined-site.ts';
import { ours, type Plan, type Row, summarise, theirs } from './measure.ts';
import { healthCheck, linear, pluginDebug, pluginDetective, vsCode } from './peers/one-culprit.ts';
import { ddmin, imcs, quickXplain, rimbisect } from './peers/sets.ts';
import { CORE_SHAPES, MORE_SHAPES, OWN_SHAPES, type Shape } from './sites.ts';
import { knownOffender, nextSetTime } from './special.ts';
import { isHidden, renderTable } from './table.ts';

const USAGE = `npm run bench -- [options]

  --n LIST          plugins on the site, e.g. 30 or 10,30,60 (default 10,30,60,100,200)
  --placements N    random placements per shape and size (default 1000)
  --seed N          repeats a run exactly (default 401)
  --shapes TEXT     only shapes whose name contains TEXT
  --full            every shape at every size, not only at 30
  --json            one JSON object on stdout instead of the table
`;

const { values } = parseArgs({
  options: {
    n: { type: 'string', default: '10,30,60,100,200' },
    placements: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '401' },
    shapes: { type: 'string', default: '' },
    full: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const plans: readonly Plan[] = [
  ours('isolated', 'full'),
  ours('admin', 'full'),
  ours('rest', 'full'),
  ours('isolated', 'reversal'),
  ours('admin', 'reversal'),
  ours('rest', 'reversal'),
  ...[
    rimbisect,
    imcs,
    quickXplain,
    ddmin,
    vsCode,
    pluginDetective,
    pluginDebug,
    healthCheck,
    linear,
  ].map(theirs),
];

if (values.help) process.stdout.write(USAGE);
else bench();

function bench(): void {
  const seed = Number(values.seed);
  const placements = Number(values.placements);
  const sizes = values.n.split(',').map(Number);
  if (![seed, placements, ...sizes].every((value) => Number.isInteger(value) && value > 0)) {
    process.stderr.write(`Numbers are expected.\n\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  const start = performance.now();
  const rows: Row[] = [];
  for (const size of sizes)
    for (const shape of shapesFor(size, sizes)) {
      process.stderr.write(`n = ${size}, ${shape.name}\n`);
      for (const plan of plans)
        if (plan.isOurs || shape.isPlain) rows.push(measure(plan, shape, size, placements, seed));
    }
  const report = {
    seed,
    placements,
    seconds: Math.round((performance.now() - start) / 1000),
    rows,
    oneWithProofBound: sizes.map((size) => ({
      size,
      probes: 1 + costTable(PRICES.isolated, size, 0.12).whenOn.cost(size),
    })),
    knownOffender: sizes.map((size) => knownOffender(size)),
    nextSet: nextSetTime(500),
  };
  process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : renderTable(report));
  if (rows.some((row) => row.proof === 'full' && row.exactRate < 0.99 && !isHidden(row)))
    process.exitCode = 1;
}

/** Everything at 30 plugins, where the targets are; elsewhere the three basic shapes. */
function shapesFor(size: number, sizes: readonly number[]): readonly Shape[] {
  const isEverything = values.full || size === 30 || sizes.length === 1;
  const shapes = isEverything ? [...CORE_SHAPES, ...MORE_SHAPES, ...OWN_SHAPES] : CORE_SHAPES;
  return shapes.filter((shape) => shape.name.includes(values.shapes));
}

/** Every plan sees the same placements: the seed depends on the shape and the size only. */
function measure(plan: Plan, shape: Shape, size: number, placements: number, seed: number): Row {
  const placing = randomFrom(seed * 1000 + size);
  const playing = randomFrom(seed + 1);
  const costs = Array.from({ length: placements }, () =>
    plan.run(shape.place(size, placing), shape, playing),
  );
  return summarise(plan, shape, size, costs);
}
