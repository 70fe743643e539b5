/** What we use of gettext-parser, which brings no types. */
declare module 'gettext-parser' {
  export type GettextMessage = {
    msgid: string;
    msgctxt?: string;
    msgid_plural?: string;
    msgstr: string[];
    comments?: { translator?: string; extracted?: string; reference?: string; flag?: string };
  };
  export type GettextFile = {
    charset: string;
    headers: Record<string, string>;
    translations: Record<string, Record<string, GettextMessage>>;
  };
  export const po: {
    parse(text: string): GettextFile;
    compile(
      file: GettextFile,
      options?: {
        foldLength?: number;
        sort?: boolean | ((a: GettextMessage, b: GettextMessage) => number);
      },
    ): Buffer;
  };
}
