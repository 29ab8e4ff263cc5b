import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { answered, client } from "../client/client";
import { useSession } from "./session";

const MOST = 1000;

interface Mark {
  readonly id: string;
  readonly marked: boolean;
}

/** The ids of the items of a catalogue that who has signed in has marked. */
export function useFavourites(catalogue: string): ReadonlySet<string> {
  const account = useSession()?.account ?? null;
  const { data } = useQuery({
    queryKey: ["favourites", catalogue],
    queryFn: async ({ signal }) => {
      const query = { catalogue, limit: MOST };
      const asked = client.GET("/api/v1/favourites", { params: { query }, signal });
      return new Set((await answered(asked)).favourites.map(({ id }) => id));
    },
    enabled: account !== null,
  });
  return data ?? new Set();
}

/** Marks an item, or takes its mark away; it shows at once, and is taken back if it fails. */
export function useMark(catalogue: string): (mark: Mark) => void {
  const queries = useQueryClient();
  const key = ["favourites", catalogue];
  const { mutate } = useMutation({
    mutationFn: async ({ id, marked }: Mark) => {
      const params = { params: { path: { name: catalogue, item: id } } };
      const path = "/api/v1/favourites/{name}/{item}";
      await answered(marked ? client.PUT(path, params) : client.DELETE(path, params));
    },
    onMutate: async ({ id, marked }) => {
      await queries.cancelQueries({ queryKey: key });
      const before = queries.getQueryData<ReadonlySet<string>>(key);
      const after = new Set(before);
      if (marked) after.add(id);
      else after.delete(id);
      queries.setQueryData(key, after);
      return before;
    },
    onError: (_error, _mark, before) => queries.setQueryData(key, before),
    onSettled: () => queries.invalidateQueries({ queryKey: ["favourites"] }),
  });
  return mutate;
}
