/** The gate again, once every plugin is cleared: the server answers in place of WordPress. */

import type { CauseFacts } from '../../model/facts/no-plugin.ts';
import { STATIC_FILE } from '../../wordpress/discover/recognise.ts';
import { parseChallenges } from '../../wordpress/http/basic-auth.ts';
import { hostOf } from '../../wordpress/http/header-marks.ts';
import type { HttpAnswer } from '../../wordpress/http/types.ts';
import { type AfterSearchInput, read, runsNoHook, unexplained } from '../input.ts';

/** The web server's own answers: their layer, as an observation names it. */
const SERVERS = new Set(['nginx', 'apache', 'iis', 'litespeed']);

/**
 * The server asks for a password, or refuses, before WordPress runs: its own error page, or a 401 for
 * a static file of WordPress, where no PHP is involved.
 */
export async function server(input: AfterSearchInput): Promise<CauseFacts | null> {
  const found = unexplained(input).find(
    ({ observation: { observed } }) =>
      observed.challenges.length > 0 || SERVERS.has(observed.layer ?? ''),
  );
  if (!found) return null;
  const { observed } = found.observation;
  const isServersPage = SERVERS.has(observed.layer ?? '');
  const file = await staticFile(input);
  const staticFiles = file?.status === 401;
  if (!staticFiles && !isServersPage) return null;

  const { url } = found.symptom.request;
  const challenges = observed.challenges.length > 0 ? observed.challenges : challengesOf(file);
  const name = observed.layer ?? serverName(file);
  if (challenges.length > 0) {
    return {
      kind: 'server-basic-auth',
      url,
      realm: challenges[0]?.realm ?? null,
      server: name,
      staticFiles,
      mayBeLeftover: runsNoHook(input.switchKind) && !staticFiles,
    };
  }
  return { kind: 'server', url, status: observed.status, server: name, host: hostOf(file) };
}

/** An answer without a REST code that WordPress would have given one: something in front of it. */
export async function notWordPress(input: AfterSearchInput): Promise<CauseFacts | null> {
  const [first] = unexplained(input);
  if (!first || first.observation.observed.code !== null) return null;
  const file = await staticFile(input);
  if (file?.status !== 401 && file?.status !== 403) return null;
  const { url } = first.symptom.request;
  const { status } = first.observation.observed;
  return { kind: 'server', url, status, server: serverName(file), host: hostOf(file) };
}

function staticFile(input: AfterSearchInput): Promise<HttpAnswer | null> {
  const url = input.address.siteUrl + STATIC_FILE;
  return read(input, 'anonymous', url);
}

function challengesOf(answer: HttpAnswer | null) {
  return parseChallenges(answer?.headers.get('www-authenticate') ?? null);
}

function serverName(answer: HttpAnswer | null): string | null {
  return answer?.headers.get('server')?.split(/[/ ]/)[0] || null;
}
