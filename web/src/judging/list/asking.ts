import { addressOf } from "../../find/query/address";
import { NOTHING } from "../../find/query/sought";
import type { Judgement } from "./useJudgementList";

/** Judgements of the results of one query. */
export interface Judged {
  readonly query: string;
  readonly asked: Judgement["asked"];
  readonly judgements: readonly Judgement[];
}

/** Judgements by their query, in the order in which they come. */
export function byQuery(judgements: readonly Judgement[]): Judged[] {
  const found = new Map<string, Judgement[]>();
  for (const each of judgements) found.set(each.query, [...(found.get(each.query) ?? []), each]);
  return [...found].flatMap(([query, of]) => {
    const [first] = of;
    return first === undefined ? [] : [{ query, asked: first.asked, judgements: of }];
  });
}

/** Where the same is looked for again; null where the page cannot: of a picture nothing is kept. */
export function addressOfAsked(catalogue: string, asked: Judgement["asked"]): string | null {
  const { words, picture, like, unlike, unlike_words, where } = asked;
  if (picture !== "" || unlike_words !== "") return null;
  const sought = { ...NOTHING, words, like, unlike, where: where === "" ? [] : [where] };
  const path = `/catalogues/${encodeURIComponent(catalogue)}`;
  return path + addressOf({ ...sought, judging: true });
}
