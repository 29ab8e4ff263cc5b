import type { Shapes } from "../../client/client";
import type { Choice } from "./choice";

export type MadeMap = Shapes["MapShown"];

/** The map that a choice means: the newest that fits, or else the newest. */
export function mapMeant(
  maps: readonly [MadeMap, ...MadeMap[]],
  { vector, method }: Pick<Choice, "vector" | "method">,
): MadeMap {
  const fits = (map: MadeMap): boolean =>
    (vector === "" || map.vector === vector) && (method === "" || map.method === method);
  return maps.find(fits) ?? maps[0];
}
