import type { Row } from './measure.ts';
import type { KnownOffender, NextSetTime } from './special.ts';

/** Everything one bench run measured. */
export type Report = {
  readonly seed: number;
  readonly placements: number;
  readonly seconds: number;
  readonly rows: readonly Row[];
  /** The fewest probes on average for one culprit with both proofs and the first reading. */
  readonly oneWithProofBound: readonly { readonly size: number; readonly probes: number }[];
  readonly knownOffender: readonly KnownOffender[];
  readonly nextSet: NextSetTime;
};

const COLUMNS = [
  '',
  'exact',
  'probes',
  'p95',
  'states',
  'toggles',
  'plugins off',
  'depth',
  'forecast',
] as const;

/** The report as text for a terminal. */
export function renderTable(report: Report): string {
  const groups = new Map<string, Row[]>();
  for (const row of report.rows) {
    const key = `${row.size}|${row.shape}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const blocks = [...groups.values()].map(block);
  return `${[...blocks, targets(report), notes(report)].join('\n\n')}\n`;
}

function block(rows: readonly Row[]): string {
  const [first] = rows as [Row];
  const bounds = [
    first.boundProbes === null ? '' : `${first.boundProbes.toFixed(1)} bits`,
    first.boundToggles === null ? '' : `at least ${first.boundToggles} toggles in a full proof`,
  ].filter(Boolean);
  const lines = rows.map((row) => [
    row.plan,
    percent(row.exactRate),
    row.probes.toFixed(1),
    String(row.probesP95),
    row.states.toFixed(1),
    row.toggles.toFixed(1),
    row.off.toFixed(0),
    row.depth.toFixed(1),
    row.honest === null ? '' : percent(row.honest),
  ]);
  const title = `n = ${first.size}, ${first.shape}${bounds.length > 0 ? ` (${bounds.join(', ')})` : ''}`;
  return [title, ...grid([[...COLUMNS], ...lines])].join('\n');
}

/** A culprit and a cure that went off in the same steps: no look between tells them apart. */
export const isHidden = (row: Row): boolean =>
  row.shape.includes('cure') && row.plan.includes('rest');

/** The figures that were promised for thirty plugins, beside what was measured. */
function targets({ rows, knownOffender, oneWithProofBound }: Report): string {
  const at30 = (shape: string, plan: string) =>
    rows.find((row) => row.size === 30 && row.shape === shape && row.plan === `wp-bisect, ${plan}`);
  const figure = (shape: string, plan: string, of: 'probes' | 'toggles' | 'off') =>
    at30(shape, plan)?.[of].toFixed(of === 'probes' ? 2 : 1) ?? '-';
  const ours30 = rows.filter((row) => row.size === 30 && row.isOurs);
  const worst = (wanted: (row: Row) => boolean) => {
    const rates = ours30.filter(wanted).map((row) => row.exactRate);
    return rates.length > 0 ? percent(Math.min(...rates)) : '-';
  };
  const isFlaky = (row: Row) => row.shape.includes('50 %');
  const isFull = (row: Row) => row.proof === 'full';
  const bound = oneWithProofBound.find(({ size }) => size === 30)?.probes.toFixed(2);
  const known = knownOffender.find(({ size }) => size === 30);
  return [
    'n = 30, proof included',
    ...grid([
      ['', 'wanted', 'measured', 'bound'],
      ['one, probes', '<= 7.5', figure('one', 'isolated, full', 'probes'), bound ?? '-'],
      [
        'two independent, probes',
        '<= 14.0',
        figure('two independent', 'isolated, full', 'probes'),
        '8.8 bits + proofs',
      ],
      [
        'a pair, probes',
        '<= 13.5',
        figure('a pair', 'isolated, full', 'probes'),
        '8.8 bits + proofs',
      ],
      ['one, toggles, rest, reversal', '<= 45', figure('one', 'rest, reversal', 'toggles'), '31'],
      ['one, toggles, rest, full', '', figure('one', 'rest, full', 'toggles'), '60'],
      ...(['admin', 'rest'] as const).flatMap((kind) =>
        (['full', 'reversal'] as const).flatMap((proof) => [
          [
            `no plugin, probes, ${kind}, ${proof}`,
            '<= 6',
            figure('no plugin', `${kind}, ${proof}`, 'probes'),
            '2',
          ],
          [
            `no plugin, toggles, ${kind}, ${proof}`,
            '<= 60',
            figure('no plugin', `${kind}, ${proof}`, 'toggles'),
            '60',
          ],
        ]),
      ),
      ['known offender, probes', '3', String(known?.right ?? '-'), '3'],
      ['wrong offender, extra probes', '<= 2', String(known?.wrong ?? '-'), ''],
      [
        'exact, full, steady shapes',
        '100 %',
        worst((row) => isFull(row) && !isFlaky(row) && !isHidden(row)),
        '',
      ],
      ['exact, full, shown at 50 %', '>= 99 %', worst((row) => isFull(row) && isFlaky(row)), ''],
      ['exact, full, beside a cure, rest', '', worst((row) => isFull(row) && isHidden(row)), ''],
    ]),
  ].join('\n');
}

function notes({ seed, placements, seconds, nextSet }: Report): string {
  return [
    'Why a full proof takes 60 toggles with 30 plugins: a plugin that was never off while the symptom',
    'showed may be part of a combination. So each of the 29 innocent ones is switched off and on',
    'again, and the culprit too to see the symptom go: 2 * 30 toggles, whatever the plan. A proof by',
    'reversal clears nobody of being a partner: half of the others go off at least once on the way.',
    '',
    `Next set among ${nextSet.size} plugins: ${nextSet.mean.toFixed(2)} ms on average, ${nextSet.worst.toFixed(1)} ms at worst.`,
    `Seed ${seed}, ${placements} placements per shape and size, ${seconds} s.`,
    'plugins off: plugins that are off, summed over probes; nobody notices under isolated.',
    'depth: requests that wait for one another: a look, a form sent (admin), a plugin switched (rest).',
    'forecast: steps whose number of probes to go was true within a factor of two.',
  ].join('\n');
}

const percent = (share: number): string => `${(100 * share).toFixed(share === 1 ? 0 : 1)} %`;

function grid(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!),
      )
      .join('  ')
      .trimEnd(),
  );
}
