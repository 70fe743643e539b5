/** The survey begins while somebody signs in, where nobody has to be asked anything in between. */

import { type Ahead, createAhead } from '../symptoms/ahead.ts';
import { worthAsking } from '../symptoms/questions.ts';
import { createClient } from '../wordpress/http/client.ts';
import { AT_A_TIME } from '../wordpress/http/rate-limit.ts';
import type { AccessOptions } from '../wordpress/sign-in/sign-in.ts';
import { type Context, isAttended, type Reached } from './context.ts';
import { asksToSave, failsOnOf } from './find-symptoms.ts';

/**
 * Begins to ask what visitors are answered; undefined where the survey may turn out to be another one, or
 * none. To be stopped where nobody comes to survey the site.
 */
export function surveyAhead(
  context: Pick<Context, 'clock' | 'options' | 'signal'>,
  { address, connection }: Pick<Reached, 'address' | 'connection'>,
): Ahead | undefined {
  const { options, clock, signal } = context;
  const { audience, secrets } = options;
  if (!asksVisitors(context) || options.gate !== null) return undefined;
  const given = [secrets.applicationPassword, secrets.password].filter((each) => each !== null);
  const isWanted = worthAsking({ audience, asksToSave: asksToSave(context), identities: [] });
  // Whoever signs in is shown the login page anyway.
  const signsIn = secrets.password !== null && options.loginUrl === null;
  const ahead = createAhead({
    address,
    failsOn: failsOnOf(context),
    isWanted: (candidate) => isWanted(candidate) && (candidate.topic !== 'login-page' || !signsIn),
    asksToSave: asksToSave(context),
    // Nobody who signs in waits for the survey.
    places: AT_A_TIME - given.length,
    clock,
    signal,
  });
  ahead.hear('anonymous', address.seen ?? []);
  ahead.enter(
    'anonymous',
    createClient({ connection, address, credential: { identity: 'anonymous' } }),
  );
  return ahead;
}

/** True where visitors' requests will be looked at whatever comes between. */
export function asksVisitors(context: Pick<Context, 'options'>): boolean {
  const { audience, mode, requests } = context.options;
  const isSurvey = (mode === 'bisect' || mode === 'diagnose') && requests.length === 0;
  const isForAll = audience === null || audience === 'visitors';
  return isSurvey && isForAll && !isAttended(context);
}

/** Each credential's questions follow as soon as the site takes it for somebody. */
export function enteringOf({
  ahead,
}: Pick<Reached, 'ahead'>): Pick<AccessOptions, 'onOpened' | 'onLoginPage'> {
  if (ahead === undefined) return {};
  return {
    onOpened: (client, me) => ahead.enter(client.identity, client, me),
    onLoginPage: (answer) => ahead.hear('anonymous', [answer]),
  };
}
