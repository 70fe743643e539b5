/** WordPress' login page, read as a browser reads it. */

import {
  attribute,
  findAll,
  findFirst,
  type HtmlElement,
  nodeText,
  parsePage,
} from '../http/html.ts';

/** What a login page (or the page after it) holds. */
export type LoginPage = {
  readonly form: LoginForm | null;
  /** The form asks for something only a person can do. */
  readonly captcha: boolean;
  /** The page asks for a second factor. */
  readonly secondFactor: boolean;
  readonly error: LoginError | null;
};

/** A form with a password field. */
export type LoginForm = {
  /** As written; empty for the page itself. */
  readonly action: string;
  readonly userField: string;
  readonly passwordField: string;
  /** Everything else it sends: hidden fields and its button. */
  readonly fields: Readonly<Record<string, string>>;
  /** What stands in the user field. */
  readonly userValue: string;
};

/** What the page says went wrong. */
type LoginError = {
  readonly text: string;
  /** Core links there when the user exists and the password is wrong. */
  readonly linksToLostPassword: boolean;
  /** Texts in bold; core puts an unknown user name in one. */
  readonly bold: readonly string[];
};

const CAPTCHA = /captcha|cf-turnstile|friendlycaptcha|mosparo/i;
const SECOND_FACTOR =
  /validate_2fa|two[-_]?factor|(^|[-_])2fa|totp|authcode|auth[-_]code|mfa[-_]|otp[-_]?(code|token)|googleotp/i;

/** No form is longer, whatever is printed around it. */
const LONGEST_LOGIN_PAGE = 1_024 * 1_024;

/** Bold in bold in bold would take the square of the page's length. */
const MOST_BOLD = 20;

/** Forms that do not end are within each other, and would take the square of the page's length. */
const MOST_FORMS = 30;

/** Reads a page. */
export async function readLoginPage(html: string): Promise<LoginPage> {
  const page = await parsePage(html.slice(0, LONGEST_LOGIN_PAGE));
  const forms = findAll(page, ({ tagName }) => tagName === 'form').slice(0, MOST_FORMS);
  const login = forms.find((form) => passwordsOf(form).length === 1) ?? null;
  const error = findFirst(page, (element) => attribute(element, 'id') === 'login_error');
  return {
    form: login && readForm(login),
    captcha: login !== null && findAll(login, isCaptcha).length > 0,
    secondFactor: forms.some((form) => form !== login && asksSecondFactor(form)),
    error: error && {
      text: nodeText(error).slice(0, 300),
      linksToLostPassword: findAll(error, isLostPasswordLink).length > 0,
      bold: findAll(error, ({ tagName }) => tagName === 'strong' || tagName === 'b')
        .slice(0, MOST_BOLD)
        .map((each) => nodeText(each)),
    },
  };
}

function readForm(form: HtmlElement): LoginForm | null {
  const inputs = findAll(form, ({ tagName }) => tagName === 'input' || tagName === 'button');
  const password = passwordsOf(form)[0];
  const user = inputs.find((input) => isUserField(input));
  if (password === undefined || user === undefined) return null;
  const fields: Record<string, string> = {};
  for (const input of inputs) {
    const name = attribute(input, 'name');
    const type = attribute(input, 'type')?.toLowerCase();
    if (name && (type === 'hidden' || type === 'submit')) {
      fields[name] = attribute(input, 'value') ?? '';
    }
  }
  return {
    action: attribute(form, 'action') ?? '',
    userField: attribute(user, 'name') ?? 'log',
    passwordField: attribute(password, 'name') ?? 'pwd',
    userValue: attribute(user, 'value') ?? '',
    fields,
  };
}

/** Hidden fields named by captchas are filled by scripts; a program leaves them empty. */
function isCaptcha(element: HtmlElement): boolean {
  return ['class', 'id', 'name', 'src'].some((name) =>
    CAPTCHA.test(attribute(element, name) ?? ''),
  );
}

function asksSecondFactor(form: HtmlElement): boolean {
  return [form, ...findAll(form, ({ tagName }) => tagName === 'input')].some((element) =>
    ['name', 'id', 'action', 'class'].some((name) =>
      SECOND_FACTOR.test(attribute(element, name) ?? ''),
    ),
  );
}

function isUserField(input: HtmlElement): boolean {
  if (input.tagName !== 'input' || !attribute(input, 'name')) return false;
  const type = attribute(input, 'type')?.toLowerCase() ?? 'text';
  return type === 'text' || type === 'email';
}

function passwordsOf(form: HtmlElement): readonly HtmlElement[] {
  return findAll(form, (element) => attribute(element, 'type')?.toLowerCase() === 'password');
}

function isLostPasswordLink(element: HtmlElement): boolean {
  return (
    element.tagName === 'a' &&
    /lost-?password|retrievepassword/i.test(attribute(element, 'href') ?? '')
  );
}
