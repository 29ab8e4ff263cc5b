import { useDebouncedValue } from "@mantine/hooks";
import { useEffect } from "react";

import { answered, client } from "../client/client";
import { addressOf } from "../find/query/address";
import { isLookingFor, type Sought } from "../find/query/sought";
import { useSession } from "./session";

const STEADY_MILLISECONDS = 2000;

/** Keeps what who has signed in looks for: what they open at once, what they type if they stay. */
export function useKeptSearch(catalogue: string, sought: Sought): void {
  const isSignedIn = (useSession()?.account ?? null) !== null;
  const address = addressOf({ ...sought, judging: false, item: "", compare: [] }).slice(1);
  const kept = isSignedIn && isLookingFor(sought) ? address : "";
  const [steady] = useDebouncedValue(kept, STEADY_MILLISECONDS);
  useEffect(() => {
    if (steady === "") return;
    const words = new URLSearchParams(steady).get("q") ?? "";
    const body = { catalogue, words, address: steady };
    // What is not kept is missed by nobody, so that nobody is told.
    answered(client.POST("/api/v1/history", { body })).catch(() => undefined);
  }, [steady, catalogue]);
}
