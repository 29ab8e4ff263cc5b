import { type PointerEvent, useState } from "react";

import type { Spot } from "../plane";
import { onPlane, type Sight } from "../sight";

const STEP = 5; // pixels from one corner to the next
const FEWEST = 3;
const MOST = 120;

interface Lasso {
  /** The corners that were drawn so far, on the screen. */
  readonly drawn: readonly Spot[];
  readonly begin: (event: PointerEvent<HTMLElement>) => void;
  readonly go: (event: PointerEvent<HTMLElement>) => void;
  readonly end: () => void;
}

/** Draws around a part of the plane; tells its corners when it is closed. */
export function useLasso(sight: Sight, onArea: (area: readonly Spot[]) => void): Lasso {
  const [drawn, setDrawn] = useState<readonly Spot[]>([]);
  return {
    drawn,
    begin: (event) => {
      event.currentTarget.setPointerCapture(event.pointerId);
      setDrawn([at(event)]);
    },
    go: (event) => {
      const last = drawn.at(-1);
      const next = at(event);
      if (last === undefined || Math.hypot(next[0] - last[0], next[1] - last[1]) < STEP) return;
      setDrawn([...drawn, next]);
    },
    end: () => {
      setDrawn([]);
      if (drawn.length >= FEWEST) onArea(thinned(drawn).map((spot) => onPlane(sight, spot)));
    },
  };
}

/** As many of the corners as an address holds. */
function thinned(corners: readonly Spot[]): Spot[] {
  const every = Math.ceil(corners.length / MOST);
  return corners.filter((_, number) => number % every === 0);
}

function at(event: PointerEvent<HTMLElement>): Spot {
  const box = event.currentTarget.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
}
