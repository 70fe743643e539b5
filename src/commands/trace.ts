/**
 * `--trace`, or a yes to the offer: asks a tracer on the site which line of code answers each symptom. The tracer is on the
 * site for these requests only: it is gone before any plugin is switched, so the search knows nothing of it.
 */

import { createJournal, endJournal, type Journal } from '../journal/journal.ts';
import { keptTracer } from '../journal/kept-tracer.ts';
import { isProblem, Problem } from '../model/errors.ts';
import type { Emit } from '../model/events.ts';
import { activeOf } from '../model/plugin-ids.ts';
import type { Plugin, PluginId, Symptom } from '../model/report.ts';
import type { TraceReading } from '../model/trace.ts';
import { sendSymptom } from '../symptoms/ask.ts';
import { judge } from '../symptoms/verdict.ts';
import { bypassesCaches, noCache, withBuster } from '../wordpress/http/caches.ts';
import { createLateChange } from '../wordpress/http/retry.ts';
import type { Client, SiteAddress } from '../wordpress/http/types.ts';
import { readTrace, traced } from '../wordpress/tracer/header.ts';
import { installTracer } from '../wordpress/tracer/install.ts';
import { removeTracer } from '../wordpress/tracer/remove.ts';
import {
  findTracerFile,
  mustUseFileOf,
  newTracer,
  type Tracer,
  tracerSource,
} from '../wordpress/tracer/tracer.ts';
import { type Connected, type Context, siteOf } from './context.ts';
import type { FoundSymptoms } from './found-symptoms.ts';
import { isByHand } from './judged-by-hand.ts';
import type { RealSwitches } from './real-switches.ts';

/** What tracing works with. */
type TraceServices = Pick<Context, 'clock' | 'disk' | 'emit' | 'home' | 'signal'>;

/** What is traced. */
type TraceInput = {
  readonly found: FoundSymptoms;
  readonly connected: Pick<Connected, 'access' | 'address' | 'clients' | 'typed'>;
  readonly real: RealSwitches;
  /** Where the journal of an upload goes. */
  readonly folder: string;
};

/**
 * The symptoms with the code that answers them, where the site allows it; what prevents it is a note.
 * Rejects when cancelled, and with `left-on-site` where the tracer stays.
 */
export async function traceSymptoms(
  context: TraceServices,
  input: TraceInput,
  mayUpload: boolean,
): Promise<FoundSymptoms> {
  const { found, real } = input;
  if (isByHand(found.symptoms)) return found;
  try {
    const plugins = await listed(real, context);
    const answered =
      (await askPlaced(context, input, plugins)) ??
      (mayUpload ? await askUploaded(context, input, plugins, newTracer()) : found.symptoms);
    if (answered !== found.symptoms) {
      context.emit({ type: 'traced', symptoms: [...answered, ...(found.explained ?? [])] });
    }
    return { ...found, symptoms: answered };
  } catch (error) {
    // That a tracer stays on the site is worse news than that the run was cancelled.
    if (!isProblem(error) || isProblem(error, 'left-on-site') || context.signal.aborted)
      throw error;
    tellNotTraced(context, error.code);
    return found;
  }
}

/** The plugins as the gentlest switch lists them; none where there is no switch. */
async function listed(
  real: RealSwitches,
  { signal }: Pick<Context, 'signal'>,
): Promise<readonly Plugin[]> {
  const [control] = real.usable;
  return control ? real.list(control, signal) : [];
}

/**
 * A tracer that somebody printed here (`--tracer`) and put into wp-content/mu-plugins; null where there is
 * none. Without a session nobody can list that folder: it is taken to be there.
 */
export async function placedTracer(
  { home, clock, disk, signal }: Pick<Context, 'clock' | 'disk' | 'home' | 'signal'>,
  { access, address }: Pick<Connected, 'access' | 'address'>,
): Promise<{ token: string; file: string } | null> {
  const kept = await keptTracer(home, address.home, clock.now(), disk);
  if (!kept) return null;
  const file = access.session
    ? await findTracerFile(access.session, address, signal)
    : mustUseFileOf(kept);
  return file === null ? null : { token: kept.token, file };
}

/** Asks a tracer that was put there by hand; null where there is none that answers. */
async function askPlaced(
  context: TraceServices,
  input: TraceInput,
  plugins: readonly Plugin[],
): Promise<readonly Symptom[] | null> {
  const { emit } = context;
  const placed = await placedTracer(context, input.connected);
  if (!placed) return null;
  emit({ type: 'tracing', step: 'asking', plugin: null });
  const answered = await ask(context, input, plugins, placed.token);
  if (answered) emit({ type: 'note', note: { type: 'tracer-used', file: placed.file } });
  return answered;
}

