/** Keeps what the report tells of the run itself: every test with its plugins and answers, and the times. */

import type { RunEvent } from '../model/events.ts';
import type { Observation } from '../model/report.ts';
import type { ActivePlugin, ProbeRecord } from '../model/run-report.ts';

/** What a run was, besides how it ended. */
export type Recorder = {
  /** Takes an event in; must be told every one, in order. */
  readonly take: (event: RunEvent) => void;
  readonly probes: () => readonly ProbeRecord[];
  /** The active plugins of the first list; null where none was read. */
  readonly plugins: () => readonly ActivePlugin[] | null;
};

/** A recorder that counts seconds from `startedAt` (milliseconds since the epoch). */
export function createRecorder(now: () => number, startedAt: number): Recorder {
  const probes: ProbeRecord[] = [];
  let plugins: readonly ActivePlugin[] | null = null;

  /** A second search counts from 1 again: the latest test of that number is meant. */
  function change(number: number, known: Partial<ProbeRecord>): void {
    const at = probes.findLastIndex((probe) => probe.number === number);
    const probe = probes[at];
    if (probe !== undefined) probes[at] = { ...probe, ...known };
  }

  return {
    take(event) {
      switch (event.type) {
        case 'plugins-listed':
          plugins ??= event.plugins
            .filter(({ status }) => status !== 'inactive')
            .map(({ plugin, name, version, author }) => ({ plugin, name, version, author }));
          break;
        case 'probe-started': {
          const { probe: number, purpose, active, off } = event;
          const after = seconds(now() - startedAt);
          probes.push({ number, purpose, active, off, after, seconds: null, answers: [] });
          break;
        }
        case 'probe-finished': {
          const answers = event.observations.map(answerOf);
          change(event.probe, { seconds: Math.round(event.seconds * 100) / 100, answers });
          break;
        }
        case 'undone':
          change(event.probe, { undone: true });
          break;
        default:
      }
    },
    probes: () => [...probes],
    plugins: () => plugins,
  };
}

function answerOf({ verdict, observed, reason }: Observation): ProbeRecord['answers'][number] {
  const { status, code } = observed;
  return { verdict, status, code, ...(reason === undefined ? {} : { reason }) };
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 10) / 100;
}
