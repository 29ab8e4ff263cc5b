import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";

import type { Catalogue } from "../../catalogue/catalogue";
import { answered, client, type Shapes } from "../../client/client";
import { queryOf } from "../query/request";
import { isLookingFor, type Sought } from "../query/sought";

export type Hit = Shapes["Hit"];
export type Found = Shapes["Found"];
export type Hits = ReturnType<typeof useHits>;

const PAGE = 24;

/** What fits what is looked for, page by page; the fields are counted with the first. */
export function useHits(
  catalogue: Catalogue,
  sought: Sought,
  picture: string | null | undefined,
  counted: readonly string[],
) {
  const query = queryOf(sought, catalogue, picture ?? null);
  return useInfiniteQuery({
    queryKey: ["hits", catalogue.name, query, sought.sort, counted],
    queryFn: ({ pageParam, signal }) =>
      answered(
        client.POST("/api/v1/catalogues/{name}/search", {
          params: { path: { name: catalogue.name } },
          body: {
            ...query,
            sort: sought.sort,
            limit: PAGE,
            cursor: pageParam,
            facets: pageParam === "" ? [...counted] : [],
            count_relevant: isLookingFor(sought),
          },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: ({ cursor }) => cursor,
    enabled: picture !== undefined,
    placeholderData: keepPreviousData,
  });
}
