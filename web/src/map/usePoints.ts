import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { answered, client } from "../client/client";
import type { Method } from "./choice/choice";
import { pointsIn } from "./points";

interface Asked {
  readonly vector: string;
  readonly method: Method;
  /** The field of the colours; empty for none. */
  readonly colour: string;
  readonly where: readonly string[];
}

/** The points of a map, those that meet the filter. */
export function usePoints(catalogue: string, { vector, method, colour, where }: Asked) {
  return useQuery({
    queryKey: ["map", catalogue, vector, method, colour, where],
    queryFn: async ({ signal }) => {
      const query = { vector, method, colour, where: [...where] };
      const asked = client.GET("/api/v1/catalogues/{name}/map", {
        params: { path: { name: catalogue }, query },
        parseAs: "arrayBuffer",
        signal,
      });
      return pointsIn(await answered(asked));
    },
    placeholderData: keepPreviousData,
    staleTime: 5 * 60_000,
  });
}
