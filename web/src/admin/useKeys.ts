import { useQuery, useQueryClient } from "@tanstack/react-query";

import { answered, client, type Shapes } from "../client/client";

export type Key = Shapes["Key"];
export type MadeKey = Shapes["MadeKey"];

const KEY = ["keys"];

/** The API keys, the oldest first. */
export function useKeys() {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => answered(client.GET("/api/v1/keys", { signal })),
  });
}

/** Asks for the keys anew, after one was made or revoked. */
export function useRefreshKeys(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: KEY });
}
