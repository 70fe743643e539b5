/** Which HTTP methods change nothing (RFC 9110, 9.2.1): those may be sent again, and when nothing may be changed. */

/** True for a method that only reads. */
export function isReadOnly(method: string): boolean {
  return READING.has(method.toUpperCase());
}

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);
