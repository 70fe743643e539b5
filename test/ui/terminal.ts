// A real terminal for tests: a pseudo-terminal, and an emulator that knows what a person sees.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { type IPty, spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { build } from 'esbuild';
import type { Cell } from './svg.ts';

/** The colours that the program uses, by their number in the palette. */
const PALETTE: Readonly<Record<number, Cell['color']>> = { 1: 'red', 2: 'green', 3: 'yellow' };

/** A bundled program in a folder of its own. */
export type Bundle = { readonly file: string; remove(): Promise<void> };

/** Bundles a program as the package is bundled: production React, no devtools. */
export async function bundle(entry: string): Promise<Bundle> {
  const folder = await mkdtemp(join(tmpdir(), 'wp-bisect-ui-'));
  const name = basename(entry).replace(/\.tsx?$/, '');
  await build({
    entryPoints: { [name]: resolve(entry) },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    banner: {
      js: "import { createRequire as __r } from 'node:module'; const require = __r(import.meta.url);",
    },
    plugins: [
      {
        name: 'no-devtools',
        setup(b) {
          b.onResolve({ filter: /^react-devtools-core$/ }, () => ({ path: 'x', namespace: 'x' }));
          b.onLoad({ filter: /.*/, namespace: 'x' }, () => ({ contents: 'export default 0' }));
        },
      },
    ],
  });
  return {
    file: join(folder, `${name}.mjs`),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** How long anything may take to be shown, in ms. */
const WAIT_MS = 20_000;

/** A program in a terminal. */
export class Session {
  readonly #pty: IPty;
  readonly #screen: InstanceType<typeof xterm.Terminal>;
  readonly #ended: Promise<number>;
  readonly #waitMs: number;
  #hasEnded = false;
  /** True while a frame is being written (synchronized output, DEC private mode 2026). */
  #isDrawing = false;
  #written = Promise.resolve();
  #waiters: (() => void)[] = [];
  /** Everything the program wrote, escape sequences and all. */
  raw = '';

  constructor(
    file: string,
    options: {
      args?: readonly string[];
      columns?: number;
      rows?: number;
      env?: Record<string, string>;
      /** True where the file is a program by itself, not a script for Node. */
      single?: boolean;
      /** How long anything may take to be shown, in ms. */
      waitMs?: number;
    } = {},
  ) {
    const { args = [], columns: cols = 80, rows = 24, waitMs = WAIT_MS } = options;
    this.#waitMs = waitMs;
    // CI variables make Ink draw nothing but its last frame.
    const inherited = Object.entries(process.env).filter(
      ([name, value]) =>
        value !== undefined &&
        !/^(CI|CI_.*|CONTINUOUS_INTEGRATION|NO_COLOR|LC_.*|LANG|TMUX|INK_.*)$/.test(name),
    ) as [string, string][];
    this.#screen = new xterm.Terminal({ cols, rows, scrollback: 1000, allowProposedApi: true });
    for (const final of ['h', 'l']) {
      this.#screen.parser.registerCsiHandler({ prefix: '?', final }, (modes) => {
        if (modes.includes(2026)) this.#isDrawing = final === 'h';
        return false;
      });
    }
    const [program, first] = options.single ? [file, []] : [process.execPath, [file]];
    this.#pty = spawn(program, [...first, ...args], {
      cols,
      rows,
      name: 'xterm-256color',
      env: { ...Object.fromEntries(inherited), LANG: 'en_US.UTF-8', ...options.env },
    });
    this.#pty.onData((data) => {
      this.raw += data;
      this.#written = this.#written.then(
        () =>
          new Promise((done) =>
            this.#screen.write(data, () => {
              this.#wake();
              done();
            }),
          ),
      );
    });
    this.#ended = new Promise((done) =>
      this.#pty.onExit(({ exitCode, signal }) => {
        this.#hasEnded = true;
        this.#wake();
        done(signal ? 128 + signal : exitCode);
      }),
    );
  }

  get pid(): number {
    return this.#pty.pid;
  }

  #wake(): void {
    for (const wake of this.#waiters.splice(0)) wake();
  }

  type(keys: string): void {
    this.#pty.write(keys);
  }

  resize(columns: number, rows: number): void {
    this.#screen.resize(columns, rows);
    this.#pty.resize(columns, rows);
  }

  signal(name: string): void {
    process.kill(this.#pty.pid, name);
  }

  /** The lines on the screen now. */
  screen(): string[] {
    return this.#lines(this.#screen.buffer.active.baseY, this.#screen.rows);
  }

  /** The lines on the screen and all that scrolled off it. */
  everything(): string {
    const { length } = this.#screen.buffer.active;
    return this.#lines(0, length).join('\n').trimEnd();
  }

  #lines(from: number, count: number): string[] {
    const buffer = this.#screen.buffer.active;
    return Array.from(
      { length: count },
      (_, row) => buffer.getLine(from + row)?.translateToString(true) ?? '',
    );
  }

  /** The screen cell by cell, colours and all; empty cells at the end of a row left out. */
  cells(): Cell[][] {
    const { buffer, rows, cols } = this.#screen;
    const { baseY } = buffer.active;
    return Array.from({ length: rows }, (_, row) => {
      const line = buffer.active.getLine(baseY + row);
      return Array.from({ length: cols }, (_, column) => line?.getCell(column)).flatMap((cell) => {
        if (cell === undefined || cell.getWidth() === 0) return [];
        const color = PALETTE[cell.isFgPalette() ? cell.getFgColor() : -1] ?? 'plain';
        const looks = { bold: cell.isBold() !== 0, dim: cell.isDim() !== 0 };
        return [{ text: cell.getChars() || ' ', columns: cell.getWidth(), color, ...looks }];
      });
    });
  }

  /** Waits until `condition` holds for what is on the screen, where no frame is half written. */
  async until(what: string, condition: (session: this) => boolean): Promise<void> {
    // A screen that lives writes all the time: what is waited for must come all the same.
    const deadline = Date.now() + this.#waitMs;
    while (this.#isDrawing || !condition(this)) {
      if (this.#hasEnded) {
        await this.#written;
        if (condition(this)) return;
        throw new Error(`ended before: ${what}\n${this.everything()}`);
      }
      await new Promise<void>((wake, fail) => {
        const late = setTimeout(
          () => fail(new Error(`not seen: ${what}\n${this.everything()}`)),
          Math.max(0, deadline - Date.now()),
        );
        this.#waiters.push(() => {
          clearTimeout(late);
          wake();
        });
      });
    }
  }

  /** Waits until the text is somewhere on the screen or above it. */
  sees(text: string): Promise<void> {
    return this.until(text, () => this.everything().includes(text));
  }

  /** What is on the screen now, as one text. */
  text(): string {
    return this.screen().join('\n');
  }

  /** Waits until the text is on the screen. */
  shows(text: string): Promise<void> {
    return this.until(`on the screen: ${text}`, () => this.text().includes(text));
  }

  /** Waits until the text is no longer on the screen. */
  hides(text: string): Promise<void> {
    return this.until(`gone from the screen: ${text}`, () => !this.text().includes(text));
  }

  /** Waits for the end; the exit code (128 + n after signal n). */
  async end(): Promise<number> {
    const code = await this.#ended;
    await this.#written;
    return code;
  }
}
