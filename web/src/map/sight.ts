import type { Box, Spot } from "./plane";

/** How the plane lies on the screen: pixels a unit, and where its origin is. */
export interface Sight {
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What zooming and panning did to a sight. */
interface Zoomed {
  readonly k: number;
  readonly x: number;
  readonly y: number;
}

const FILLED = 0.9; // of the plot; the rest is its margin

/** The sight of all of a box. */
export function whole({ left, right, bottom, top }: Box, { width, height }: Size): Sight {
  const scale =
    FILLED * Math.min(width / Math.max(right - left, 1e-6), height / Math.max(top - bottom, 1e-6));
  return {
    scale,
    left: width / 2 - ((left + right) / 2) * scale,
    top: height / 2 + ((bottom + top) / 2) * scale,
  };
}

/** A sight after zooming and panning. */
export function zoomed({ scale, left, top }: Sight, { k, x, y }: Zoomed): Sight {
  return { scale: scale * k, left: left * k + x, top: top * k + y };
}

/** Where a spot of the plane is on the screen. */
export function onScreen({ scale, left, top }: Sight, [x, y]: Spot): Spot {
  return [left + x * scale, top - y * scale];
}

/** Which spot of the plane a place on the screen shows. */
export function onPlane({ scale, left, top }: Sight, [x, y]: Spot): Spot {
  return [(x - left) / scale, (top - y) / scale];
}

/** The part of the plane that is seen. */
export function seen(sight: Sight, { width, height }: Size): Box {
  const [left, top] = onPlane(sight, [0, 0]);
  const [right, bottom] = onPlane(sight, [width, height]);
  return { left, right, bottom, top };
}
