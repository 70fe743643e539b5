/** A network on which nothing is answered while a program still has something to ask. */

/** One request, and the round in which it was answered. */
type Answered = { readonly label: string; readonly round: number };

/** So often nothing new is asked, that long apart: what waits for no answer was sent. Milliseconds. */
const QUIET_MS = 10;
/** A pause of this computer ends one wait, and what it held up comes before the next one. */
const QUIET_TIMES = 4;

/**
 * A fetch that answers in rounds: everything that is under way at once, and only when nothing more is asked
 * without an answer. How many rounds a run takes depends on who waits for whom, and on no clock.
 */
export function inRounds(handle: (request: Request) => Promise<Response>) {
  const answered: Answered[] = [];
  let waiting: { readonly label: string; readonly answer: () => void }[] = [];
  let round = 0;
  let timer: NodeJS.Timeout | undefined;
  let most = 0;

  function answerAll(): void {
    round += 1;
    most = Math.max(most, waiting.length);
    const due = waiting;
    waiting = [];
    for (const { label, answer } of due) {
      answered.push({ label, round });
      answer();
    }
  }

  function answerWhenQuiet(times = QUIET_TIMES): void {
    clearTimeout(timer);
    timer = setTimeout(() => (times > 1 ? answerWhenQuiet(times - 1) : answerAll()), QUIET_MS);
  }

  async function fetchInRounds(input: string | URL | Request, init?: RequestInit) {
    const request = new Request(input, init);
    const { pathname, search } = new URL(request.url);
    await new Promise<void>((resolve, reject) => {
      const label = `${request.method} ${pathname}${search}`;
      waiting.push({ label, answer: resolve });
      request.signal.addEventListener('abort', () => reject(request.signal.reason));
      answerWhenQuiet();
    });
    return handle(request);
  }

  return {
    fetch: fetchInRounds as typeof globalThis.fetch,
    /** Requests that stood one behind the other. */
    get depth() {
      return round;
    },
    /** Requests under way at a time, at most. */
    get most() {
      return most;
    },
    answered: answered as readonly Answered[],
  };
}
