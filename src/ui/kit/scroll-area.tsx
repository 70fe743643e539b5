/** A part of the screen that may hold more than fits: it scrolls, or follows what has the focus. */

import { Box, type DOMElement, useBoxMetrics } from 'ink';
import {
  createContext,
  type ReactNode,
  type RefObject,
  useContext,
  useEffect,
  useRef,
  useState,
} from 'react';
import { SCROLLING } from '../../report/screens/searching.ts';
import { useLook } from './look-context.tsx';
import { Words } from './words.tsx';

const FocusContext = createContext<RefObject<DOMElement | null> | null>(null);

/** What must be in view: the scroll area around it follows it. */
export function Focus(props: { readonly on: boolean; readonly children: ReactNode }): ReactNode {
  const focus = useContext(FocusContext);
  const box = useRef<DOMElement>(null);
  const { on, children } = props;
  useEffect(() => {
    if (on && focus !== null) focus.current = box.current;
  });
  return (
    <Box ref={box} flexDirection="column" flexShrink={0}>
      {children}
    </Box>
  );
}

/**
 * As high as what is in it, less where there is no room: then the row below it says how much is hidden,
 * and in which direction. With `keys` the scroll keys move it; else it follows its `Focus`.
 */
export function ScrollArea(props: {
  readonly keys?: boolean;
  readonly grow?: number;
  readonly shrink?: number;
  readonly maxHeight?: number;
  readonly minHeight?: number;
  readonly children: ReactNode;
}): ReactNode {
  const { scroll, linear, onMeasure } = useLook();
  const { keys = false, grow = 0, shrink = 1, maxHeight, minHeight = 0, children } = props;
  const outer = useRef<DOMElement>(null);
  const inner = useRef<DOMElement>(null);
  const focus = useRef<DOMElement>(null);
  const { height: room, hasMeasured } = useBoxMetrics(outer);
  const { height: all } = useBoxMetrics(inner);
  const [followed, follow] = useState(0);

  // A single row is for the text: a row on what is hidden would leave none.
  const overflows = hasMeasured && all > room && room > 1;
  const page = overflows ? Math.max(1, room - 1) : room;
  const last = Math.max(0, all - page);
  const top = Math.min(last, Math.max(0, keys ? scroll : followed));
  useEffect(() => {
    if (keys && hasMeasured) onMeasure({ last, page });
  }, [keys, hasMeasured, last, page, onMeasure]);
  useEffect(() => {
    if (keys || !overflows || focus.current === null || inner.current === null) return;
    const at = rowsBetween(inner.current, focus.current);
    // Of something higher than the view its beginning is shown: both ends would take turns for ever.
    const height = Math.min(page, focus.current.yogaNode?.getComputedHeight() ?? 1);
    const next = at < top ? at : at + height > top + page ? at + height - page : top;
    const clamped = Math.max(0, Math.min(last, next));
    if (clamped !== followed) follow(clamped);
  });

  if (linear) return <Box flexDirection="column">{children}</Box>;
  return (
    <Box
      ref={outer}
      flexDirection="column"
      flexGrow={grow}
      flexShrink={shrink}
      minHeight={minHeight}
      {...(maxHeight === undefined ? {} : { maxHeight })}
      overflow="hidden"
    >
      <Box
        flexDirection="column"
        flexShrink={1}
        minHeight={0}
        overflow="hidden"
        contentOffsetY={top}
      >
        <Box ref={inner} flexDirection="column" flexShrink={0}>
          <FocusContext.Provider value={focus}>{children}</FocusContext.Provider>
        </Box>
      </Box>
      {overflows ? <Hidden above={top} below={last - top} keys={keys} /> : null}
    </Box>
  );
}

function Hidden(props: {
  readonly above: number;
  readonly below: number;
  readonly keys: boolean;
}): ReactNode {
  const { t, glyphs } = useLook();
  const { above, below, keys } = props;
  const parts = [
    ...(above > 0 ? [`${glyphs.up} ${t.__(SCROLLING.above, { rows: t.number(above) })}`] : []),
    ...(below > 0 ? [`${glyphs.down} ${t.__(SCROLLING.below, { rows: t.number(below) })}`] : []),
    ...(keys ? [t.__(SCROLLING.keys)] : []),
  ];
  return (
    <Box height={1} flexShrink={0}>
      <Words tone="dim" wrap="truncate">
        {parts.join('   ')}
      </Words>
    </Box>
  );
}

/** How many rows `below` is under the top of `above`, which holds it. */
function rowsBetween(above: DOMElement, below: DOMElement): number {
  let rows = 0;
  for (let node: DOMElement | undefined = below; node && node !== above; node = node.parentNode) {
    rows += node.yogaNode?.getComputedTop() ?? 0;
  }
  return rows;
}
