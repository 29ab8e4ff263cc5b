/** What is looked for and how it is shown: all of it stands in the address bar. */
export interface Sought {
  readonly words: string;
  /** The name of a picture that this browser keeps; empty without one. */
  readonly picture: string;
  /** From 0, where words alone count, to 1, where the picture alone does. */
  readonly mix: number;
  readonly like: readonly string[];
  readonly unlike: readonly string[];
  /** The legs to search by; none for those that suit. */
  readonly by: readonly string[];
  /** Lines of a filter, which must all hold. */
  readonly where: readonly string[];
  readonly sort: string;
  readonly onlyRelevant: boolean;
  readonly layout: "grid" | "list";
  /** Whether one says of the hits which are right. */
  readonly judging: boolean;
  /** The item that is shown over the hits; empty for none. */
  readonly item: string;
  /** Items that are set side by side. */
  readonly compare: readonly string[];
}

export const NOTHING: Sought = {
  words: "",
  picture: "",
  mix: 0.5,
  like: [],
  unlike: [],
  by: [],
  where: [],
  sort: "",
  onlyRelevant: false,
  layout: "grid",
  judging: false,
  item: "",
  compare: [],
};

/** Whether anything is looked for; without that all items are shown, mixed. */
export function isLookingFor({ words, picture, like }: Sought): boolean {
  return words.trim() !== "" || picture !== "" || like.length > 0;
}
