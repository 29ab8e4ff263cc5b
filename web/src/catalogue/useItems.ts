import { useQuery } from "@tanstack/react-query";

import { answered, client, type Shapes } from "../client/client";

export type Item = Shapes["Item"];

/** The items of these ids, those that are there. */
export function useItems(catalogue: string, ids: readonly string[]) {
  return useQuery({
    queryKey: ["items", catalogue, ids],
    queryFn: async ({ signal }) =>
      (
        await answered(
          client.GET("/api/v1/catalogues/{name}/items", {
            params: { path: { name: catalogue }, query: { id: [...ids] } },
            signal,
          }),
        )
      ).items,
    enabled: ids.length > 0,
  });
}
