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

/** The vectors by which words and a picture are compared, and what each counts. */
function mixed(mix: number, catalogue: Catalogue): Partial<Query> {
  const finds = (with_: "words" | "picture") =>
    catalogue.vectors.find(({ found_by }) => found_by.includes(with_))?.name;
  const words = finds("words");
  const picture = finds("picture");
  if (words === undefined || picture === undefined || words === picture) return {};
  return {
    by: [words, picture],
    weights: { [words]: 1 - mix, [picture]: mix },
    fusion: "weighted",
  };
}
