import { useQuery } from "@tanstack/react-query";

import { answered, client, type Shapes } from "../client/client";

export type Catalogue = Shapes["Described"];
export type Field = Shapes["DescribedField"];

/** The catalogues that can be searched. */
export function useCatalogues() {
  return useQuery({
    queryKey: ["catalogues"],
    queryFn: async ({ signal }) =>
      (await answered(client.GET("/api/v1/catalogues", { signal }))).catalogues,
  });
}

/** What a catalogue has, and what can be asked of it. */
export function useCatalogue(name: string) {
  return useQuery({
    queryKey: ["catalogue", name],
    queryFn: ({ signal }) =>
      answered(
        client.GET("/api/v1/catalogues/{name}", {
          params: { path: { name }, query: { values: true } },
          signal,
        }),
      ),
    staleTime: 5 * 60_000,
  });
}
