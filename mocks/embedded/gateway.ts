import type { PhpRequest } from './php.ts';

/** A request as the web server received it. */
export type Received = {
  readonly method: string;
  readonly uri: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly remoteAddress: string;
  readonly port: number;
  readonly prefix: string;
};

/** What php-fpm is told: the script, and the variables of CGI (RFC 3875) as nginx fills them. */
export const phpRequest = (
  received: Received,
  target: { readonly script: string; readonly pathInfo: string },
  documentRoot: string,
): PhpRequest => {
  const script = `${documentRoot}${target.script}`;
  return {
    script,
    uri: received.uri,
    method: received.method,
    headers: received.headers,
    body: received.body.length > 0 ? new Uint8Array(received.body) : undefined,
    server: {
      REMOTE_ADDR: received.remoteAddress,
      SERVER_NAME: '127.0.0.1',
      SERVER_PORT: String(received.port),
      SERVER_SOFTWARE: 'nginx',
      DOCUMENT_ROOT: documentRoot,
      SCRIPT_FILENAME: script,
      SCRIPT_NAME: received.prefix + target.script,
      PHP_SELF: received.prefix + target.script + target.pathInfo,
      ...(target.pathInfo ? { PATH_INFO: target.pathInfo } : {}),
      REQUEST_URI: received.uri,
      ...basicCredentials(received.headers.authorization),
    },
  };
};

/** What php-fpm and mod_php make of a Basic header. */
const basicCredentials = (authorization: string | undefined): Record<string, string> => {
  const encoded = /^Basic\s+(\S+)$/i.exec(authorization ?? '')?.[1];
  if (!encoded) return {};
  const [user, ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { PHP_AUTH_USER: user ?? '', PHP_AUTH_PW: rest.join(':'), AUTH_TYPE: 'Basic' };
};
