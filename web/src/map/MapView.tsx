import { useTranslation } from "react-i18next";
import { useParams } from "wouter";

import { ProblemNotice } from "../app/ProblemNotice";
import { useTitle } from "../app/title";
import { useCatalogue } from "../catalogue/catalogue";
import { useMaps } from "../catalogue/useMaps";
import { speakOfMaps } from "../language/maps";
import { MapFinder } from "./MapFinder";
import { MapSkeleton } from "./MapSkeleton";
import { NoMap } from "./NoMap";

speakOfMaps();

/** A catalogue on a plane. */
export function MapView() {
  const { name = "" } = useParams();
  const { t } = useTranslation("map");
  const catalogue = useCatalogue(name);
  const maps = useMaps(name);
  useTitle(t("title", { catalogue: name }));
  const error = catalogue.error ?? maps.error;
  if (error !== null) {
    const again = (): void => {
      void catalogue.refetch();
      void maps.refetch();
    };
    return <ProblemNotice order={1} error={error} onRetry={again} />;
  }
  if (catalogue.data === undefined || maps.data === undefined) return <MapSkeleton />;
  const [newest, ...others] = maps.data;
  if (newest === undefined) return <NoMap catalogue={catalogue.data} />;
  return <MapFinder key={name} catalogue={catalogue.data} maps={[newest, ...others]} />;
}
