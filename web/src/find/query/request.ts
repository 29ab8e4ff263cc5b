import type { Catalogue } from "../../catalogue/catalogue";
import type { Shapes } from "../../client/client";
import { RELEVANT } from "./address";
import { isLookingFor, type Sought } from "./sought";

type Query = Shapes["Query"];

/**
 * What is asked of the service for what is looked for.
 *
 * Words and a picture together are weighed by the cosines of one vector each, so that the slider
 * means what it says.
 */
export function queryOf(sought: Sought, catalogue: Catalogue, picture: string | null): Query {
  const both = sought.words.trim() !== "" && picture !== null;
  return {
    words: sought.words.trim(),
    ...(picture !== null && { picture }),
    like: [...sought.like],
    unlike: isLookingFor(sought) ? [...sought.unlike] : [],
    where: [...sought.where],
    unlike_words: "",
    exact: false,
    by: [...sought.by],
    ...(both && mixed(sought.mix, catalogue)),
    ...(sought.onlyRelevant && isLookingFor(sought) && { min_relevance: RELEVANT }),
  };
}

/**
 * The vectors by which words and a picture are weighed against each other; null where one vector
 * has to do for both.
 */
export function weighable(catalogue: Catalogue): { words: string; picture: string } | null {
  const finding = (with_: "words" | "picture") =>
    catalogue.vectors.filter(({ found_by }) => found_by.includes(with_));
  for (const { name: words } of finding("words")) {
    const picture = finding("picture").find(({ name }) => name !== words);
    if (picture !== undefined) return { words, picture: picture.name };
  }
  return null;
}

function mixed(mix: number, catalogue: Catalogue): Partial<Query> {
  const legs = weighable(catalogue);
  if (legs === null) return {};
  const { words, picture } = legs;
  return {
    by: [words, picture],
    weights: { [words]: 1 - mix, [picture]: mix },
    fusion: "weighted",
  };
}
