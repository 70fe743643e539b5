import { type Audience, type Identity, isAppIdentity } from '../model/report.ts';
import type { SiteAddress } from '../wordpress/http/types.ts';
import { isLoginPage, redirectTarget, restRouteOf } from '../wordpress/http/urls.ts';
import type { Asked } from './ask.ts';
import {
  type Candidate,
  type EditorIdentity,
  editorRequests,
  ownApplicationPasswords,
  routesNamedIn,
  savingProbe,
  secondRound,
} from './candidates.ts';

/** A question of a survey, and what became of it. */
export type Answered = { readonly candidate: Candidate; readonly asked: Asked };

/** Which questions are about whoever has the problem, and worth their request. */
export function worthAsking({
  audience,
  asksToSave,
  identities,
}: {
  readonly audience: Audience | null;
  readonly asksToSave: boolean;
  readonly identities: readonly Identity[];
}): (candidate: Candidate) => boolean {
  return (candidate) =>
    concerns(candidate, audience, identities) &&
    // A diagnosis has little to spend: what visitors rarely miss is left to a search.
    (asksToSave || candidate.topic !== 'feed');
}

/** True for a question about whoever has the problem. */
function concerns(
  { topic, request }: Candidate,
  audience: Audience | null,
  identities: readonly Identity[],
): boolean {
  switch (audience) {
    case null:
      return true;
    case 'visitors':
      return request.as === 'anonymous';
    case 'editor':
      return (
        request.as === editorOf(identities) && topic !== 'application-passwords' && topic !== 'shop'
      );
    case 'app':
      if (isAppIdentity(request.as)) return true;
      if (request.as === 'application-password' || topic === 'application-passwords') return true;
      // The page of the profile tells whether there are application passwords at all.
      if (topic === 'admin-page') return true;
      // Without a password of its own an app meets what visitors meet.
      return (
        !identities.includes('application-password') &&
        !identities.some(isAppIdentity) &&
        request.as === 'anonymous' &&
        restRouteOf(request.url) !== null
      );
  }
}

/** Who stands in for the editor. An application password does so badly, and only where it is all there is. */
function editorOf(identities: readonly Identity[]): EditorIdentity {
  return identities.includes('session') ? 'session' : 'application-password';
}

/** What the first answers make worth asking. */
export function secondQuestions(
  first: readonly Answered[],
  address: SiteAddress,
  {
    identities,
    asksToSave,
    audience,
  }: {
    readonly identities: readonly Identity[];
    readonly asksToSave: boolean;
    readonly audience: Audience | null;
  },
): readonly Candidate[] {
  const blocked = blockedIdentities(first);
  const editor = editorOf(identities);
  const mayEdit =
    identities.includes(editor) &&
    !blocked.includes(editor) &&
    (editor === 'session' || audience === 'editor');
  return [
    ...secondRound(address, identities, blocked),
    ...routesOnFrontPage(first, address, blocked),
    ...(asksToSave ? savingProbes(address, identities, blocked) : []),
    ...(asksToSave && mayEdit ? editorRequests(address, editor) : []),
    ...(maySwitchOff(first, address) && !isPasswordRefused(first)
      ? [ownApplicationPasswords(address)]
      : []),
  ];
}

/**
 * Whether application passwords may be switched off: the profile page of a signed-in user leaves out its
 * section on them where they would be there and a filter takes them away (wp-admin/user-edit.php).
 * Without https the section is there and says so. Where a plugin shows another page in its place, only an
 * address with https leaves no other reason for REST's refusal.
 */
function maySwitchOff(answered: readonly Answered[], { siteUrl }: SiteAddress): boolean {
  const asked = answered.find(({ candidate }) => candidate.topic === 'admin-page')?.asked;
  if (!asked?.answer) return false;
  const { text } = asked.answer;
  if (/<form[^>]*\bid=["']your-profile["']/.test(text)) {
    return !text.includes('application-passwords-section');
  }
  return siteUrl.startsWith('https:') && !leadsToLoginPage(asked);
}

/** The person's own application password is refused: that request shows it as its owner meets it. */
function isPasswordRefused(answered: readonly Answered[]): boolean {
  return answered.some(
    ({ candidate, asked }) =>
      candidate.topic === 'credential' &&
      asked.request.as === 'application-password' &&
      asked.observation.verdict === 'fails',
  );
}

/** REST addresses of this site that its front page names: scripts of visitors go there. */
function routesOnFrontPage(
  answered: readonly Answered[],
  address: SiteAddress,
  blocked: readonly Identity[],
): readonly Candidate[] {
  const page = answered.find(({ candidate }) => candidate.topic === 'front-page')?.asked.answer;
  return page && !blocked.includes('anonymous') ? routesNamedIn(page.text, address) : [];
}

function savingProbes(
  address: SiteAddress,
  identities: readonly Identity[],
  blocked: readonly Identity[],
): readonly Candidate[] {
  return identities
    .filter((as) => as !== 'anonymous' && as !== 'woocommerce-keys' && !blocked.includes(as))
    .map((as) => savingProbe(address, as));
}

/** Identities whose REST requests fail wherever they were tried. */
function blockedIdentities(answered: readonly Answered[]): readonly Identity[] {
  const telling = answered.filter(({ candidate }) =>
    ['rest', 'rest-index', 'credential'].includes(candidate.topic),
  );
  const identities = [...new Set(telling.map(({ asked }) => asked.request.as))];
  return identities.filter((as) =>
    telling
      .filter(({ asked }) => asked.request.as === as)
      .every(({ asked }) => asked.observation.verdict !== 'passes'),
  );
}

/** True for a redirect to the login page. */
export function leadsToLoginPage({ answer }: Asked): boolean {
  const target = answer && redirectTarget(answer);
  return target !== null && isLoginPage(target);
}
