// Finds a secret in a text, however it was written down.

/** Every way in which a secret may have been written. Each is searched for as it is. */
export function disguisesOf(secret: string): readonly string[] {
  const forms = [secret, secret.replaceAll(' ', ''), secret.replaceAll(' ', '-')];
  const written = forms.flatMap((form) => [
    form,
    [...form].toReversed().join(''),
    JSON.stringify(form).slice(1, -1),
    JSON.stringify(JSON.stringify(form).slice(1, -1)).slice(1, -1),
    encodeURIComponent(form),
    encodeURI(form),
    new URLSearchParams({ x: form }).toString().slice(2),
    form.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;'),
    Buffer.from(form).toString('hex'),
    ...inBase64(form),
  ]);
  const cases = written.flatMap((one) => [one, one.toLowerCase(), one.toUpperCase()]);
  return [...new Set(cases)];
}

/** Where `secret` is in `text`: the disguise that was found; null where it is not. */
export function findSecret(text: string, secret: string): string | null {
  // A terminal wraps lines and paints words: neither hides a secret.
  const escapes = new RegExp(`${String.fromCharCode(27)}\\[[?0-9;]*[A-Za-z]`, 'g');
  const plain = text.replace(escapes, '');
  const texts = [text, plain, plain.replace(/[\r\n]+ */g, ''), plain.replace(/\s+/g, '')];
  return (
    disguisesOf(secret).find((one) => texts.some((each) => each.includes(one))) ??
    disguisesOf(secret.replaceAll(' ', '')).find((one) =>
      texts.some((each) => each.includes(one)),
    ) ??
    null
  );
}

/** The characters that do not depend on what stands before and after, for the three alignments. */
function inBase64(secret: string): readonly string[] {
  return [0, 1, 2].flatMap((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
    const first = Math.ceil((offset * 8) / 6);
    const last = Math.floor((bytes.length * 8) / 6);
    return (['base64', 'base64url'] as const).map((kind) =>
      bytes.toString(kind).slice(first, last),
    );
  });
}
