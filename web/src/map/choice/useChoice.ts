import { useCallback, useMemo } from "react";
import { useLocation, useSearch } from "wouter";

import { addressOf, soughtIn } from "../../find/query/address";
import type { Sought } from "../../find/query/sought";
import type { Seek } from "../../find/query/useSought";
import { type Choice, choiceIn, withChoice } from "./choice";

/** Changes some of what is shown; with `replace` the way back does not lead here. */
export type Choose = (change: Partial<Choice>, options?: { replace?: boolean }) => void;

interface Chosen {
  readonly sought: Sought;
  readonly seek: Seek;
  readonly choice: Choice;
  readonly choose: Choose;
}

/** What the address bar says is looked for and shown of a map, and how to change either. */
export function useChoice(): Chosen {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const change = useCallback(
    (sought: Partial<Sought>, choice: Partial<Choice>, options?: { replace?: boolean }) => {
      // What stands in the address now, as two changes may come before the next drawing.
      const now = window.location.search;
      const address = addressOf({ ...soughtIn(now), ...sought });
      navigate(path + withChoice(address, { ...choiceIn(now), ...choice }), options);
    },
    [navigate, path],
  );
  const seek = useCallback<Seek>((sought, options) => change(sought, {}, options), [change]);
  const choose = useCallback<Choose>((choice, options) => change({}, choice, options), [change]);
  const sought = useMemo(() => soughtIn(search), [search]);
  const choice = useMemo(() => choiceIn(search), [search]);
  return { sought, seek, choice, choose };
}
