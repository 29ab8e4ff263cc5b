import type { Box, Spot } from "../plane";

export const METHODS = ["pca", "tsne", "umap"] as const;

export type Method = (typeof METHODS)[number];

/** Which map is shown, and what of it: this stands in the address with what is looked for. */
export interface Choice {
  /** By which vector it was made; empty for the newest. */
  readonly vector: string;
  /** How it was made; empty for the newest. */
  readonly method: Method | "";
  /** The field that colours it; null for the first, and empty for none. */
  readonly colour: string | null;
  /** The one tag that is shown; empty for all. */
  readonly only: string;
  /** The corners of what was lassoed. */
  readonly area: readonly Spot[];
}

const DIGITS = 4;
const FEWEST_CORNERS = 3;

/** Reads a choice from an address; what it cannot read is as if it were not there. */
export function choiceIn(search: string): Choice {
  const said = new URLSearchParams(search);
  return {
    vector: said.get("vector") ?? "",
    method: METHODS.find((each) => each === said.get("method")) ?? "",
    colour: said.get("colour"),
    only: said.get("only") ?? "",
    area: areaIn(said.get("area") ?? ""),
  };
}

/** An address's part that says what is looked for, and what of the map is shown. */
export function withChoice(address: string, choice: Choice): string {
  const said = new URLSearchParams(address);
  if (choice.vector !== "") said.set("vector", choice.vector);
  if (choice.method !== "") said.set("method", choice.method);
  if (choice.colour !== null) said.set("colour", choice.colour);
  if (choice.only !== "") said.set("only", choice.only);
  if (choice.area.length > 0) said.set("area", areaText(choice.area));
  const text = said.toString();
  return text === "" ? "" : `?${text}`;
}

/** The area of all that is in a box, however its corners are rounded. */
export function areaOf({ left, right, bottom, top }: Box): Spot[] {
  const more = 10 ** -DIGITS;
  return [
    [left - more, bottom - more],
    [right + more, bottom - more],
    [right + more, top + more],
    [left - more, top + more],
  ];
}

function areaIn(text: string): Spot[] {
  const spots = text.split("~").map((pair) => pair.split("_").map(Number));
  const area = spots.flatMap(([x = NaN, y = NaN]): Spot[] =>
    Number.isFinite(x) && Number.isFinite(y) ? [[x, y]] : [],
  );
  return area.length === spots.length && area.length >= FEWEST_CORNERS ? area : [];
}

function areaText(area: readonly Spot[]): string {
  const short = (value: number): string => String(Number(value.toFixed(DIGITS)));
  return area.map(([x, y]) => `${short(x)}_${short(y)}`).join("~"); // which no address escapes
}
