/** Bodies of answers as text. */

/** The most of a body that is read. Bytes. */
const LONGEST_BODY = 8 * 1_024 * 1_024;

/** The body as text in the charset it declares (UTF-8 without one), cut at 8 MiB. */
export async function readBody(response: Response): Promise<string> {
  if (response.body === null) return '';
  const decoder = decoderFor(response.headers.get('content-type'));
  const reader = response.body.getReader();
  let text = '';
  for (let left = LONGEST_BODY; left > 0; ) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    const chunk = value.subarray(0, left);
    text += decoder.decode(chunk, { stream: true });
    left -= chunk.byteLength;
  }
  await reader.cancel();
  return text;
}

function decoderFor(contentType: string | null): TextDecoder {
  const charset = /charset="?([\w.:-]+)/i.exec(contentType ?? '')?.[1];
  try {
    return new TextDecoder(charset ?? 'utf-8');
  } catch {
    return new TextDecoder();
  }
}
