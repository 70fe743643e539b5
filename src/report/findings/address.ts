import type { AddressFacts, AddressNote, Hop, HopChange, Slip } from '../../model/facts/server.ts';
import { list, pathOf, safeUrl } from '../format.ts';
import type { FindingWords } from './words.ts';

/** The address, in words; of several notes the weightiest first. */
export function addressWords({ url, notes }: AddressFacts): FindingWords {
  if (notes.length === 0) {
    return {
      evidence: `${safeUrl(url)} is written correctly and is answered without a detour.`,
      meaning: 'Not the cause: the address is right.',
      advice: '',
    };
  }
  const told = notes.map(noteWords);
  const join = (part: keyof FindingWords) =>
    [...new Set(told.map((words) => words[part]))].join(' ').trim();
  return { evidence: join('evidence'), meaning: join('meaning'), advice: join('advice') };
}

function noteWords(note: AddressNote): FindingWords {
  switch (note.note) {
    case 'slip':
      return slipWords(note);
    case 'not-wordpress':
      return {
        evidence: `No WordPress was found at ${safeUrl(note.url)} (answer ${note.status}).`,
        meaning: 'The address may be misspelled or outdated, or lack the folder WordPress is in.',
        advice: 'Open the site in a browser and copy its address; a link into /wp-admin works too.',
      };
    case 'redirected-away':
      return {
        evidence: `${safeUrl(note.from)} leads to another site, ${safeUrl(note.to)}.`,
        meaning:
          'The link is outdated: the site has moved, or the domain belongs to something else.',
        advice: `If that is your site, use ${safeUrl(note.to)} everywhere, and start again with it.`,
      };
    case 'redirect-loop':
      return {
        evidence: `${safeUrl(note.url)} redirects in a circle: ${hopLines(note.hops)}.`,
        meaning: 'Nobody gets past the redirects, so no plugin is asked.',
        advice:
          'Set the same address (https or http, with or without www) in Settings > General, at the web server and at the CDN.',
      };
    case 'redirects':
      return redirectWords(note);
    case 'outdated-link':
      return {
        evidence: `${safeUrl(note.url)} answers ${note.status}: that page is not there.`,
        meaning: 'The link is outdated or misspelled; the site itself was found all the same.',
        advice: 'Take the link from the site itself.',
      };
    case 'permalinks':
      return {
        evidence: `${safeUrl(note.pretty)} answers ${note.status} with a page, and ${safeUrl(note.plain)} works.`,
        meaning:
          'Permalinks are set to "Plain", or the rewrite rules are missing: whoever asks for /wp-json/ finds nothing.',
        advice:
          'Choose another structure in Settings > Permalinks and save; on nginx, send unknown paths to index.php (try_files). Until then use ?rest_route=.',
      };
    case 'folders':
      return {
        evidence: `${pathOf(note.url)} answers ${note.status}; above it ${list(note.above.map(({ url, status }) => `${pathOf(url)} answers ${status}`))}.`,
        meaning: `The site lets visitors in at ${pathOf(note.open ?? note.url)}: only what is below it is refused.`,
        advice: `Look for what guards ${pathOf(note.url)} alone: a folder's password, a rule for that path, or the plugin that serves it.`,
      };
  }
}

const SLIPS: Readonly<Record<Slip, string>> = {
  blanks: 'blanks',
  wrapping: 'quotes or brackets around it',
  'trailing-punctuation': 'punctuation at its end, as copied links have it',
  scheme: 'a misspelled https://',
  comma: 'a comma in place of a dot',
  www: 'a misspelled www.',
  backslash: 'backslashes',
  'double-slash': 'double slashes',
  'wp-json': 'a misspelled /wp-json/',
  version: 'no version after the namespace (such as wp/v2)',
};

function slipWords(note: Extract<AddressNote, { note: 'slip' }>): FindingWords {
  const { of, written, meant, slips, answers } = note;
  const what = list(slips.map((slip) => SLIPS[slip]));
  const tried = answers === null ? '' : ` ${pathOf(meant)} answers ${answers}.`;
  const works = answers !== null && answers < 300;
  return {
    evidence: `${of === 'site' ? 'The address' : 'The request'} as typed (${safeUrl(written)}) has ${what}.${tried}`,
    meaning: works
      ? 'The address is the fault: mended, the same request works.'
      : 'Programs take an address literally; a browser may forgive this, or search for it.',
    advice: `Use ${safeUrl(meant)}.`,
  };
}

const CHANGES: Readonly<Record<HopChange, string>> = {
  'to-https': 'from http to https',
  'to-http': 'from https to http',
  www: 'between the name with and without www',
  host: 'to another host name',
  port: 'to another port',
  path: 'to another path',
};

function redirectWords({
  hops,
  changes,
  end,
}: Extract<AddressNote, { note: 'redirects' }>): FindingWords {
  const last = hops.at(-1);
  const drops = changes.filter((change) => change !== 'path');
  const evidence = `The address redirects: ${hopLines(hops)}${end === null ? '; it was not followed further' : `, which answers ${end}`}.`;
  const to = last ? safeUrl(last.to) : '';
  if (drops.length === 0) {
    return {
      evidence,
      meaning: 'Not the cause: the redirect stays on the same host, and credentials survive it.',
      advice: '',
    };
  }
  return {
    evidence,
    meaning: `It leads ${list(drops.map((change) => CHANGES[change]))}. Many programs drop the Authorization header at such a redirect and then get a 401, and a POST may become a GET. wp-bisect asks the final address directly, so its own 401 is not due to this.`,
    advice: `Give every program the final address: ${to}.`,
  };
}

function hopLines(hops: readonly Hop[]): string {
  return hops
    .map(({ status, from, to }) => `${status} ${safeUrl(from)} -> ${safeUrl(to)}`)
    .join(', ');
}
