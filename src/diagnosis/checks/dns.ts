import { isIP } from 'node:net';
import type { AddressAnswer, NameFacts } from '../../model/facts/access.ts';
import type { FindingResult, Found } from '../../model/findings.ts';
import { isLoopback, isPrivateName } from '../../model/host-names.ts';
import type { SymptomRequest } from '../../model/report.ts';
import { parseTyped } from '../../wordpress/discover/typed-address.ts';
import { restErrorIn } from '../../wordpress/http/rest-error.ts';
import { tellable } from '../../wordpress/http/urls.ts';
import { type Check, everything } from '../check.ts';
import type { DiagnosisInput } from '../input.ts';
import { isFailure, isFlapping, isRepeatable, lookAt } from '../reader.ts';

/** Does the name lead everybody to the same server? */
async function dns(input: DiagnosisInput): Promise<Found<NameFacts>> {
  const host = hostOf(input);
  if (host === null) return found('not-checked', { kind: 'names-unknown', host });
  const why = whyLocal(host);
  if (why !== null) return found('cleared', { kind: 'names-local', host, why });

  const { names, signal } = input;
  const [asked, zone, entries] = await Promise.all([
    names.lookup(host).then(
      (addresses) => ({ addresses, code: null }),
      (error: unknown) => ({ addresses: [], code: codeOf(error) }),
    ),
    names.authoritative(host, signal).catch(() => null),
    names.hostsFile().catch(() => []),
  ]);
  signal.throwIfAborted();
  if (asked.code !== null) return ofUnknown(host, asked.code, zone, input);

  const { addresses } = asked;
  const entry = entries.find((each) => each.names.includes(host));
  if (entry && !zone?.includes(entry.address)) return ofHostsFile(host, entry.address, zone, input);
  const agrees = zone === null || zone.some((address) => addresses.includes(address));
  if (!agrees) return ofDifference(host, addresses, zone, input);
  return ofServers(host, addresses, zone !== null, input);
}

function ofUnknown(
  host: string,
  code: string,
  zone: readonly string[] | null,
  { address, system }: DiagnosisInput,
): Found<NameFacts> {
  // Reached all the same (a proxy looks names up), or nobody here can ask: that says nothing.
  const tells = address === null && (zone !== null || code === 'ENOTFOUND');
  return tells
    ? found('clue', { kind: 'names-not-found', host, code, zone, system })
    : found('not-checked', { kind: 'names-unknown', host });
}

async function ofHostsFile(
  host: string,
  address: string,
  zone: readonly string[] | null,
  input: DiagnosisInput,
): Promise<Found<NameFacts>> {
  const { compared, fails } = await compare([address, ...(zone ?? []).slice(0, 1)], input);
  const facts = { host, address, zone, compared, fails, system: input.system };
  return found(resultOf(compared, fails, address), { kind: 'names-hosts-file', ...facts });
}

async function ofDifference(
  host: string,
  addresses: readonly string[],
  zone: readonly string[],
  input: DiagnosisInput,
): Promise<Found<NameFacts>> {
  const [own = ''] = addresses;
  const { compared, fails } = await compare([own, ...zone.slice(0, 1)], input);
  const facts = { host, addresses, zone, compared, fails, system: input.system };
  return found(resultOf(compared, fails, own), { kind: 'names-differ', ...facts });
}

/** The address in use explains a failure where another one works. */
function resultOf(
  compared: readonly AddressAnswer[],
  fails: readonly string[],
  own: string,
): FindingResult {
  if (fails[0] === own && isOneOfTwo(compared, fails)) return 'cause';
  return compared.length > 1 && areAlike(compared) ? 'cleared' : 'clue';
}

/** One of two fails, and the other one works: any other answer may be anybody's. */
function isOneOfTwo(compared: readonly AddressAnswer[], fails: readonly string[]): boolean {
  const works = compared.filter(({ status }) => status >= 200 && status < 300);
  return compared.length === 2 && works.length === 1 && fails.length === 1;
}

