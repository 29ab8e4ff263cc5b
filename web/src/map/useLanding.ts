import { useQuery } from "@tanstack/react-query";

import { answered, client } from "../client/client";
import type { Sought } from "../find/query/sought";
import type { Method } from "./choice/choice";

/** Where what is looked for lies on a map, and which items are nearest to it. */
export function useLanding(
  catalogue: string,
  map: { readonly vector: string; readonly method: Method },
  { words, picture: named, like, unlike, where }: Sought,
  picture: string | null | undefined,
) {
  const asked = {
    words: words.trim(),
    ...(typeof picture === "string" && { picture }),
    like: [...like],
    unlike: [...unlike],
    unlike_words: "",
    where: [...where],
    vector: map.vector,
    method: map.method,
  };
  const isThere = asked.words !== "" || like.length > 0 || typeof picture === "string";
  return useQuery({
    queryKey: ["landing", catalogue, asked],
    queryFn: ({ signal }) =>
      answered(
        client.POST("/api/v1/catalogues/{name}/map/place", {
          params: { path: { name: catalogue } },
          body: asked,
          signal,
        }),
      ),
    enabled: isThere && (named === "" || picture !== undefined),
  });
}
