// Loaded into the program with --import: writes when each request left and when its answer was there.
// Node's own fetch tells it through diagnostics_channel; the program does not know that it is watched.
import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';

const file = process.env.WP_BISECT_TIMELINE;
const open = new Map();

subscribe('undici:request:create', ({ request }) => {
  open.set(request, {
    start: performance.now(),
    method: request.method,
    path: request.path,
    status: 0,
  });
});
subscribe('undici:request:headers', ({ request, response }) => {
  const sent = open.get(request);
  if (sent !== undefined) sent.status = response.statusCode;
});
for (const name of ['undici:request:trailers', 'undici:request:error']) {
  subscribe(name, ({ request }) => {
    const sent = open.get(request);
    if (sent === undefined) return;
    open.delete(request);
    appendFileSync(file, `${JSON.stringify({ ...sent, end: performance.now() })}\n`);
  });
}
