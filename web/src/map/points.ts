const MAGIC = "LWMP";

/** A map as the service sends it: where each item lies, by its place in `ids`. */
export interface MapPoints {
  readonly vector: string;
  readonly method: string;
  /** How many items have no place on it yet. */
  readonly unplaced: number;
  /** The field of the codes; null where the map has no colour. */
  readonly colour: string | null;
  /** The tags of the codes from 1 on. */
  readonly tags: readonly string[];
  readonly ids: readonly string[];
  readonly x: Float32Array<ArrayBuffer>;
  readonly y: Float32Array<ArrayBuffer>;
  /** For each item 0 for no tag, or the number of its tag, or 255 for one beyond the tags. */
  readonly codes: Uint8Array;
}

type Header = Pick<MapPoints, "vector" | "method" | "unplaced" | "colour" | "tags"> & {
  readonly items: number;
};

/** Reads the bytes of a map, whose order docs/map.md tells. */
export function pointsIn(bytes: ArrayBuffer): MapPoints {
  const text = new TextDecoder();
  if (text.decode(new Uint8Array(bytes, 0, 4)) !== MAGIC) throw new Error("These bytes are no map");
  const length = new DataView(bytes).getUint32(4, true);
  const { items, ...facts } = JSON.parse(text.decode(new Uint8Array(bytes, 8, length))) as Header;
  let at = 8 + length;
  const x = new Float32Array(bytes, at, items);
  const y = new Float32Array(bytes, (at += 4 * items), items);
  at += 4 * items;
  const codes = facts.colour === null ? new Uint8Array(items) : new Uint8Array(bytes, at, items);
  if (facts.colour !== null) at += items;
  const ids = JSON.parse(text.decode(new Uint8Array(bytes, at))) as string[];
  return { ...facts, ids, x, y, codes };
}
