import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { answered, client, type Shapes } from "../client/client";

export type Account = Shapes["AccountShown"];
export type Who = Shapes["Who"];

/** Asks who looks at the page. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => answered(client.GET("/api/v1/session", { signal })),
});

/** Who looks at the page; undefined until the service has said. */
export function useSession(): Who | undefined {
  return useQuery(sessionQuery).data;
}

/** Whether one can read about the API here; the service may have been told to keep that. */
export function useHasApiDocs(): boolean {
  return useSession()?.api_docs ?? false;
}

/** What only who has signed in may ask for. */
const OWN = ["favourites", "searches", "users", "keys", "judgements", "operating"];

/** Forgets what was shown to another, and asks anew for what everybody sees. */
export function useChangeOfPerson(): () => Promise<void> {
  const queries = useQueryClient();
  return () => {
    for (const own of OWN) queries.removeQueries({ queryKey: [own] });
    return queries.resetQueries();
  };
}

/** Ends the session. */
export function useSignOut(): () => void {
  const change = useChangeOfPerson();
  const { mutate } = useMutation({
    mutationFn: () => answered(client.DELETE("/api/v1/session")),
    onSettled: change,
  });
  return mutate;
}

/** Where one signs in, to come back to what is shown now. */
export function signInAddress(): string {
  const { pathname, search } = window.location;
  return `/sign-in?next=${encodeURIComponent(pathname + search)}`;
}
