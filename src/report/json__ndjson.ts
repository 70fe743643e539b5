/** The run for machines: one JSON event a line, the report in the last one. */

import type { Problem } from '../model/errors.ts';
import type { Emit, RunEvent } from '../model/events.ts';
import { safeUrl } from './format.ts';
import { noteData, problemData, reportData, requestData, symptomData, toJson } from './json.ts';

/** Receives events and writes lines, each one JSON object with a `type`. Secrets are in none. */
export function createNdjson(write: (line: string) => void): Emit {
  return (event) => write(ndjsonLine(event));
}

/** One event as one line, ending in a line feed. `problem` goes with the report of `finished`. */
export function ndjsonLine(event: RunEvent, problem: Problem | null = null): string {
  return `${toJson(eventData(event, problem))}\n`;
}

function eventData(event: RunEvent, problem: Problem | null): object {
  switch (event.type) {
    case 'connecting':
    case 'address-found':
      return { ...event, site: safeUrl(event.site) };
    case 'access-refused':
      return { ...event, problem: problemData(event.problem) };
    case 'surveying':
    case 'survey-answer':
      return { ...event, request: requestData(event.request) };
    case 'symptoms-found':
      return { ...event, symptoms: event.symptoms.map(symptomData) };
    case 'finished':
      return { type: event.type, report: reportData(event.report, problem) };
    case 'signing-in':
    case 'access-proven':
    case 'approval-asked':
    case 'diagnosing':
    case 'checked':
    case 'plugins-listed':
    case 'planned':
    case 'restoring-leftover':
    case 'probe-started':
    case 'toggled':
    case 'probe-finished':
    case 'culprit-confirmed':
    case 'waiting':
    case 'paused':
    case 'resumed':
    case 'undone':
    case 'restoring':
    case 'restored':
    case 'not-restored':
      return event;
    case 'note':
      return { type: event.type, note: noteData(event.note) };
  }
}
