/** The clipboard of the terminal, over SSH too: OSC 52. */

import { Buffer } from 'node:buffer';

/** The sequence that puts a text on the clipboard; tmux is asked to hand it on. */
export function clipboardSequence(text: string, env: Readonly<Record<string, string | undefined>>) {
  const sequence = `\u001b]52;c;${Buffer.from(text, 'utf8').toString('base64')}\u0007`;
  if (!env.TMUX) return sequence;
  return `${sequence}\u001bPtmux;${sequence.replaceAll('\u001b', '\u001b\u001b')}\u001b\\`;
}
