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

/** The points of a part of the plane that are shown, with those in its middle first. */
export function standing(plane: Plane, shown: Uint8Array, box: Box): number[] {
  const middle = [(box.left + box.right) / 2, (box.bottom + box.top) / 2] as const;
  return plane.byNearness(
    middle,
    plane.within(box).filter((n) => shown[n] !== FAINT),
  );
}
