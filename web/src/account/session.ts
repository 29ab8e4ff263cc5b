import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { answered, client, type Shapes } from "../client/client";

const KEY = ["session"];

/** Who looks at the page; undefined until the service has said. */
export function useSession(): Shapes["Who"] | undefined {
  const { data } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => answered(client.GET("/api/v1/session", { signal })),
  });
  return data;
}

/** Ends the session; what was shown of it is asked for anew. */
export function useSignOut(): () => void {
  const queries = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: () => answered(client.DELETE("/api/v1/session")),
    onSettled: () => queries.resetQueries(),
  });
  return mutate;
}

/** Where one signs in, to come back to what is shown now. */
export function signInAddress(): string {
  const { pathname, search } = window.location;
  return `/sign-in?next=${encodeURIComponent(pathname + search)}`;
}
