/** What `--verbose` tells beside the usual lines: every request, every plugin that is switched. */

import type { Language } from '../language/language.ts';
import type { RunEvent } from '../model/events.ts';
import type { RunState } from '../model/run-state.ts';
import { answerLine, type Paint, repeatedLine, requestLine, safeUrl } from './format.ts';
import { explainNote, isUrgent } from './notes.ts';
import { namesOf, setLine, verdictWord } from './probe-lines.ts';

/** The additional lines of one event. */
export function verboseLines(
  t: Language,
  event: RunEvent,
  state: RunState,
  paint: Paint,
): readonly string[] {
  const name = namesOf(state);
  switch (event.type) {
    case 'address-found':
      return [
        paint.dim(`  ${t.__('REST API: %(address)s', { address: safeUrl(event.restRoot) })}`),
      ];
    case 'survey-answer': {
      const answer = answerLine(t, event.observation.observed);
      return [paint.dim(`  ${requestLine(t, event.request)}: ${answer}`)];
    }
    case 'plugins-listed': {
      const active = event.plugins.filter(({ status }) => status !== 'inactive');
      const text = t._n(
        '%(count)s active plugin (%(all)s installed)',
        '%(count)s active plugins (%(all)s installed)',
        active.length,
        { all: t.number(event.plugins.length) },
      );
      return [paint.dim(`  ${text}`)];
    }
    case 'probe-started': {
      const test = t.__('test %(number)s:', { number: event.probe });
      return [paint.dim(`  ${test} ${setLine(t, event, state)} ...`)];
    }
    case 'toggled': {
      const now = event.now === 'active' ? t._x('on', 'a plugin') : t._x('off', 'a plugin');
      return [paint.dim(`  ${name(event.plugin)}: ${now}`)];
    }
    case 'probe-finished':
      return event.observations.map((observation, index) => {
        const request = state.symptoms[index]?.request;
        const what =
          request === undefined
            ? t.__('request %(number)s', { number: index + 1 })
            : repeatedLine(t, request);
        const why = observation.reason === undefined ? '' : ` (${observation.reason})`;
        const said = `${answerLine(t, observation.observed)}, ${verdictWord(t, observation.verdict)}`;
        return paint.dim(`  ${what}: ${said}${why}`);
      });
    case 'note': {
      if (isUrgent(event.note)) return [];
      const text = explainNote(t, event.note, name, state.symptoms);
      return [paint.dim(`  ${t.__('Note:')} ${text}`)];
    }
    default:
      return [];
  }
}
