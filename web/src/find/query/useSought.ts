import { useCallback, useMemo } from "react";
import { useLocation, useSearch } from "wouter";

import { addressOf, soughtIn } from "./address";
import type { Sought } from "./sought";

/** Changes some of what is looked for; with `replace` the way back does not lead here. */
export type Seek = (change: Partial<Sought>, options?: { replace?: boolean }) => void;

/** What the address bar says is looked for, and how to look for something else. */
export function useSought(): readonly [Sought, Seek] {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const sought = useMemo(() => soughtIn(search), [search]);
  const seek = useCallback<Seek>(
    (change, options) => {
      // What stands in the address now, as two changes may come before the next drawing.
      const now = soughtIn(window.location.search);
      navigate(`${path}${addressOf({ ...now, ...change })}`, options);
    },
    [navigate, path],
  );
  return [sought, seek];
}
