/** A line that lives while something takes its time; plain lines where nobody watches. */

const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';

/** Shows the latest of the told lines, with a spinner in front of it in a terminal, until `stop`. */
export function createSpinner(stream: NodeJS.WriteStream): {
  tell(line: string): void;
  stop(): void;
} {
  if (!stream.isTTY) {
    return { tell: (line) => void stream.write(`  ${line}\n`), stop: () => {} };
  }
  let latest = 'Starting';
  let frame = 0;
  const draw = () => {
    frame = (frame + 1) % FRAMES.length;
    stream.write(`\r\u001b[K${FRAMES[frame]} ${latest} ...`);
  };
  draw();
  const timer = setInterval(draw, 100);
  return {
    tell(line) {
      latest = line;
      draw();
    },
    stop() {
      clearInterval(timer);
      stream.write('\r\u001b[K');
    },
  };
}
