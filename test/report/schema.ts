// A validator for the keywords of JSON Schema 2020-12 that the report's schema uses; any other
// keyword is an error, so that nothing in the schema goes unchecked.

type Schema = { readonly [keyword: string]: unknown };

const ANNOTATIONS = ['$schema', '$id', '$defs', 'title', 'description'];

/** What is wrong with `value`, one line each; empty when it is valid. */
export function violations(root: Schema, value: unknown): string[] {
  return check(root, value, '$');

  function check(schema: Schema, data: unknown, at: string): string[] {
    return Object.entries(schema).flatMap(([keyword, rule]) => {
      if (ANNOTATIONS.includes(keyword)) return [];
      return checkKeyword(keyword, rule, data, at);
    });
  }

  function checkKeyword(keyword: string, rule: unknown, data: unknown, at: string): string[] {
    const no = (isRight: boolean) => (isRight ? [] : [`${at}: ${keyword}`]);
    const object = isObject(data) ? data : undefined;
    switch (keyword) {
      case '$ref':
        return check(lookUp(String(rule)), data, at);
      case 'const':
        return no(data === rule);
      case 'enum':
        return no((rule as unknown[]).includes(data));
      case 'type':
        return no([rule].flat().some((type) => isOfType(data, String(type))));
      case 'oneOf':
        return no(
          (rule as Schema[]).filter((one) => check(one, data, at).length === 0).length === 1,
        );
      case 'required':
        return object
          ? (rule as string[])
              .filter((name) => !(name in object))
              .map((name) => `${at}.${name}: missing`)
          : [];
      case 'properties':
        return object
          ? Object.entries(rule as Record<string, Schema>).flatMap(([name, inner]) =>
              name in object ? check(inner, object[name], `${at}.${name}`) : [],
            )
          : [];
      case 'items':
        return Array.isArray(data)
          ? data.flatMap((item, index) => check(rule as Schema, item, `${at}[${index}]`))
          : [];
      case 'minItems':
        return no(!Array.isArray(data) || data.length >= Number(rule));
      case 'minLength':
        return no(typeof data !== 'string' || data.length >= Number(rule));
      case 'minimum':
        return no(typeof data !== 'number' || data >= Number(rule));
      case 'maximum':
        return no(typeof data !== 'number' || data <= Number(rule));
      default:
        throw new Error(`${at}: the keyword ${keyword} is not checked here`);
    }
  }

  function lookUp(reference: string): Schema {
    const found = (root.$defs as Record<string, Schema>)[reference.replace('#/$defs/', '')];
    if (found === undefined) throw new Error(`no such definition: ${reference}`);
    return found;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}
