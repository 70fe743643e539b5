import { cookieNames, createNonce, newApplicationPassword, startSession } from './accounts.ts';
import { realClock } from './clock.ts';
import { dispatch } from './dispatch.ts';
import { toInstalled, toSpec } from './installed.ts';
import { toResponse } from './reply.ts';
import { restUrl } from './rest-answer.ts';
import { canonicalRedirect, finish } from './server.ts';
import {
  type Account,
  baseUrl,
  changeOptions,
  createState,
  pluginNamed,
  running,
  type SiteState,
  settleSecondsOff,
  writeActive,
} from './state.ts';
import type {
  AnswerListener,
  LogEntry,
  RequestListener,
  Seen,
  SimulatedSite,
  SiteOptions,
  Snapshot,
  ToggleListener,
} from './types.ts';
import { locate, readBody } from './visit.ts';

/** A new fake WordPress. Throws when the options contradict themselves. */
export function createSite(options: SiteOptions = {}): SimulatedSite {
  const clock = options.clock ?? realClock();
  const state = createState(options, clock);
  const log: LogEntry[] = [];
  const listeners = {
    request: new Set<RequestListener>(),
    answer: new Set<AnswerListener>(),
    toggle: new Set<ToggleListener>(),
  };
  let requests = 0;
  let counted = { requests: 0, toggles: 0, states: 0, logins: 0, failed: 0 };

  const account = (login: string): Account => {
    const found = state.accounts.find(({ spec }) => spec.login === login);
    if (!found) throw new Error(`Simulated site: there is no user "${login}".`);
    return found;
  };

  const site: SimulatedSite = {
    get url() {
      return state.base.href;
    },
    get restUrl() {
      return restUrl(state, '/');
    },
    get options() {
      return state.options;
    },
    clock,
    log,
    get active() {
      return state.active.filter((file) => state.installed.has(file)).map(toId);
    },
    get counters() {
      settleSecondsOff(state);
      return {
        requests: requests - counted.requests,
        toggles: state.toggles.length - counted.toggles,
        states: state.states - counted.states,
        pluginSecondsOff: state.off.seconds,
        logins: state.logins.succeeded - counted.logins,
        failedLogins: state.logins.failed - counted.failed,
      };
    },
    handle: async (request, address = '127.0.0.1') => {
      requests += 1;
      const number = requests;
      const { area, path } = locate(state, new URL(request.url));
      const seen: Seen = { number, request: request.clone(), area, path, address };
      const body = await readBody(request);
      const at = clock.now();
      const before = await firstOverride(
        [...listeners.request].map((listener) => () => listener(seen, site)),
      );
      const { reply, visit } = before
        ? { reply: undefined, visit: undefined }
        : await dispatch(state, seen, body);
      const given = before ?? finish(reply!, request.method);
      const after =
        given.type === 'error'
          ? undefined
          : await firstOverride(
              [...listeners.answer].map((listener) => () => listener(seen, given.clone(), site)),
            );
      const answer = after ?? given;
      log.push({
        number: seen.number,
        at,
        method: request.method,
        url: request.url,
        area,
        path,
        as: visit?.identity.as ?? 'anonymous',
        user: visit?.identity.user ?? '',
        requestHeaders: Object.fromEntries(request.headers),
        requestBody: body.text,
        status: answer.status,
        code: answer === given ? (reply?.code ?? '') : '',
        running: (visit?.running ?? []).map(toId),
        toggles: state.toggles.filter((toggle) => toggle.request === seen.number),
      });
      return answer;
    },
    owns: (url) => {
      const target = new URL(url);
      return target.origin === state.base.origin || canonicalRedirect(state, target) !== undefined;
    },
    activate: (...plugins) => {
      const files = plugins.map((name) => pluginNamed(state, name).file);
      const active = [...new Set([...state.active, ...files])].toSorted();
      writeActive(state, { active }, 'elsewhere', 0);
    },
    deactivate: (...plugins) => {
      const files = plugins.map((name) => pluginNamed(state, name).file);
      writeActive(
        state,
        { active: state.active.filter((file) => !files.includes(file)) },
        'elsewhere',
        0,
      );
    },
    writeOption: (active) => writeActive(state, { active }, 'wp-cli', 0),
    remove: (plugin) => {
      state.installed.delete(pluginNamed(state, plugin).file);
    },
    install: (plugin) => {
      const spec = toSpec(plugin);
      state.installed.set(spec.file, toInstalled(spec));
    },
    change: (changes) => changeOptions(state, changes),
    endSessions: () => {
      for (const { sessions } of state.accounts) sessions.clear();
    },
    revokeApplicationPasswords: (login) => {
      state.table.set('using_application_passwords', '1');
      account(login).applicationPasswords.clear();
    },
    addApplicationPassword: (login) => newApplicationPassword(account(login)),
    signIn: (login) => {
      const { token, value } = startSession(state, account(login));
      const { auth, loggedIn } = cookieNames(state);
      return {
        cookie: `${auth}=${value}; ${loggedIn}=${value}`,
        nonce: createNonce(state, 'wp_rest', { account: account(login), token }),
      };
    },
    snapshot: () => snapshot(state),
    resetCounters: () => {
      settleSecondsOff(state);
      state.off.seconds = 0;
      state.off.baseline = running(state);
      counted = {
        requests,
        toggles: state.toggles.length,
        states: state.states,
        logins: state.logins.succeeded,
        failed: state.logins.failed,
      };
    },
    on: (event: keyof typeof listeners, listener: never) => {
      const set = listeners[event] as Set<unknown>;
      set.add(listener);
      return () => {
        set.delete(listener);
      };
    },
    moveTo: (url) => {
      state.base = baseUrl(url);
    },
  };
  state.onToggle = (toggle) => {
    for (const listener of listeners.toggle) listener(toggle, site);
  };
  return site;
}

/** Runs listeners in order until one gives a Response or cuts the connection. */
async function firstOverride(listeners: readonly (() => unknown)[]): Promise<Response | undefined> {
  for (const listener of listeners) {
    const result = await listener();
    if (result instanceof Response) return result;
    if (result === 'drop')
      return toResponse({ status: 0, headers: [], body: '', dropped: true }, 'GET');
  }
  return undefined;
}

function snapshot(state: SiteState): Snapshot {
  const sorted = (values: Iterable<string>) => [...values].toSorted();
  return {
    active: sorted(state.active.map(toId)),
    networkActive: sorted(state.network.map(toId)),
    installed: sorted([...state.installed.keys()].map(toId)),
    theme: state.theme,
    mustUse: sorted(state.mustUse),
    dropIns: sorted(state.dropIns),
    leftovers: sorted(state.leftovers),
    options: Object.fromEntries([...state.table].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function toId(file: string): string {
  return file.replace(/\.php$/, '');
}
