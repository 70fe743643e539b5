/** The answer at one glance, the site's state in plain sight, and what can still be done. */

import type { Problem } from '../../model/errors.ts';
import { reduce } from '../../model/reduce.ts';
import type { Culprit, RunReport } from '../../model/report.ts';
import type { RunState } from '../../model/run-state.ts';
import { headline, proofLines, symptomLine } from '../../report/answer-lines.ts';
import { worthTelling } from '../../report/findings/telling.ts';
import { clean } from '../../report/format.ts';
import { goneLines, missingSteps } from '../../report/next-steps.ts';
import { ANSWER, afterWords, backWords } from '../../report/screens/answer.ts';
import { SEARCHING } from '../../report/screens/searching.ts';
import { type AfterDialog, actionsOf } from '../dialogs/after.ts';
import { ALWAYS, GAP, type Part, pad, wrap } from '../fit.ts';
import type { Look } from '../look.ts';
import { refusal } from './connect.ts';
import { findingParts } from './diagnosis.ts';
import {
  AMPLE,
  choiceRow,
  type Page,
  paragraph,
  part,
  scrolling,
  title,
  typedRow,
} from './page.ts';
import { pluginMap } from './plugin-map.ts';

/** Shows the answer and asks what comes next. */
export function answerPage(
  dialog: AfterDialog,
  running: RunState,
  told: Problem | null,
  look: Look,
): Page {
  const { offer } = dialog;
  const { report } = offer;
  // The run is told to be over only when nothing more is asked; what it knows is final now.
  const run = reduce(running, { type: 'finished', report });
  if (dialog.view === 'ticket') return ticketPage(dialog, look);
  const beside = [
    ...pluginMap(run.plugins, look),
    GAP,
    ...findingParts(worthTelling(report), look).map((each) => ({ ...each, keep: 1 })),
  ];
  const wide = look.side > 0;
  return {
    main: [
      ...(report.restored ? [] : siteParts(report, run, look)),
      ...refusal(told, look),
      ...verdictParts(report, look),
      ...(report.restored ? [GAP, ...siteParts(report, run, look)] : []),
      GAP,
      paragraph(6, offer.said ?? '', look, look.paint.bold),
      paragraph(6, dialog.copied ? ANSWER.copied : '', look),
      ...(dialog.view === 'save' ? saveParts(dialog, look) : menuParts(dialog, look)),
    ],
    ...(wide ? { side: beside } : {}),
  };
}

function verdictParts(report: RunReport, look: Look): readonly Part[] {
  const { paint } = look;
  const lines = headline(report);
  const found = report.outcome === 'culprit-found';
  return [
    ...lines.map((line, index) =>
      paragraph(
        index === 0 ? 8 : 4,
        line,
        look,
        index > 0 ? undefined : found ? (text) => paint.bad(paint.bold(text)) : paint.bold,
      ),
    ),
    ...report.culprits.flatMap((culprit) => culpritParts(culprit, report, look)),
    ...(report.cause === null
      ? []
      : [
          labelled(6, 'Cause', clean(report.cause.evidence, 600), look),
          labelled(6, 'Fix', clean(report.cause.advice, 600), look),
        ]),
  ];
}

function culpritParts(culprit: Culprit, report: RunReport, look: Look): readonly Part[] {
  const [failing] = culprit.symptoms.flatMap((index) => report.symptoms[index] ?? []);
  return [
    ...(failing ? [labelled(3, 'Fails', symptomLine(failing), look)] : []),
    ...proofLines(culprit, report).map((line, index) =>
      labelled(5, index === 0 ? 'Proof' : '', line, look),
    ),
    ...(culprit.advice === null ? [] : [labelled(6, 'Fix', clean(culprit.advice, 600), look)]),
  ];
}

const LABEL = 7;

/** A paragraph with a word before it. */
function labelled(keep: number, label: string, text: string, look: Look): Part {
  if (text === '') return part(keep);
  const rows = wrap(text, look.width - LABEL);
  return part(
    keep,
    ...rows.map((row, index) => `${look.paint.dim(pad(index === 0 ? label : '', LABEL))}${row}`),
  );
}

/** Whether the site is as it was. Where it is not, that comes first and is loud. */
function siteParts(report: RunReport, run: RunState, look: Look): readonly Part[] {
  const { paint, glyphs } = look;
  const baseline = run.plugins.filter(({ standing }) => standing !== 'inactive');
  const names = new Map(run.plugins.map(({ plugin, name }) => [plugin, clean(name, 80)]));
  const named = (plugin: string) => names.get(plugin) || clean(plugin, 120);
  if (report.restored) {
    const off = new Set(report.leftOff);
    const active = baseline.filter(({ plugin, now }) => now === 'on' && !off.has(plugin)).length;
    const words = backWords(report, active, baseline.length);
    return [
      paragraph(8, `${glyphs.cleared} ${words}`, look, (text) => paint.good(paint.bold(text))),
      ...goneLines(report.difference, named).map((line) => paragraph(8, line, look)),
    ];
  }
  const steps = missingSteps(report.difference, report.site, named);
  const loud = (text: string) => paint.bad(paint.bold(text));
  return [
    part(
      ALWAYS,
      loud(`${glyphs.cause}${glyphs.cause} ${ANSWER.notAsItWas} ${glyphs.cause}${glyphs.cause}`),
    ),
    ...steps.map((step) => paragraph(8, step, look, undefined, '  ')),
    GAP,
  ];
}

function menuParts(dialog: AfterDialog, look: Look): Page['main'] {
  const words = actionsOf(dialog.offer).map((action) => afterWords(action, dialog.offer));
  const labels = Math.max(...words.map(({ label }) => label.length + 3));
  const rows = words.map(({ label, about }, index) => {
    const chosen = index === dialog.cursor;
    return choiceRow({ chosen, label: `${index + 1}  ${label}`, about, labels }, look);
  });
  return [part(3, look.paint.bold(ANSWER.what)), scrolling(4, rows, dialog.cursor, SEARCHING.more)];
}

function saveParts(dialog: AfterDialog, look: Look): readonly Part[] {
  return [title(ANSWER.file, look), part(ALWAYS, typedRow(dialog.file, true, look))];
}

function ticketPage({ offer, scroll, copied }: AfterDialog, look: Look): Page {
  const { ticket } = offer.report;
  if (ticket === null) return { main: [] };
  const { paint } = look;
  const rows = ticket.text.split('\n').flatMap((line) => wrap(clean(line, 2000), look.width));
  const to = [ANSWER.to[ticket.to], clean(ticket.name ?? '', 80), clean(ticket.url ?? '', 200)];
  return {
    main: [
      paragraph(7, to.filter(Boolean).join('  '), look, paint.bold),
      paragraph(7, `${ANSWER.subject}: ${clean(ticket.subject, 200)}`, look),
      GAP,
      {
        keep: 5,
        ample: AMPLE,
        least: 3,
        wanted: rows.length,
        rows(room) {
          if (rows.length <= room) return rows;
          const from = Math.min(scroll, rows.length - (room - 1));
          const hidden = rows.length - from - (room - 1);
          const more = hidden > 0 ? [paint.dim(SEARCHING.moreLines(hidden))] : [];
          return [...rows.slice(from, from + room - 1), ...more];
        },
      },
      paragraph(6, copied ? ANSWER.copied : '', look),
    ],
  };
}
