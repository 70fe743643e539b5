/** The two headers of the tracer: the token that a request carries, and the trace that its answer brings. */

import * as v from 'valibot';
import { parseJson } from '../../model/parse-json.ts';
import { fileOf, folderOf } from '../../model/plugin-ids.ts';
import type { PluginId } from '../../model/report.ts';
import type { Trace, TracedChange, TraceReading } from '../../model/trace.ts';

/** The name of both headers. */
export const TRACE_HEADER = 'X-WP-Bisect-Trace';

/** The tracer sends 900 bytes at most; what is longer is not from it. */
const LONGEST = 1_024;

/** The request with the token that makes the tracer speak. It goes to the site's own origin only. */
export function traced<R extends object>(
  request: R & { readonly headers?: Readonly<Record<string, string>> },
  token: string,
): R {
  return { ...request, headers: { ...request.headers, [TRACE_HEADER]: token } };
}

// A path or a name as PHP prints it: no control characters, so that a terminal can show it.
const shown = v.pipe(v.string(), v.minLength(1), v.maxLength(400), v.regex(/^\P{C}*$/u));
// Relative, without a way out of the WordPress folder.
const path = v.pipe(
  shown,
  v.check((file) => !/^[/\\]|^[a-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)/iu.test(file)),
);
const whole = v.pipe(v.number(), v.integer());
const place = v.object({
  kind: v.picklist(['plugin', 'must-use', 'theme', 'drop-in', 'core', 'other']),
  file: path,
  line: v.nullish(v.pipe(whole, v.minValue(1)), null),
  function: v.nullish(v.union([shown, v.literal('')]), null),
  hook: v.nullish(shown, null),
  // PHP_INT_MAX is a usual priority, and no safe integer here.
  priority: v.nullish(v.number(), null),
});
const change = v.tuple([
  shown,
  v.number(),
  v.picklist(['error', 'answer', 'true', 'false']),
  path,
  v.nullable(whole),
]);
const present = v.object({ status: v.number() });

const ABSENT: TraceReading = { present: false, trace: null, changes: [] };

/**
 * What the tracer tells about an answer. `plugins` are the site's plugins: only one of them can be
 * named. A header that is damaged, too long or not the tracer's gives no trace.
 */
export function readTrace(headers: Headers, plugins: Iterable<PluginId>): TraceReading {
  const record = parse(headers.get(TRACE_HEADER));
  if (!v.is(present, record)) return ABSENT;
  const found = v.safeParse(place, record);
  return {
    present: true,
    trace: found.success ? traceOf(found.output, plugins) : null,
    changes: changesIn(record),
  };
}

function parse(header: string | null): unknown {
  if (header === null || header.length > LONGEST) return null;
  return parseJson(header) ?? null;
}

function traceOf(found: v.InferOutput<typeof place>, plugins: Iterable<PluginId>): Trace {
  const { kind, file, line, hook, priority } = found;
  const plugin = kind === 'plugin' ? pluginOf(file, plugins) : null;
  return { kind, file, line, function: found.function || null, hook, priority, plugin };
}

/** The plugin of a file: the one whose main file it is, else the only one of its folder. */
function pluginOf(file: string, plugins: Iterable<PluginId>): PluginId | null {
  const inside = /(?:^|\/)plugins\/(.+)$/u.exec(file)?.[1] ?? file;
  const [folder] = inside.split('/');
  const all = [...plugins];
  const own = all.find((plugin) => fileOf(plugin) === inside);
  if (own !== undefined) return own;
  const [only, ...others] = all.filter((plugin) => folderOf(plugin) === folder);
  return others.length === 0 ? (only ?? null) : null;
}

function changesIn(record: object): readonly TracedChange[] {
  const list: unknown = 'changes' in record ? record.changes : [];
  if (!Array.isArray(list)) return [];
  return list.flatMap((each) => {
    const read = v.safeParse(change, each);
    if (!read.success) return [];
    const [hook, priority, gave, file, line] = read.output;
    return [{ hook, priority, gave, file, line }];
  });
}
