import { keepPreviousData, useQueries } from "@tanstack/react-query";

import type { Catalogue } from "../../catalogue/catalogue";
import type { LocalField } from "../../catalogue/localised";
import { answered, client, type Shapes } from "../../client/client";
import { conditionOf } from "../query/filter";
import { queryOf } from "../query/request";
import type { Sought } from "../query/sought";

export type Counts = Shapes["Tags"] | Shapes["Numbers"];

const MOST = 20;

/** Which fields are counted together with the hits, and what was counted of the others. */
interface Counted {
  readonly free: readonly string[];
  readonly own: Readonly<Record<string, Counts>>;
}

/**
 * What the hits have of each field that is filtered by, counted without that filter, so that what
 * else there is can be chosen too; the other fields are counted with the hits.
 */
export function useFacets(
  catalogue: Catalogue,
  fields: readonly LocalField[],
  sought: Sought,
  picture: string | null | undefined,
): Counted {
  const names = fields.slice(0, MOST).map(({ field }) => field.name);
  const filtered = new Set(sought.where.map((line) => conditionOf(line)?.field));
  const own = useQueries({
    queries: names
      .filter((name) => filtered.has(name))
      .map((name) => {
        const where = sought.where.filter((line) => conditionOf(line)?.field !== name);
        const query = queryOf({ ...sought, where }, catalogue, picture ?? null);
        return {
          queryKey: ["facet", catalogue.name, name, query],
          queryFn: async ({ signal }: { signal: AbortSignal }) =>
            (
              await answered(
                client.POST("/api/v1/catalogues/{name}/search", {
                  params: { path: { name: catalogue.name } },
                  body: { ...query, facets: [name], limit: 1 },
                  signal,
                }),
              )
            ).facets,
          enabled: picture !== undefined,
          placeholderData: keepPreviousData,
        };
      }),
    combine: (answers) =>
      answers.reduce<Record<string, Counts>>((all, { data }) => ({ ...all, ...data }), {}),
  });
  return { free: names.filter((name) => !filtered.has(name)), own };
}
