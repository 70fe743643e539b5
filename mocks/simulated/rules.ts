import { type Formula, namesPlugin, parseFormula } from './formula.ts';
import type { Answer, Area, Hook, Identity, RequestMatch, Rule, Target } from './types.ts';

/** A rule with its shorthands resolved and its formula parsed. */
export interface CompiledRule {
  readonly formula: Formula;
  readonly match: RequestMatch;
  readonly hook: Hook;
  readonly priority: number;
  readonly chance: number;
  readonly answer: Answer;
  /** The one rule that answers nothing: application passwords are switched off. */
  readonly switchesApplicationPasswordsOff: boolean;
}

/** What the names of formulas are looked up in: the plugins that run, and what else is installed. */
export interface Surroundings {
  /** Files of the running plugins. */
  readonly running: readonly string[];
  readonly theme: string;
  readonly mustUse: ReadonlySet<string>;
  readonly dropIns: ReadonlySet<string>;
  readonly leftovers: ReadonlySet<string>;
}

/** The request as rules see it. */
export interface RuleRequest {
  readonly area: Area;
  readonly method: string;
  readonly path: string;
  readonly frontPage: boolean;
}

const HOOKS: Readonly<Record<Hook, readonly Area[]>> = {
  plugins_loaded: ['rest', 'front', 'login', 'admin', 'ajax'],
  init: ['rest', 'front', 'login', 'admin', 'ajax'],
  parse_request: ['rest', 'front'],
  login_init: ['login'],
  admin_init: ['admin', 'ajax'],
  rest_api_init: ['rest'],
  rest_authentication_errors: ['rest'],
  rest_pre_dispatch: ['rest'],
  template_redirect: ['front'],
};

/** Parses and checks every rule. Throws for a formula over unknown plugins or a hook its requests never reach. */
export function compileRules(
  rules: readonly Rule[],
  isKnown: (name: string) => boolean,
): readonly CompiledRule[] {
  const compiled = rules.map((rule) => compileRule(rule, isKnown));
  return compiled.toSorted((a, b) => a.priority - b.priority);
}

/** Parses a formula and checks its names. */
export function checkedFormula(text: string, isKnown: (name: string) => boolean): Formula {
  const formula = parseFormula(text);
  for (const name of formula.names) {
    if (!isKnown(name))
      throw new Error(`Simulated site: "${text}" names "${name}", which is not there.`);
  }
  return formula;
}

/** Value of a formula while these plugins run. */
export function holds(formula: Formula, around: Surroundings): boolean {
  return formula.holds((name) => {
    const [kind, rest = ''] = name.split(/:(.*)/s);
    switch (kind) {
      case 'theme':
        return around.theme === rest;
      case 'mu':
        return around.mustUse.has(rest) || around.mustUse.has(`${rest}.php`);
      case 'drop-in':
        return around.dropIns.has(rest) || around.dropIns.has(`${rest}.php`);
      case 'left-by':
        return around.leftovers.has(rest);
      default:
        return around.running.some((file) => namesPlugin(name, file));
    }
  });
}

/** The rules of one hook that want to answer, in the order their callbacks run. */
export function rulesAt(
  rules: readonly CompiledRule[],
  hook: Hook,
  request: RuleRequest,
  around: Surroundings,
): readonly CompiledRule[] {
  return rules.filter(
    (rule) =>
      rule.hook === hook &&
      !rule.switchesApplicationPasswordsOff &&
      matchesRequest(rule.match, request) &&
      holds(rule.formula, around),
  );
}

/** True when the rule is for senders of this kind. */
export function matchesSender(rule: CompiledRule, as: Identity): boolean {
  return isOneOf(as, rule.match.as);
}

function compileRule(rule: Rule, isKnown: (name: string) => boolean): CompiledRule {
  const { match, hook: usual } = resolveTarget(rule.at);
  const hook = rule.hook ?? usual;
  const areas = list(match.area);
  if (areas && !areas.some((area) => HOOKS[hook].includes(area))) {
    throw new Error(`Simulated site: ${areas.join(', ')} requests never reach ${hook}.`);
  }
  return {
    formula: checkedFormula(rule.when, isKnown),
    match,
    hook,
    priority: rule.priority ?? 10,
    chance: rule.chance ?? 1,
    answer: rule.answer ?? {},
    switchesApplicationPasswordsOff: rule.at === 'application-passwords',
  };
}

function resolveTarget(target: Target): { match: RequestMatch; hook: Hook } {
  switch (target) {
    case 'anonymous-rest':
      return { match: { area: 'rest', as: 'anonymous' }, hook: 'rest_authentication_errors' };
    case 'rest-without-session':
      // At init an application password does not count yet (wp-settings.php:766).
      return { match: { area: 'rest', as: 'anonymous' }, hook: 'init' };
    case 'rest':
      return { match: { area: 'rest' }, hook: 'rest_authentication_errors' };
    case 'application-passwords':
      return { match: { area: 'rest' }, hook: 'plugins_loaded' };
    case 'front-page':
      return { match: { area: 'front', frontPage: true }, hook: 'template_redirect' };
    case 'front':
      return { match: { area: 'front' }, hook: 'template_redirect' };
    case 'login-page':
      return { match: { area: 'login' }, hook: 'login_init' };
    case 'admin':
      return { match: { area: ['admin', 'ajax'] }, hook: 'admin_init' };
    case 'everything':
      return { match: {}, hook: 'plugins_loaded' };
    default:
      return { match: target, hook: usualHook(target) };
  }
}

function usualHook(match: RequestMatch): Hook {
  const area = match.namespace ? 'rest' : list(match.area)?.[0];
  switch (area) {
    case 'rest':
      return match.path || match.namespace ? 'rest_pre_dispatch' : 'rest_authentication_errors';
    case 'front':
      return 'template_redirect';
    case 'login':
      return 'login_init';
    case 'admin':
    case 'ajax':
      return 'admin_init';
    default:
      return match.frontPage ? 'template_redirect' : 'plugins_loaded';
  }
}

function matchesRequest(match: RequestMatch, request: RuleRequest): boolean {
  if (!isOneOf(request.area, match.area)) return false;
  if (!isOneOf(request.method, match.method)) return false;
  if (match.frontPage && !request.frontPage) return false;
  if (match.namespace && !isUnder(request, match.namespace)) return false;
  return match.path === undefined || matchesPath(match.path, request.path);
}

function isUnder(request: RuleRequest, namespace: string): boolean {
  return request.area === 'rest' && `${request.path}/`.startsWith(`/${namespace}/`);
}

/** `*` stands for any characters, slashes included. */
export function matchesPath(pattern: string, path: string): boolean {
  const source = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${source.join('.*')}$`).test(path);
}

function isOneOf<T>(value: T, wanted: T | readonly T[] | undefined): boolean {
  return wanted === undefined || (list(wanted) as readonly T[]).includes(value);
}

function list<T>(value: T | readonly T[] | undefined): readonly T[] | undefined {
  if (value === undefined) return undefined;
  return Array.isArray(value) ? value : [value as T];
}
