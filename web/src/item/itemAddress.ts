import { addressOf } from "../find/query/address";
import type { Sought } from "../find/query/sought";

/** The page of an item; with what was looked for, so that it can say why it was found. */
export function itemAddress(catalogue: string, id: string, sought: Sought): string {
  const kept = addressOf({ ...sought, item: "", compare: [] }).slice(1);
  return `/catalogues/${catalogue}/item?id=${encodeURIComponent(id)}${kept === "" ? "" : `&${kept}`}`;
}
