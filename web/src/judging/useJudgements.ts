import { useQuery } from "@tanstack/react-query";

import { answered, client } from "../client/client";
import type { Sought } from "../find/query/sought";
import { type Asked, askedOf, digestOf } from "./asked";

const MOST = 1000;

/** What one has said of the results of a query. */
export interface Judgements {
  /** The query's id; null until something was said of its results. */
  readonly query: string | null;
  /** From an item's id to its grade. */
  readonly grades: ReadonlyMap<string, number>;
}

/** Under which what was said is kept on the page. */
export function judgementsKey(catalogue: string, asked: Asked | null) {
  return ["judgements", "of", catalogue, asked] as const;
}

/** What one has said of the results of what is looked for. */
export function useJudgements(
  catalogue: string,
  sought: Sought,
  picture: string | null | undefined,
) {
  const asked = askedOf(sought);
  return useQuery({
    queryKey: judgementsKey(catalogue, asked),
    queryFn: async ({ signal }): Promise<Judgements> => {
      if (asked === null) return { query: null, grades: new Map() };
      const { words: q, like, unlike, where } = asked;
      const digest = await digestIn(picture);
      const query = { q, like, unlike, where, picture: digest, limit: MOST };
      const params = { path: { name: catalogue }, query };
      const { judgements } = await answered(
        client.GET("/api/v1/catalogues/{name}/judgements", { params, signal }),
      );
      const grades = new Map(judgements.map(({ id, grade }) => [id, grade]));
      return { query: judgements[0]?.query ?? null, grades };
    },
    enabled: asked !== null && picture !== undefined,
  });
}

/** The digest of the picture that is looked for; empty for none. */
export async function digestIn(picture: string | null | undefined): Promise<string> {
  return picture === null || picture === undefined ? "" : await digestOf(picture);
}
