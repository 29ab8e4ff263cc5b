import { useQuery } from "@tanstack/react-query";

import { answered, client } from "../client/client";

/** The maps of a catalogue, the newest first. */
export function useMaps(catalogue: string) {
  return useQuery({
    queryKey: ["maps", catalogue],
    queryFn: async ({ signal }) =>
      (
        await answered(
          client.GET("/api/v1/catalogues/{name}/maps", {
            params: { path: { name: catalogue } },
            signal,
          }),
        )
      ).maps,
  });
}
