import type { Language } from '../../language/language.ts';
import {
  type AddressFacts,
  type AddressNote,
  type Hop,
  type HopChange,
  isRefusal,
  type Slip,
} from '../../model/facts/server.ts';
import { pathOf, safeUrl } from '../format.ts';
import { keptOut, portalWords } from '../problems/network.ts';
import type { FindingWords } from './words.ts';

/** The address, in words; of several notes the weightiest first. */
export function addressWords(t: Language, { url, notes }: AddressFacts): FindingWords {
  if (notes.length === 0) {
    return {
      evidence: t.__('%(url)s is written correctly and answers without a redirect.', {
        url: safeUrl(url),
      }),
      meaning: t.__('Not the cause: the address is right.'),
      advice: '',
    };
  }
  const told = notes.map((note) => noteWords(t, note));
  const join = (part: keyof FindingWords) =>
    [...new Set(told.map((words) => words[part]))].join(' ').trim();
  return { evidence: join('evidence'), meaning: join('meaning'), advice: join('advice') };
}

function noteWords(t: Language, note: AddressNote): FindingWords {
  switch (note.note) {
    case 'slip':
      return slipsWords(t, note);
    case 'not-wordpress':
      if (isRefusal(note.status)) {
        const { fact, remedy } = keptOut(t, note.url, note.status);
        const meaning = t.__('What refuses stands in front of the site, or is one of its plugins.');
        return { evidence: fact, meaning, advice: remedy };
      }
      return {
        evidence: t.__('No WordPress was found at %(url)s (answer %(status)s).', {
          url: safeUrl(note.url),
          status: note.status,
        }),
        meaning: t.__(
          'The address may be misspelled or outdated, or lack the folder WordPress is in.',
        ),
        advice: t.__(
          'Open the site in a browser and copy its address; a link into /wp-admin works too.',
        ),
      };
    case 'redirected-away': {
      const portal = portalWords(t, note.from, note.to);
      if (portal) {
        const meaning = t.__('It is no other address of the site.');
        return { evidence: portal.fact, meaning, advice: portal.remedy };
      }
      return {
        evidence: t.__('%(from)s leads to another site, %(to)s.', {
          from: safeUrl(note.from),
          to: safeUrl(note.to),
        }),
        meaning: t.__(
          'The link is outdated: the site has moved, or the domain belongs to something else.',
        ),
        advice: t.__('If that is your site, use %(to)s everywhere, and start again with it.', {
          to: safeUrl(note.to),
        }),
      };
    }
    case 'redirect-loop':
      return {
        evidence: t.__('%(url)s redirects in a circle: %(hops)s.', {
          url: safeUrl(note.url),
          hops: hopLines(note.hops),
        }),
        meaning: t.__('The redirects never end, so no request reaches a plugin.'),
        advice: t.__(
          'Set the same address (https or http, with or without www) in Settings > General, at the web server and at the CDN.',
        ),
      };
    case 'redirects':
      return redirectWords(t, note);
    case 'outdated-link':
      return {
        evidence: t.__('%(url)s answers %(status)s: that page is not there.', {
          url: safeUrl(note.url),
          status: note.status,
        }),
        meaning: t.__('The link is outdated or misspelled. The site itself was found.'),
        advice: t.__('Copy the link from the site itself.'),
      };
    case 'permalinks':
      return {
        evidence: t.__('%(pretty)s answers %(status)s with a web page, while %(plain)s works.', {
          pretty: safeUrl(note.pretty),
          status: note.status,
          plain: safeUrl(note.plain),
        }),
        meaning: t.__(
          'Permalinks are set to "Plain", or the rewrite rules are missing. Programs that ask for /wp-json/ find nothing.',
        ),
        advice: t.__(
          'Choose another structure in Settings > Permalinks and save; on nginx, send unknown paths to index.php (try_files). Until then use ?rest_route=.',
        ),
      };
    case 'folders':
      return {
        evidence: // translators: %(above)s is a list of paths with their answers: /blog/ (200) and / (200)
          t.__('%(path)s answers %(status)s. Above it: %(above)s.', {
            path: pathOf(note.url),
            status: note.status,
            above: t.list(note.above.map(({ url, status }) => `${pathOf(url)} (${status})`)),
          }),
        meaning: t.__('The site lets visitors in at %(path)s and refuses only what is below it.', {
          path: pathOf(note.open ?? note.url),
        }),
        advice: t.__(
          'Look for what protects %(path)s alone: a password on the folder, a rule for that path, or the plugin that serves it.',
          { path: pathOf(note.url) },
        ),
      };
  }
}

