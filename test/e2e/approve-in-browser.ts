// A person with a browser, who approves (or not) on WordPress' page for application passwords.

import { createConnection } from '../../src/wordpress/http/connection.ts';
import { createBrowser } from '../../src/wordpress/http/cookies.ts';
import {
  attribute,
  findAll,
  findFirst,
  type HtmlElement,
  parsePage,
} from '../../src/wordpress/http/html.ts';
import type { HttpAnswer } from '../../src/wordpress/http/types.ts';

/** What the person does on the page. */
export type Choice = 'approve' | 'reject';

/**
 * Opens `url`, signs in where the site asks for it, presses the button (or, where there is none, the way
 * back), and ends on the last page. Gives every page that was visited, in order.
 */
export async function visitApprovalPage(
  url: string,
  choice: Choice,
  account: { readonly user: string; readonly password: string },
): Promise<readonly HttpAnswer[]> {
  const connection = createConnection({ timeoutMs: 30_000, userAgent: 'Mozilla/5.0 (a person)' });
  const { send } = createBrowser(connection.explore);
  const visited: HttpAnswer[] = [];

  async function follow(first: HttpAnswer): Promise<HttpAnswer> {
    let answer = first;
    for (;;) {
      visited.push(answer);
      const location = answer.headers.get('location');
      if (location === null) return answer;
      answer = await send({ url: new URL(location, answer.url).href, retry: false });
    }
  }
  const post = async (page: HttpAnswer, form: HtmlElement, more: Record<string, string>) => {
    const body = new URLSearchParams({ ...fieldsOf(form), ...more });
    const action = new URL(attribute(form, 'action') ?? '', page.url).href;
    return follow(await send({ method: 'POST', url: action, body, retry: false }));
  };

  let page = await follow(await send({ url, retry: false }));
  const login = await formWith(page, 'pwd');
  if (login) page = await post(page, login, { log: account.user, pwd: account.password });
  const form = await formWith(page, 'app_name');
  if (form) {
    await post(page, form, { [choice]: 'yes' });
  } else {
    const back = findFirst(await parsePage(page.text), (element) =>
      /127\.0\.0\.1:\d+\/.*error=disabled/.test(attribute(element, 'href') ?? ''),
    );
    const href = back && attribute(back, 'href');
    if (!href) throw new Error(`Neither a form nor a way back:\n${page.text}`);
    await follow(await send({ url: href, retry: false }));
  }
  await connection.close();
  return visited;
}

async function formWith(page: HttpAnswer, field: string): Promise<HtmlElement | null> {
  const forms = findAll(await parsePage(page.text), ({ tagName }) => tagName === 'form');
  return forms.find((form) => field in fieldsOf(form)) ?? null;
}

function fieldsOf(form: HtmlElement): Record<string, string> {
  const inputs = findAll(form, ({ tagName }) => tagName === 'input');
  const sent = inputs.filter((input) => attribute(input, 'type') !== 'submit');
  return Object.fromEntries(
    sent.flatMap((input) => {
      const name = attribute(input, 'name');
      return name ? [[name, attribute(input, 'value') ?? '']] : [];
    }),
  );
}
