import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { answered, client, type Shapes } from "../../client/client";

export type Searched = Shapes["SearchShown"];

const KEY = ["searches"];

/** What who has signed in has searched for, the newest first. */
export function useSearches() {
  return useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) =>
      (await answered(client.GET("/api/v1/history", { signal }))).searches,
    staleTime: 0, // a search that was made since is there
  });
}

/** Forgets a search, or all where none is named. */
export function useForget(): (id?: string) => void {
  const queries = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: async (search?: string) => {
      if (search === undefined) await answered(client.DELETE("/api/v1/history"));
      else
        await answered(client.DELETE("/api/v1/history/{search}", { params: { path: { search } } }));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  return mutate;
}
