import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { answered, client, type Shapes } from "../../client/client";

const MOST = 7;
const LONGEST = 200;

/** Names that go on from what was typed. */
export function useCompletions(catalogue: string, typed: string): Shapes["Completion"][] {
  const words = typed.trim();
  const { data } = useQuery({
    queryKey: ["completions", catalogue, words],
    queryFn: async ({ signal }) =>
      (
        await answered(
          client.GET("/api/v1/catalogues/{name}/completions", {
            params: { path: { name: catalogue }, query: { typed: words, limit: MOST } },
            signal,
          }),
        )
      ).completions,
    enabled: words !== "" && words.length <= LONGEST,
    placeholderData: keepPreviousData,
    retry: false, // typing goes on without them
  });
  return words === "" ? [] : (data ?? []);
}
