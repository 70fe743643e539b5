/** The answer for machines: one object, described by report.schema.json. */

import type { Language } from '../language/language.ts';
import type { Problem } from '../model/errors.ts';
import type { Emit, RunEvent } from '../model/events.ts';
import type { Note } from '../model/notes.ts';
import type { ReportedCulprit, Symptom, SymptomRequest } from '../model/report.ts';
import type { RunReport } from '../model/run-report.ts';
import { clean, safeUrl, visibleJson } from './format.ts';
import { explain } from './problems/index.ts';

/** The report as plain data in its published form. Header values stay out: they may be secret. */
export function reportData(t: Language, report: RunReport, problem: Problem | null = null): object {
  return {
    schema: report.schema,
    site: safeUrl(report.site),
    outcome: report.outcome,
    symptoms: report.symptoms.map(symptomData),
    culprits: report.culprits.map(culpritData),
    cause: report.cause === null ? null : withFacts(report.cause),
    findings: report.findings.map(withFacts),
    ticket: report.ticket,
    switch: report.switch,
    pinned: report.pinned,
    restored: report.restored,
    difference: report.difference,
    leftOff: report.leftOff.map((plugin) => ({
      plugin,
      why: report.died?.includes(plugin) ? 'fatal-error' : 'asked',
    })),
    notes: report.notes.map(noteData),
    cost: report.cost,
    ...(report.health === undefined ? {} : { health: report.health }),
    problem: problem === null ? null : problemData(t, problem),
    tickets: report.tickets ?? [],
    tool: report.tool ?? null,
    startedAt: report.startedAt ?? null,
    endedAt: report.endedAt ?? null,
    environment: report.environment ?? null,
    probes: report.probes ?? [],
    reproduction: report.reproduction ?? null,
    recheck: report.recheck ?? null,
  };
}

/** The report as indented JSON, ending in a line feed. */
export function jsonReport(t: Language, report: RunReport, problem: Problem | null = null): string {
  return `${toJson(reportData(t, report, problem), 2)}\n`;
}

/** A problem as plain data: code and facts, and the sentences for people. */
export function problemData(t: Language, problem: Problem): object {
  const { fact, remedy } = explain(t, problem);
  return { code: problem.code, fact, remedy, facts: plainFacts(problem.facts) };
}

function culpritData({ remedy, ...culprit }: ReportedCulprit): object {
  return { ...culprit, remedy: remedy === undefined ? null : plainFacts(remedy) };
}

/** Sentences with the code and the parameters they are made of, so that other programs can word them. */
function withFacts<Told extends { readonly facts?: object }>({ facts, ...words }: Told): object {
  return { ...words, facts: facts === undefined ? null : plainFacts(facts) };
}

/** Facts as plain data: no secret in an address, nothing that a terminal does not show. */
function plainFacts(facts: unknown): unknown {
  if (typeof facts === 'string') {
    return /[/?]/.test(facts) ? safeUrl(facts) : clean(facts, 300);
  }
  if (Array.isArray(facts)) return facts.map(plainFacts);
  if (typeof facts !== 'object' || facts === null) return facts;
  return Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, plainFacts(fact)]));
}

/** A request without header values: method, URL, sender, the names of extra headers, and how long its body is. */
function requestData({ method, url, as, headers, payload, leadsTo }: SymptomRequest): object {
  const names = Object.keys(headers);
  const extra = names.length === 0 ? {} : { headers: names };
  const carried = payload === undefined ? {} : { body: { bytes: payload.size } };
  const led = leadsTo === undefined ? {} : { leadsTo: safeUrl(leadsTo) };
  return { method, url: safeUrl(url), as, ...extra, ...carried, ...led };
}

/** A note as plain data. */
function noteData(note: Note): object {
  return 'request' in note ? { ...note, request: requestData(note.request) } : note;
}

/** A symptom as plain data. */
function symptomData({ request, failsOn, observed, described, trace }: Symptom): object {
  const byHand = described === undefined ? {} : { described };
  const traced = trace === undefined ? {} : { trace };
  return { request: requestData(request), observed, failsOn, ...byHand, ...traced };
}

/** JSON that is safe on a terminal too: everything invisible is escaped, as JSON does with C0 alone. */
export function toJson(value: unknown, indent?: number): string {
  return visibleJson(JSON.stringify(value, null, indent));
}

/** The run for machines: one JSON event a line, the report in the last one. */

/**
 * Receives events and writes lines, each one JSON object with a `type`, the time `at` and the version
 * `schema`. Secrets are in none.
 */
export function createNdjson(
  t: Language,
  write: (line: string) => void,
  now: () => number = Date.now,
): Emit {
  return (event) => write(ndjsonLine(t, event, null, now()));
}

/**
 * One event as one line, ending in a line feed. `problem` goes with the report of `finished`; `at` is in
 * milliseconds since the epoch.
 */
export function ndjsonLine(
  t: Language,
  event: RunEvent,
  problem: Problem | null = null,
  at: number = Date.now(),
): string {
  const { type, ...data } = eventData(t, event, problem);
  const time = Number.isFinite(at) ? new Date(at).toISOString() : null;
  return `${toJson({ type, at: time, schema: 1, ...data })}\n`;
}

function eventData(
  t: Language,
  event: RunEvent,
  problem: Problem | null,
): { readonly type: RunEvent['type']; readonly [member: string]: unknown } {
  switch (event.type) {
    case 'connecting':
    case 'address-found':
      return { ...event, site: safeUrl(event.site) };
    case 'access-refused':
      return { ...event, problem: problemData(t, event.problem) };
    case 'surveying':
    case 'survey-answer':
      return { ...event, request: requestData(event.request) };
    case 'symptoms-found':
    case 'symptoms-ordered':
    case 'traced':
      return { ...event, symptoms: event.symptoms.map(symptomData) };
    case 'finished':
      return { type: event.type, report: reportData(t, event.report, problem) };
    case 'signing-in':
    case 'access-proven':
    case 'wp-cli-proven':
    case 'approval-asked':
    case 'diagnosing':
    case 'plugins-listed':
    case 'planned':
    case 'interrupted-run-found':
    case 'restoring-leftover':
    case 'preparing':
    case 'tracing':
    case 'taken-back':
    case 'unreachable':
    case 'keeping-off':
    case 'probe-started':
    case 'toggled':
    case 'probe-finished':
    case 'waiting':
    case 'paused':
    case 'resumed':
    case 'undone':
    case 'restoring':
    case 'restored':
    case 'not-restored':
      return event;
    case 'checked':
      return { type: event.type, finding: withFacts(event.finding) };
    case 'culprit-confirmed':
      return { type: event.type, culprit: culpritData(event.culprit) };
    case 'note':
      return { type: event.type, note: noteData(event.note) };
  }
}
