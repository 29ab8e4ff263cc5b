import { QueryClient } from "@tanstack/react-query";

import { mayPass } from "./problem";

const FRESH_MILLISECONDS = 30_000;
const MOST_TRIES = 2;

/** Keeps what was answered for a while; what may pass is asked again, a few times. */
export function makeQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: FRESH_MILLISECONDS,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < MOST_TRIES && mayPass(error),
        networkMode: "always", // the service may be on this machine
      },
      mutations: { networkMode: "always" },
    },
  });
}
