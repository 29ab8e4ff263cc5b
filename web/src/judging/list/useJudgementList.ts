import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";

import type { Item } from "../../catalogue/useItems";
import { answered, client, type Shapes } from "../../client/client";

export type Judgement = Shapes["JudgementShown"];
export type Whose = "own" | "all";

/** A page of judgements, with the items that are still there. */
export interface JudgementPage {
  readonly judgements: readonly Judgement[];
  readonly total: number;
  readonly items: ReadonlyMap<string, Item>;
}

const PAGE = 50;

/** The judgements of a catalogue, by query. */
export function useJudgementList(catalogue: string, whose: Whose) {
  return useInfiniteQuery({
    queryKey: ["judgements", "list", catalogue, whose],
    queryFn: async ({ pageParam: offset, signal }): Promise<JudgementPage> => {
      const path = { name: catalogue };
      const params = { path, query: { whose, limit: PAGE, offset } };
      const asked = client.GET("/api/v1/catalogues/{name}/judgements", { params, signal });
      const { judgements, total } = await answered(asked);
      const id = [...new Set(judgements.map((each) => each.id))];
      const found =
        id.length === 0
          ? []
          : (
              await answered(
                client.GET("/api/v1/catalogues/{name}/items", {
                  params: { path, query: { id } },
                  signal,
                }),
              )
            ).items;
      return { judgements, total, items: new Map(found.map((item) => [item.id, item])) };
    },
    initialPageParam: 0,
    getNextPageParam: ({ total, judgements }, _, offset) =>
      offset + judgements.length < total ? offset + PAGE : undefined,
  });
}

/** Takes back what one has said of a result. */
export function useTakeBack(catalogue: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ query, id }: Judgement) =>
      answered(
        client.DELETE("/api/v1/catalogues/{name}/judgements", {
          params: { path: { name: catalogue }, query: { query, id } },
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ["judgements"] }),
  });
}
