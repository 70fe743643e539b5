import type { HttpAnswer } from '../wordpress/http/types.ts';

/** Headers that tell who answered, and how old the answer is. None of them can carry a secret. */
const TELLING =
  /^(?:server|via|date|age|content-type|retry-after|x-powered-by|x-robots-tag|x-cache|x-cache-.*|x-litespeed-cache|x-proxy-cache|cf-ray|cf-cache-status|cf-mitigated|x-sucuri-id|x-sucuri-block|x-kinsta-cache|wpe-backend|x-pass-why|x-fw-hash|x-fw-server|x-pantheon-styx-hostname|host-header|platform|cache-provider)$/;

/** The telling headers of an answer, as `name: value`. */
export function headOf(answer: HttpAnswer | null): readonly string[] {
  if (answer === null) return [];
  return [...answer.headers]
    .filter(([name]) => TELLING.test(name))
    .map(([name, value]) => `${name}: ${value.slice(0, 200)}`);
}
