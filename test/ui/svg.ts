// A terminal's screen as an SVG picture: one element for every run of cells that look alike.

/** One character as the terminal shows it. */
export type Cell = {
  readonly text: string;
  readonly columns: number;
  readonly color: 'plain' | 'red' | 'green' | 'yellow';
  readonly bold: boolean;
  readonly dim: boolean;
};

const [COLUMN, ROW, MARGIN] = [8.4, 18, 14];
const COLORS = { plain: '#d7dae0', red: '#ff7b72', green: '#7ee787', yellow: '#e3b341' };

/** The picture of these rows. */
export function svgOf(rows: readonly (readonly Cell[])[], title: string): string {
  const columns = Math.max(...rows.map((row) => row.reduce((sum, cell) => sum + cell.columns, 0)));
  const [width, height] = [round(columns * COLUMN + 2 * MARGIN), rows.length * ROW + 2 * MARGIN];
  const lines = rows.flatMap((row, index) => runsOf(row).map((run) => textOf(run, index)));
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="#161b22"/>`,
    `<g font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">`,
    ...lines,
    '</g>',
    '</svg>',
  ].join('\n')}\n`;
}

type Run = { readonly from: number; readonly cells: readonly Cell[] };

function runsOf(row: readonly Cell[]): readonly Run[] {
  const runs: { from: number; cells: Cell[] }[] = [];
  let column = 0;
  const end = row.findLastIndex(({ text }) => text !== ' ');
  for (const cell of row.slice(0, end + 1)) {
    const last = runs.at(-1);
    if (last && styleOf(last.cells[0]!) === styleOf(cell)) last.cells.push(cell);
    else runs.push({ from: column, cells: [cell] });
    column += cell.columns;
  }
  return runs.filter(({ cells }) => cells.some(({ text }) => text.trim() !== ''));
}

function styleOf({ color, bold, dim }: Cell): string {
  return `fill="${COLORS[color]}"${bold ? ' font-weight="bold"' : ''}${dim ? ' opacity="0.65"' : ''}`;
}

function textOf({ from, cells }: Run, row: number): string {
  const text = cells.map((cell) => cell.text).join('');
  const columns = cells.reduce((sum, cell) => sum + cell.columns, 0);
  const at = `x="${round(MARGIN + from * COLUMN)}" y="${MARGIN + row * ROW + 13}"`;
  const fit = `textLength="${round(columns * COLUMN)}" lengthAdjust="spacingAndGlyphs"`;
  return `<text ${at} ${fit} ${styleOf(cells[0]!)} xml:space="preserve">${escaped(text)}</text>`;
}

const round = (number: number) => Math.round(number * 10) / 10;
const escaped = (text: string) => text.replace(/[<>&"]/g, (sign) => `&#${sign.codePointAt(0)};`);