/** Uploads a tracer, asks it, and takes it away again, whatever happens in between. */
async function askUploaded(
  context: TraceServices,
  input: TraceInput,
  plugins: readonly Plugin[],
  tracer: Tracer,
): Promise<readonly Symptom[]> {
  const { found, connected, folder } = input;
  const { address, access } = connected;
  const { clock, emit, signal, disk } = context;
  if (!access.session) {
    tellNotTraced(context, 'no-session');
    return found.symptoms;
  }
  const source = await tracerSource();
  const site = { client: access.session, address, clock };
  const journal = createJournal(folder, disk);
  signal.throwIfAborted();
  await journal.begin({
    ...siteOf(connected),
    startedAt: new Date(clock.now()).toISOString(),
    switch: 'admin',
    baseline: activeOf(plugins),
    requires: {},
    brought: { plugin: tracer.plugin, undo: 'delete' },
  });
  const { plugin } = tracer;
  const change = createLateChange(clock);
  try {
    emit({ type: 'tracing', step: 'uploading', plugin });
    const installed = await change.send(() => installTracer({ ...site, tracer, source }));
    if (installed.type === 'refused') {
      tellNotTraced(context, installed.code, installed.detail);
      return found.symptoms;
    }
    emit({ type: 'tracing', step: 'asking', plugin });
    const answered = await ask(context, input, plugins, tracer.token);
    if (answered) emit({ type: 'note', note: { type: 'tracer-used', file: null } });
    else tellNotTraced(context, await whySilent(access.session, address, tracer, signal));
    return answered ?? found.symptoms;
  } finally {
    await takeAway({ ...site, plugin, mayLandUntil: change.mayLandUntil }, journal, emit);
  }
}

/** Removes the tracer and ends its journal; the journal stays, and the run ends, where it will not go. */
async function takeAway(
  site: Parameters<typeof removeTracer>[0],
  journal: Journal,
  emit: Emit,
): Promise<void> {
  const { plugin } = site;
  emit({ type: 'tracing', step: 'removing', plugin });
  const removal = await removeTracer(site).catch(() => null);
  if (removal?.type === 'removed') {
    await endJournal(journal, emit);
    return emit({ type: 'tracing', step: 'gone', plugin });
  }
  await journal.keep();
  emit({ type: 'tracing', step: 'stays', plugin });
  const { home } = site.address;
  throw new Problem('left-on-site', { site: home, plugin, journal: journal.path });
}

/** Sends each symptom once to the tracer with this token; null where it answers none of them. */
async function ask(
  { clock, signal }: Pick<Context, 'clock' | 'signal'>,
  { found, connected }: TraceInput,
  plugins: readonly Plugin[],
  token: string,
): Promise<readonly Symptom[] | null> {
  const active = plugins.filter(({ status }) => status !== 'inactive');
  const ids = active.map(({ plugin }) => plugin);
  const answered: Symptom[] = [];
  let present = false;
  for (const symptom of found.symptoms) {
    signal.throwIfAborted();
    const client = connected.clients[symptom.request.as];
    const reading =
      client &&
      (await readingOf(symptom, client, { exact: found.exact, clock, signal, token, ids }));
    present ||= reading?.present === true;
    answered.push({ ...symptom, trace: reading?.trace ?? null });
  }
  return present ? answered : null;
}

/** The page of plugins is made by WordPress itself: a tracer that speaks there works. Rejects when cancelled. */
async function whySilent(
  session: Client,
  address: SiteAddress,
  { token }: Tracer,
  signal: AbortSignal,
): Promise<'before-plugins' | 'silent'> {
  const url = new URL('wp-admin/plugins.php', address.siteUrl).href;
  const answer = await session.send(traced({ url, signal }, token)).catch((error: unknown) => {
    if (signal.aborted) throw error;
    return null;
  });
  return answer && readTrace(answer.headers, []).present ? 'before-plugins' : 'silent';
}

type TraceAsking = Pick<Context, 'clock' | 'signal'> & {
  /** True where the request is sent exactly as it was typed. */
  readonly exact: boolean;
  readonly token: string;
  readonly ids: readonly PluginId[];
};

/** What the tracer says of one symptom's answer; null where none came, or not the one that fails. */
async function readingOf(
  symptom: Symptom,
  client: Client,
  { exact, clock, signal, token, ids }: TraceAsking,
): Promise<TraceReading | null> {
  const fresh = noCache(symptom.request);
  const mayVary = !exact || bypassesCaches(symptom.request);
  const request = mayVary ? withBuster(fresh, crypto.randomUUID().slice(0, 8)) : fresh;
  const answer = await sendSymptom(client, traced(request, token), { clock, signal });
  if (isProblem(answer)) return null;
  const reading = readTrace(answer.headers, ids);
  return judge(symptom, answer).verdict === 'fails' ? reading : { ...reading, trace: null };
}

function tellNotTraced({ emit }: Pick<Context, 'emit'>, code: string, detail = ''): void {
  emit({ type: 'note', note: { type: 'not-traced', code, detail } });
}
