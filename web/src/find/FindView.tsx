import { useParams } from "wouter";

import { ProblemNotice } from "../app/ProblemNotice";
import { useCatalogue, useCatalogues } from "../catalogue/catalogue";
import { Finder } from "./Finder";
import { FinderSkeleton } from "./states/FinderSkeleton";

/** Finding in a catalogue. */
export function FindView() {
  const { name = "" } = useParams();
  const { data, error, refetch } = useCatalogue(name);
  const { isPending } = useCatalogues(); // else their switch would move what stands there
  if (data !== undefined && !isPending) return <Finder key={name} catalogue={data} />;
  if (error !== null)
    return <ProblemNotice order={1} error={error} onRetry={() => void refetch()} />;
  return <FinderSkeleton />;
}
