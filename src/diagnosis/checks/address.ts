/** Is the address right: as typed, as it redirects, one folder up, with permalinks? */

import { isProblem } from '../../model/errors.ts';
import {
  type AddressFacts,
  type AddressNote,
  type Hop,
  type HopChange,
  isRefusal,
  type NotLooked,
} from '../../model/facts/server.ts';
import type { Found } from '../../model/findings.ts';
import { bareName } from '../../model/host-names.ts';
import { isReadOnly } from '../../model/http-methods.ts';
import type { Cause, Symptom } from '../../model/report.ts';
import { mend } from '../../wordpress/discover/typed-address.ts';
import type { HttpAnswer, SiteAddress } from '../../wordpress/http/types.ts';
import {
  isAdminPage,
  isLoginPage,
  isPrivateByDesign,
  restRouteOf,
  tellable,
} from '../../wordpress/http/urls.ts';
import { type Check, everything, isSigned } from '../check.ts';
import type { DiagnosisInput } from '../input.ts';
import { isAnswer } from '../reader.ts';
import { isRestError } from '../response-origin.ts';
import { type RedirectTrail, readerOf, type ServerReadings } from '../server-reader.ts';

async function address(input: DiagnosisInput): Promise<Found<AddressFacts | NotLooked>> {
  const look = readerOf(input);
  const trail = await look.trail();
  const notes = [
    ...ofProblem(input),
    ...(await ofRequest(input, look)),
    ...ofTrail(trail, input),
    ...(await ofPermalinks(input, look)),
    ...ofTyped(input),
    ...(await ofFolders(input, look)),
  ];
  const facts: AddressFacts = { kind: 'address', url: trail.start || tellable(input.typed), notes };
  if (notes.length > 0) {
    const isCause = notes.some((note) => explains(note, input));
    const result = isCause ? 'cause' : notes.every(isHarmless) ? 'cleared' : 'clue';
    return {
      check: 'address',
      result,
      facts: { ...facts, notes: notes.toSorted(weightiest(input)) },
    };
  }
  if (trail.problem) return { check: 'address', result: 'not-checked', facts: trail.problem };
  return { check: 'address', result: 'cleared', facts };
}

/** A redirect to another path of the same host: no program loses its credentials there. */
function isHarmless(note: AddressNote): boolean {
  return note.note === 'redirects' && note.changes.every((change) => change === 'path');
}

/** A note that leaves nothing to explain: with the right address the request works, or nothing can. */
function explains(note: AddressNote, { symptoms, address: site }: DiagnosisInput): boolean {
  switch (note.note) {
    case 'slip':
      return note.of === 'request' && note.answers !== null && note.answers < 300;
    case 'not-wordpress':
      return !isRefusal(note.status);
    case 'redirected-away':
    case 'redirect-loop':
      return site === null;
    case 'permalinks':
      return symptoms.some(
        ({ observed, request }) =>
          observed.status === 404 && observed.code === null && request.url.startsWith(note.pretty),
      );
    case 'redirects':
    case 'outdated-link':
    case 'folders':
      return false;
  }
}

function weightiest(input: DiagnosisInput): (a: AddressNote, b: AddressNote) => number {
  return (a, b) => Number(explains(b, input)) - Number(explains(a, input));
}

function ofProblem({ blocked }: DiagnosisInput): readonly AddressNote[] {
  if (isProblem(blocked, 'redirected-away')) {
    const { from, to } = blocked.facts;
    return [{ note: 'redirected-away', from: tellable(from), to: tellable(to) }];
  }
  if (isProblem(blocked, 'not-wordpress')) {
    const { url, status } = blocked.facts;
    return [{ note: 'not-wordpress', url: tellable(url), status }];
  }
  return [];
}

