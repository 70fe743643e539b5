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

const COLUMNS = ['', 'exact', 'probes', 'p95', 'states', 'toggles', 'plugins off'] as const;

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
    first.boundToggles === null ? '' : `at least ${first.boundToggles} toggles with proof`,
  ].filter(Boolean);
  const lines = rows.map((row) => [
    row.plan,
    percent(row.exactRate),
    row.probes.toFixed(1),
    String(row.probesP95),
    row.states.toFixed(1),
    row.toggles.toFixed(1),
    row.off.toFixed(0),
  ]);
  const title = `n = ${first.size}, ${first.shape}${bounds.length > 0 ? ` (${bounds.join(', ')})` : ''}`;
  return [title, ...grid([[...COLUMNS], ...lines])].join('\n');
}

/** The figures that were promised for thirty plugins, beside what was measured. */
function targets({ rows, knownOffender, oneWithProofBound }: Report): string {
  const at30 = (shape: string, plan: string) =>
    rows.find((row) => row.size === 30 && row.shape === shape && row.plan.startsWith(plan));
  const probes = (shape: string) => at30(shape, 'wp-bisect, isolated')?.probes.toFixed(2) ?? '-';
  const toggles = (shape: string) => at30(shape, 'wp-bisect, rest')?.toggles.toFixed(1) ?? '-';
  const ours30 = rows.filter((row) => row.size === 30 && row.isOurs);
  const worst = (wanted: (row: Row) => boolean) => {
    const rates = ours30.filter(wanted).map((row) => row.exactRate);
    return rates.length > 0 ? percent(Math.min(...rates)) : '-';
  };
  const isFlaky = (row: Row) => row.shape.includes('50 %');
  const isHidden = (row: Row) => row.shape.includes('cure') && row.plan.endsWith('rest');
  const bound = oneWithProofBound.find(({ size }) => size === 30)?.probes.toFixed(2);
  const known = knownOffender.find(({ size }) => size === 30);
  return [
    'n = 30, proof included',
    ...grid([
      ['', 'wanted', 'measured', 'bound'],
      ['one culprit, probes', '<= 8.0', probes('one'), bound ?? '-'],
      ['two independent, probes', '<= 14.5', probes('two independent'), '8.8 bits + proofs'],
      ['a pair, probes', '<= 14.5', probes('a pair'), '8.8 bits + proofs'],
      ['one culprit, toggles under rest', '<= 55', toggles('one'), '60'],
      ['a pair, toggles under rest', '<= 100', toggles('a pair'), '60'],
      ['known offender, probes', '3', String(known?.right ?? '-'), '3'],
      ['wrong offender, extra probes', '<= 2', String(known?.wrong ?? '-'), ''],
      ['exact, steady shapes', '100 %', worst((row) => !isFlaky(row) && !isHidden(row)), ''],
      ['exact, shown at 50 %', '>= 99 %', worst(isFlaky), ''],
      ['exact, beside a cure, under rest', '', worst(isHidden), ''],
    ]),
  ].join('\n');
}

function notes({ seed, placements, seconds, nextSet }: Report): string {
  return [
    'Why 55 toggles cannot be reached with 30 plugins: a plugin that was never off while the symptom',
    'showed may be part of the combination. So each of the 29 innocent ones is switched off and on',
    'again, and the culprit too to see the symptom go: 2 * 30 toggles, whatever the plan.',
    '',
    `Next set among ${nextSet.size} plugins: ${nextSet.mean.toFixed(2)} ms on average, ${nextSet.worst.toFixed(1)} ms at worst.`,
    `Seed ${seed}, ${placements} placements per shape and size, ${seconds} s.`,
    'plugins off: plugins that are off, summed over probes; nobody notices under isolated.',
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
