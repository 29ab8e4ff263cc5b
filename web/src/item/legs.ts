import type { TFunction } from "i18next";

import type { Catalogue } from "../catalogue/catalogue";
import type { Item } from "../catalogue/useItems";

const KNOWN = ["text", "image", "concept", "keyword"] as const;

/**
 * The vectors by which an item leads to those like it: the first of words, and, if it has a
 * picture, that of looks.
 */
export function likenesses(catalogue: Catalogue, item: Pick<Item, "picture">): string[] {
  const found = catalogue.vectors.filter(
    ({ found_by, source }) =>
      found_by.includes("item") && (source !== "image" || item.picture !== null),
  );
  const text = found.find(({ source }) => source !== "image");
  const image = found.find(({ source }) => source === "image");
  return [text, image].flatMap((vector) => (vector === undefined ? [] : [vector.name]));
}

/** A leg as people call it. */
export function legName(leg: string, t: TFunction<"item">): string {
  const known = KNOWN.find((each) => each === leg);
  return known === undefined ? leg : t(`leg_${known}`);
}