/** Several addresses are several servers, perhaps: one of them may be the one that refuses. */
async function ofServers(
  host: string,
  addresses: readonly string[],
  zoneAsked: boolean,
  input: DiagnosisInput,
): Promise<Found<NameFacts>> {
  const two = [
    ...addresses.filter((address) => isIP(address) === 4).slice(0, 2),
    ...addresses.filter((address) => isIP(address) === 6).slice(0, 2),
  ];
  // One of each family where there are both: a forgotten IPv6 record is the usual mistake.
  const pair =
    two.length > 2 ? [two[0]!, two.find((address) => isIP(address) === 6) ?? two[1]!] : two;
  const { compared, fails } = await compare(pair, input);
  if (isOneOfTwo(compared, fails)) {
    return found('cause', { kind: 'names-servers-differ', host, addresses, compared, fails });
  }
  const alike = compared.length === 2 && areAlike(compared) ? compared : [];
  return found('cleared', {
    kind: 'names-agree',
    host,
    addresses,
    zoneAsked,
    compared: alike,
  });
}

/**
 * The same request, without any credential, to each address: only where something fails for visitors.
 * A difference counts when it shows three times; a failure that comes and goes would show it by chance.
 */
async function compare(
  addresses: readonly string[],
  input: DiagnosisInput,
): Promise<{ readonly compared: readonly AddressAnswer[]; readonly fails: readonly string[] }> {
  const symptom = input.symptoms.find(
    (each) => each.request.as === 'anonymous' && isRepeatable(each) && !hasSecrets(each.request),
  );
  const nothing = { compared: [], fails: [] };
  if (!symptom || addresses.length < 2 || !input.exploreAt) return nothing;
  if (isFlapping(input, symptom)) return nothing;
  const { method, url } = symptom.request;
  const ask = async () => {
    const compared: AddressAnswer[] = [];
    const fails: string[] = [];
    for (const address of addresses) {
      const answer = await lookAt(input, address, { method, url });
      const code = (answer && restErrorIn(answer)?.code) ?? null;
      compared.push({ address, status: answer?.status ?? 0, code });
      if (answer && isFailure(symptom, answer)) fails.push(address);
    }
    return { compared, fails };
  };
  const first = await ask();
  if (first.fails.length !== 1) return first;
  for (let again = 0; again < 2; again += 1) {
    const { fails } = await ask();
    if (fails.join() !== first.fails.join()) return nothing;
  }
  return first;
}

/** What a person put into the request may be a secret, and an address may be somebody else's by now. */
function hasSecrets({ url, headers }: SymptomRequest): boolean {
  return Object.keys(headers).length > 0 || tellable(url) !== new URL(url).href;
}

function areAlike(compared: readonly AddressAnswer[]): boolean {
  const [first] = compared;
  if (first?.status === 0) return false;
  return compared.every(({ status, code }) => status === first?.status && code === first.code);
}

/** The host of the site; where it was not found, of what was typed, read as the search for it read that. */
function hostOf({ address, typed }: DiagnosisInput): string | null {
  if (address) return new URL(address.home).hostname;
  try {
    return new URL(`https://${parseTyped(typed).host}`).hostname;
  } catch {
    return null;
  }
}

/** Names that no public DNS serves, and addresses, which are no names at all. */
function whyLocal(host: string): (NameFacts & { kind: 'names-local' })['why'] | null {
  if (isLoopback(host)) return 'loopback';
  if (isIP(host.replace(/^\[|\]$/g, '')) !== 0) return 'ip-address';
  return isPrivateName(host) ? 'private-name' : null;
}

function codeOf(error: unknown): string {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : 'unknown';
}

function found(result: FindingResult, facts: NameFacts): Found<NameFacts> {
  return { check: 'dns', result, facts };
}

export const dnsCheck: Check<NameFacts> = {
  id: 'dns',
  sureness: 1,
  explains: everything,
  run: dns,
  kindOf: () => 'dns',
  worksByHand: true,
};
