/** Draws at once, then at most a few times a second: a burst of events is one picture. */

/** A drawing that follows what it shows. */
export type ThrottledDraw = {
  /** What is shown has changed. */
  readonly touch: () => void;
  /** Draws what is not drawn yet, and rests for good. */
  readonly finish: () => void;
};

/** About eight pictures a second. */
const REST_MS = 125;

/** Draws now if the last picture is long enough ago, else as soon as it is. */
export function createThrottledDraw(draw: () => void, restMs = REST_MS): ThrottledDraw {
  let resting: ReturnType<typeof setTimeout> | null = null;
  let dirty = false;
  const paint = () => {
    dirty = false;
    resting = setTimeout(() => {
      resting = null;
      if (dirty) paint();
    }, restMs);
    draw();
  };
  return {
    touch() {
      dirty = true;
      if (resting === null) paint();
    },
    finish() {
      if (resting !== null) clearTimeout(resting);
      resting = null;
      if (dirty) draw();
      dirty = false;
    },
  };
}