function slipWords(t: Language, slip: Slip): string {
  const sentences: Readonly<Record<Slip, string>> = {
    blanks: t.__('It contains spaces.'),
    wrapping: t.__('Quotes or brackets are around it.'),
    'trailing-punctuation': t.__('Punctuation is at its end, as in copied links.'),
    scheme: t.__('The part https:// is misspelled.'),
    comma: t.__('A comma is in place of a dot.'),
    www: t.__('The part www. is misspelled.'),
    backslash: t.__('It contains backslashes.'),
    'double-slash': t.__('It contains double slashes.'),
    'wp-json': t.__('The part /wp-json/ is misspelled.'),
    version: t.__('The version after the namespace is missing (such as wp/v2).'),
  };
  return sentences[slip];
}

function slipsWords(t: Language, note: Extract<AddressNote, { note: 'slip' }>): FindingWords {
  const { of, written, meant, slips, answers: status } = note;
  const given = { written: safeUrl(written) };
  const fault =
    of === 'site'
      ? t.__('The address as typed (%(written)s) has mistakes.', given)
      : t.__('The request as typed (%(written)s) has mistakes.', given);
  const tried =
    status === null ? [] : [t.__('%(path)s answers %(status)s.', { path: pathOf(meant), status })];
  return {
    evidence: [fault, ...slips.map((slip) => slipWords(t, slip)), ...tried].join(' '),
    meaning:
      status !== null && status < 300
        ? t.__('The address is the cause: with the correct address the same request works.')
        : t.__('Programs take an address literally; a browser may correct it, or search for it.'),
    advice: t.__('Use %(url)s.', { url: safeUrl(meant) }),
  };
}

function changeWords(t: Language, change: HopChange): string {
  const sentences: Readonly<Record<HopChange, string>> = {
    'to-https': t.__('The redirect leads from http to https.'),
    'to-http': t.__('The redirect leads from https to http.'),
    www: t.__('The redirect adds or removes www.'),
    host: t.__('The redirect leads to another host name.'),
    port: t.__('The redirect leads to another port.'),
    path: t.__('The redirect leads to another path.'),
  };
  return sentences[change];
}

function redirectWords(
  t: Language,
  { hops, changes, end }: Extract<AddressNote, { note: 'redirects' }>,
): FindingWords {
  const last = hops.at(-1);
  const drops = changes.filter((change) => change !== 'path');
  const way = hopLines(hops);
  const evidence =
    end === null
      ? t.__('The address redirects: %(hops)s. The redirect was not followed further.', {
          hops: way,
        })
      : t.__('The address redirects: %(hops)s. The last address answers %(status)s.', {
          hops: way,
          status: end,
        });
  if (drops.length === 0) {
    return {
      evidence,
      meaning: t.__(
        'Not the cause: the redirect stays on the same host, so programs keep the credentials.',
      ),
      advice: '',
    };
  }
  return {
    evidence,
    meaning: [
      ...drops.map((change) => changeWords(t, change)),
      t.__(
        'Many programs drop the Authorization header at such a redirect and then get a 401, and a POST may become a GET. wp-bisect sends its requests to the final address, so its own 401 has another cause.',
      ),
    ].join(' '),
    advice: t.__('Give every program the final address: %(url)s.', {
      url: last ? safeUrl(last.to) : '',
    }),
  };
}

function hopLines(hops: readonly Hop[]): string {
  return hops
    .map(({ status, from, to }) => `${status} ${safeUrl(from)} -> ${safeUrl(to)}`)
    .join(', ');
}
