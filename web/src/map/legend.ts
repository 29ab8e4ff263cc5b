import type { MapPoints } from "./points";

/** As many tags have colours of their own; what is beyond them shares one. */
export const COLOURED = 11;

const UNTAGGED = 0;
const OTHER = COLOURED + 1;

/** What a colour of a map means. */
export interface Entry {
  readonly kind: "tag" | "other" | "untagged";
  /** Empty for those that are no tag. */
  readonly tag: string;
  /** The number of the colour. */
  readonly colour: number;
  readonly count: number;
}

/** The number of each point's colour: 0 without a tag, then those of the tags, then the others. */
export function coloursOf({ codes }: MapPoints): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(codes, (code) => Math.min(code, OTHER));
}

/** What there is of each colour; tags with the most items first. */
export function legendOf(points: MapPoints): Entry[] {
  const counts = new Array<number>(OTHER + 1).fill(0);
  for (const colour of coloursOf(points)) counts[colour] = (counts[colour] ?? 0) + 1;
  return [...counts.keys()]
    .map((colour): Entry => {
      const count = counts[colour] ?? 0;
      if (colour === UNTAGGED) return { kind: "untagged", tag: "", colour, count };
      if (colour === OTHER) return { kind: "other", tag: "", colour, count };
      return { kind: "tag", tag: points.tags[colour - 1] ?? "", colour, count };
    })
    .filter(({ count }) => count > 0)
    .sort((one, other) => Number(one.kind !== "tag") - Number(other.kind !== "tag"));
}
