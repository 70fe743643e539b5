/** Which program runs this one: Node, or Bun or Deno, which stand in for it. */

/** The name of the runtime where it is not Node; null on Node. Each has a global of its own name. */
export function otherRuntime(globals: object = globalThis): 'Bun' | 'Deno' | null {
  if ('Bun' in globals) return 'Bun';
  return 'Deno' in globals ? 'Deno' : null;
}
