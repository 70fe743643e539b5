/** An answer, reduced to what tells one failure from another. */

import type { Observed } from '../model/report.ts';
import { parseChallenges } from '../wordpress/http/basic-auth.ts';
import { fatalErrorIn } from '../wordpress/http/fatal-error.ts';
import { pageSays, plainText } from '../wordpress/http/html.ts';
import { isHtml, layerOf } from '../wordpress/http/response-source.ts';
import { restErrorIn } from '../wordpress/http/rest-error.ts';
import type { HttpAnswer } from '../wordpress/http/types.ts';

const MESSAGE_LENGTH = 300;

/** What the answer showed: status, REST code, message or page title, challenges, who made it. */
export function observe(answer: HttpAnswer): Observed {
  const error = isError(answer) ? restErrorIn(answer) : null;
  const location = answer.headers.get('location');
  const fatalIn = fatalErrorIn(answer)?.plugin;
  const layer = layerOf(answer);
  return {
    status: answer.status,
    code: error?.code ?? null,
    message: shorten(error ? error.message : pageMessage(answer)),
    challenges: parseChallenges(answer.headers.get('www-authenticate')),
    ...(location ? { location } : {}),
    ...(fatalIn ? { fatalIn } : {}),
    ...(layer ? { layer: layer.name } : {}),
  };
}

/** An answer that may carry an error: by its status, or a success that says otherwise in its body. */
function isError(answer: HttpAnswer): boolean {
  if (answer.status >= 400) return true;
  const inBody = answer.status >= 200 && answer.status < 300 ? restErrorIn(answer) : null;
  return inBody?.status != null && inBody.status >= 400 && inBody.message !== null;
}

function pageMessage(answer: HttpAnswer): string | null {
  if (answer.text.trim() === '') return null;
  if (isHtml(answer)) return pageSays(answer.text);
  if (answer.status < 400) return null;
  // What wp_die() says to a feed reader (wp-includes/functions.php, _xml_wp_die_handler).
  const inFeed = /<message>\s*<!\[CDATA\[([^\]]{1,2000})\]\]>/.exec(
    answer.text.slice(0, 5_000),
  )?.[1];
  if (inFeed !== undefined) return inFeed;
  // A refusal in plain words (text/plain, or a JSON string such as "Forbidden").
  const words = plainText(answer.text.slice(0, 2_000));
  return words === '' || words.startsWith('{') || words.startsWith('[') ? null : words;
}

function shorten(message: string | null): string | null {
  const words = message === null ? '' : plainText(message);
  if (words === '') return null;
  if (words.length <= MESSAGE_LENGTH) return words;
  const cut = words.slice(0, MESSAGE_LENGTH - 1);
  // Never half of a surrogate pair.
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}
