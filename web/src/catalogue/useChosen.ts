import { useLocation, useSearch } from "wouter";

import { useCatalogues } from "./catalogue";

/** The catalogue that the address bar says a view is about, or else the default one. */
export function useChosen() {
  const said = new URLSearchParams(useSearch()).get("catalogue");
  const [path, navigate] = useLocation();
  const { data, error, refetch } = useCatalogues();
  const meant = data?.find(({ default: is }) => is) ?? data?.[0];
  return {
    /** Its name; null where there is none, undefined until the service has said. */
    name: said ?? (data === undefined ? undefined : (meant?.name ?? null)),
    names: data?.map(({ name }) => name) ?? [],
    choose: (name: string) => navigate(`${path}?catalogue=${encodeURIComponent(name)}`),
    error,
    refetch,
  };
}