/** A slip in one of the person's own requests: the mended one is tried, once. */
async function ofRequest(
  input: DiagnosisInput,
  look: ServerReadings,
): Promise<readonly AddressNote[]> {
  if (!input.exact) return [];
  for (const { request } of input.symptoms) {
    const { meant, slips } = mend(request.url, input.address?.namespaces);
    if (slips.length === 0 || !URL.canParse(meant)) continue;
    const isOwn = new URL(meant).origin === new URL(request.url).origin;
    const asked = isOwn && isReadOnly(request.method) ? await look.ask(meant) : null;
    const answers = asked !== null && isAnswer(asked) ? asked.status : null;
    const written = tellable(request.url);
    return [{ note: 'slip', of: 'request', written, meant: tellable(meant), slips, answers }];
  }
  return [];
}

function ofTyped({ typed, address: found }: DiagnosisInput): readonly AddressNote[] {
  const { meant, slips } = mend(typed, found?.namespaces);
  // Blanks and quotes around it were taken away long ago, and no program trips over a slash.
  const told = slips.filter((slip) => slip !== 'double-slash' || /wp-json/i.test(typed));
  if (told.length === 0) return [];
  // As it was written: a URL would be tidied up.
  const written = typed.replace(/^(\w+:\/\/)?[^/?#]*@/, '$1');
  return [
    { note: 'slip', of: 'site', written, meant: tellable(meant), slips: told, answers: null },
  ];
}

function ofTrail(
  { hops, end, stopped, start }: RedirectTrail,
  input: DiagnosisInput,
): readonly AddressNote[] {
  if (isProblem(input.blocked, 'redirected-away')) return [];
  const last = hops.at(-1);
  if (stopped === 'loop') return [{ note: 'redirect-loop', url: tellable(start), hops }];
  if (stopped === 'away' && last) {
    return [{ note: 'redirected-away', from: last.from, to: last.to }];
  }
  const notes: AddressNote[] = [];
  if (hops.length > 0 && stopped !== 'login') {
    const changes = [...new Set(hops.flatMap(changesOf))];
    notes.push({ note: 'redirects', hops, changes, end: end?.status ?? null });
  }
  if (end !== null && input.blocked === null && isMissingPage(end, input)) {
    notes.push({ note: 'outdated-link', url: tellable(end.url), status: end.status });
  }
  return notes;
}

/** A page below the front page that is gone. A REST route is no page. */
function isMissingPage({ url, status }: HttpAnswer, { address: site }: DiagnosisInput): boolean {
  const isBelow = site !== null && url !== site.home && url !== new URL(site.home).origin;
  return isBelow && (status === 404 || status === 410) && restRouteOf(url) === null;
}

function changesOf({ from, to }: Hop): readonly HopChange[] {
  const [before, after] = [new URL(from), new URL(to)];
  const changes: HopChange[] = [];
  if (before.protocol !== after.protocol) {
    changes.push(after.protocol === 'https:' ? 'to-https' : 'to-http');
  }
  if (before.hostname !== after.hostname) {
    changes.push(bareName(before.hostname) === bareName(after.hostname) ? 'www' : 'host');
  } else if (before.port !== after.port && before.protocol === after.protocol) {
    changes.push('port');
  }
  if (before.pathname !== after.pathname || before.search !== after.search) changes.push('path');
  return changes;
}

/** The site was found at `?rest_route=`: what does its pretty REST root say? */
async function ofPermalinks(
  { address: site }: DiagnosisInput,
  look: ServerReadings,
): Promise<readonly AddressNote[]> {
  if (site === null || !new URL(site.restRoot).searchParams.has('rest_route')) return [];
  const pretty = new URL('wp-json/', site.home).href;
  const answer = await look.ask(pretty);
  if (!isAnswer(answer) || answer.status !== 404 || isRestError(answer)) return [];
  if (await isPrettyElsewhere(site, look)) return [];
  return [{ note: 'permalinks', pretty, status: 404, plain: tellable(site.restRoot) }];
}

/** The feed has a pretty address that works: permalinks are on, and that one root is closed. */
async function isPrettyElsewhere({ home }: SiteAddress, look: ServerReadings): Promise<boolean> {
  const feed = await look.ask(new URL('feed/', home).href);
  return (
    isAnswer(feed) &&
    feed.status === 200 &&
    (feed.headers.get('content-type') ?? '').includes('xml')
  );
}

/** The folders above what is refused, until one is served. */
async function ofFolders(
  input: DiagnosisInput,
  look: ServerReadings,
): Promise<readonly AddressNote[]> {
  const symptom = input.symptoms.find(mayHaveOpenFolders);
  if (!symptom || !(await refusesVisitors(symptom, look))) return [];
  const above: { url: string; status: number }[] = [];
  let open: string | null = null;
  for (const url of foldersAbove(symptom.request.url)) {
    const answer = await look.ask(url);
    if (!isAnswer(answer)) break;
    above.push({ url: tellable(url), status: answer.status });
    if (answer.status >= 200 && answer.status < 300) {
      open = tellable(url);
      break;
    }
  }
  // All refused alike: the address is not what makes the difference, and other checks say what does.
  if (open === null) return [];
  const { status } = symptom.observed;
  return [{ note: 'folders', url: tellable(symptom.request.url), status, above, open }];
}

/**
 * The folders are read as a visitor reads them, so what is below them must be refused to such a reading, too: a rule
 * may be about the method, the sender or a header of the request alone.
 */
async function refusesVisitors(
  { observed, request }: Symptom,
  look: ServerReadings,
): Promise<boolean> {
  const { method, as, headers } = request;
  if (method === 'GET' && as === 'anonymous' && Object.keys(headers).length === 0) return true;
  const read = await look.ask(request.url);
  return isAnswer(read) && read.status === observed.status;
}

/** The dashboard, the login and what WordPress refuses to visitors by design are closed on purpose. */
function mayHaveOpenFolders({ observed, request }: Symptom): boolean {
  if (observed.status !== 401 && observed.status !== 403) return false;
  const asked = new URL(request.url);
  if (isAdminPage(asked) || isLoginPage(asked)) return false;
  return isReadOnly(request.method) && !isPrivateByDesign(request.method, request.url);
}

/** The addresses above an address. All pure. */

/** The most folders that are tried for one address. */
const MOST_FOLDERS = 3;

/**
 * `/a/b` and `/a` for `/a/b/c`, nearest first, three at most; for `?rest_route=` the routes above. Not
 * the front page, whose being open tells nothing, and not `/wp-json/wp`, which is no route.
 */
function foldersAbove(url: string): readonly string[] {
  const { origin, pathname, searchParams } = new URL(url);
  const route = searchParams.get('rest_route');
  const shorter = pathsAbove(route ?? pathname);
  return shorter
    .map((path) =>
      route === null ? `${origin}${path}` : `${origin}${pathname}?rest_route=${path}`,
    )
    .slice(0, MOST_FOLDERS);
}

/** A final slash is kept as it was written: WordPress redirects to the other form. */
function pathsAbove(path: string): readonly string[] {
  const slash = path.endsWith('/') ? '/' : '';
  const segments = path.split('/').filter(Boolean);
  return segments
    .map((_, index) => segments.length - 1 - index)
    .filter((length) => length > 0 && !/^v\d+$/.test(segments[length] ?? ''))
    .map((length) => `/${segments.slice(0, length).join('/')}${slash}`);
}

/** The kind of what the address has to do with it. */
function kindOf({ notes }: AddressFacts): Cause['kind'] {
  switch (notes[0]?.note) {
    case 'redirected-away':
    case 'redirect-loop':
    case 'redirects':
      return 'redirect';
    default:
      return 'wrong-address';
  }
}

export const addressCheck: Check<AddressFacts> = {
  id: 'address',
  sureness: 2,
  explains: everything,
  run: address,
  kindOf,
  // The site's address was found right; a request typed by hand may be written wrongly.
  maySpareSearch: (input) => input.exact && !isSigned(input),
  worksByHand: true,
};
