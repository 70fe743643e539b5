import type { SymptomRequest } from '../model/report.ts';
import { namesPrettyRoot } from '../wordpress/discover/recognise.ts';
import { isFromRestServer } from '../wordpress/http/response-source.ts';
import { withPlainPermalink } from '../wordpress/http/urls.ts';
import { anomaliesOf } from './anomalies.ts';
import {
  type Asked,
  type Asking,
  type AskingOptions,
  askingOf,
  askOnce,
  failRateOf,
  type Rate,
  throwIfUnreachable,
} from './ask.ts';
import { doubtsOfApps, isDoubted, isItsOwn } from './doubts.ts';
import { headOf } from './group.ts';
import type { Survey } from './survey.ts';
import { DEFAULT_FAILS_ON, judgePassword } from './verdict.ts';

/** What became of the person's own requests with everything on. */
export type FirstLook = Pick<Survey, 'symptoms' | 'rates' | 'anomalies'> & {
  /** Requests that do not fail: nothing to search for there. */
  readonly healthy: Survey['healthy'];
};

/**
 * Sends the person's own requests exactly as given, each up to three times, one after the other. A
 * `/wp-json/` address where no WordPress answers is tried as `?rest_route=`, and asked for so from then on where
 * the site has plain permalinks: on any other one its address is closed, and that is what fails.
 */
export async function firstLook(
  requests: readonly SymptomRequest[],
  options: AskingOptions,
): Promise<FirstLook> {
  const asking = { ...askingOf(options), exact: true };
  const asked: Asked[] = [];
  for (const request of requests)
    asked.push(orTurnedDown(await askAsTyped(request, asking), asking));
  throwIfUnreachable(asked.map((each) => ({ asked: each })));
  const doubts = await doubtsOfApps(asked, asking);
  const failing = asked.filter(
    (each) =>
      each.observation.verdict === 'fails' && !doubts.some((doubt) => isDoubted(each, doubt)),
  );
  const rates: Rate[] = [];
  for (const { request, failsOn } of failing) {
    // A write is not repeated to find out how reliably it fails.
    const once = { fails: 1, of: 1 };
    const counted = { ...asking, failsOn };
    rates.push(request.method === 'GET' ? await failRateOf(request, counted) : once);
  }
  return {
    symptoms: failing.map(({ request, observation, answer, failsOn }) => ({
      request,
      failsOn: failsOn ?? DEFAULT_FAILS_ON,
      observed: observation.observed,
      head: headOf(answer),
    })),
    rates,
    healthy: asked
      .filter(({ observation }) => observation.verdict === 'passes')
      .filter((each) => !doubts.some((doubt) => isItsOwn(each, doubt)))
      .map(({ request, observation }) => ({ request, observed: observation.observed })),
    anomalies: [
      ...doubts,
      ...asked
        .filter((each) => !doubts.some((doubt) => isItsOwn(each, doubt)))
        .flatMap(anomaliesOf),
    ],
  };
}

/** An application password that is turned down, whatever the status: that is the failure. */
function orTurnedDown(asked: Asked, { failsOn = DEFAULT_FAILS_ON }: Asking): Asked {
  const { request, answer } = asked;
  return answer === null
    ? { ...asked, failsOn }
    : { ...asked, ...judgePassword({ request, failsOn }, answer) };
}

async function askAsTyped(request: SymptomRequest, asking: Asking): Promise<Asked> {
  const asked = await askOnce(request, asking);
  const plain = withPlainPermalink(request.url);
  const { answer } = asked;
  if (plain === null || answer?.status !== 404 || isFromRestServer(answer)) return asked;
  const second = await askOnce({ ...request, url: plain }, asking);
  const isSame =
    second.answer !== null && isFromRestServer(second.answer) && !namesPrettyRoot(second.answer);
  return isSame ? second : asked;
}
