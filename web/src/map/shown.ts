import type { Box, Plane, Spot } from "./plane";
import { FAINT, PLAIN } from "./plot/painter";
import type { MapPoints } from "./points";

/** How each point is shown: plainly those of the one tag that are within the area. */
export function shownOf(
  { tags, codes }: MapPoints,
  plane: Plane,
  only: string,
  area: readonly Spot[],
): Uint8Array<ArrayBuffer> {
  const code = only === "" ? 0 : tags.indexOf(only) + 1;
  const isMeant = (n: number): boolean => only === "" || (code > 0 && codes[n] === code);
  if (area.length === 0) return Uint8Array.from(codes, (_, n) => (isMeant(n) ? PLAIN : FAINT));
  const shown = new Uint8Array(codes.length).fill(FAINT);
  for (const n of plane.inside(area)) if (isMeant(n)) shown[n] = PLAIN;
  return shown;
}

/** Points that are shown in a part of the plane. */
export interface Standing {
  readonly count: number;
  /** Some of them, those in its middle first. */
  readonly first: readonly number[];
}

/** How many points are shown in a part of the plane, and so many of them. */
export function standing(plane: Plane, shown: Uint8Array, box: Box, most: number): Standing {
  const middle = [(box.left + box.right) / 2, (box.bottom + box.top) / 2] as const;
  const there = plane.within(box).filter((n) => shown[n] !== FAINT);
  return { count: there.length, first: plane.byNearness(middle, there, most) };
}
