import { useMutation, useQueryClient } from "@tanstack/react-query";

import { answered, client } from "../client/client";
import type { Method } from "./choice/choice";

interface Wanted {
  readonly vector: string;
  readonly method: Method;
}

/** Makes a map, or places on it what is new; the maps are then asked for anew. */
export function useMaking(catalogue: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (wanted: Wanted) =>
      answered(
        client.POST("/api/v1/catalogues/{name}/map", {
          params: { path: { name: catalogue } },
          body: { ...wanted, refresh: false, seed: 0 },
        }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["maps", catalogue] });
      await queries.invalidateQueries({ queryKey: ["map", catalogue] });
    },
  });
}
