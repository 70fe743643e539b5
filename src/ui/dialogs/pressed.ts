/** What a key makes of a question: it stays open, or it is answered. */

/** The outcome of one intent. */
export type Pressed<Dialog, Answer> =
  | {
      readonly type: 'open';
      readonly dialog: Dialog;
      /** To be put on the clipboard. */
      readonly copy?: string;
      /** A page to be opened in the person's browser. */
      readonly visit?: string;
    }
  | {
      readonly type: 'answered';
      readonly answer: Answer;
      /** What stays in the scrollback; never a secret. */
      readonly said?: string;
      /** The last verdict is to be taken back. */
      readonly undo?: true;
    };

/** The question stays open like this. */
export function open<Dialog>(dialog: Dialog, copy?: string): Pressed<Dialog, never> {
  return { type: 'open', dialog, copy };
}

/** The question is answered. */
export function answered<Answer>(answer: Answer, said?: string): Pressed<never, Answer> {
  return { type: 'answered', answer, said };
}

/** A number moved, kept between 0 and `last`. */
export function moved(from: number, by: number, last: number): number {
  return Math.max(0, Math.min(last, from + by));
}
