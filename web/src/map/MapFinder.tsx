import { VisuallyHidden } from "@mantine/core";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";

import { HeaderMiddle } from "../app/shell/HeaderMiddle";
import { ProblemNotice } from "../app/ProblemNotice";
import type { Catalogue } from "../catalogue/catalogue";
import { localFields } from "../catalogue/localised";
import { Asked } from "../find/asked/Asked";
import { PictureDrop } from "../find/asked/PictureDrop";
import { SearchField } from "../find/field/SearchField";
import { usePicture } from "../find/query/usePicture";
import { Chips } from "../find/results/Chips";
import { mapMeant, type MadeMap } from "./choice/mapMeant";
import { useChoice } from "./choice/useChoice";
import { MapBar } from "./MapBar";
import { MapSkeleton } from "./MapSkeleton";
import { MapStage } from "./MapStage";
import { useLanding } from "./useLanding";
import { usePoints } from "./usePoints";

const ItemDialog = lazy(async () => ({
  default: (await import("../item/ItemDialog")).ItemDialog,
}));
const Comparison = lazy(async () => ({
  default: (await import("../item/Comparison")).Comparison,
}));

interface MapFinderProps {
  catalogue: Catalogue;
  /** The newest first; there is at least one. */
  maps: readonly [MadeMap, ...MadeMap[]];
}

/** What is looked for, which map is shown, and all that is on it. */
export function MapFinder({ catalogue, maps }: MapFinderProps) {
  const { t, i18n } = useTranslation("map");
  const { sought, seek, choice, choose } = useChoice();
  const picture = usePicture(sought.picture);
  const inUse = new Set(choice.colour === null ? [] : [choice.colour]);
  const fields = localFields(catalogue, i18n.language, inUse);
  const tags = fields.filter(({ field }) => field.role === "tag");
  const colour = choice.colour ?? tags[0]?.field.name ?? "";
  const map = mapMeant(maps, choice);
  const points = usePoints(catalogue.name, { ...map, colour, where: sought.where });
  const landing = useLanding(catalogue.name, map, sought, picture);
  return (
    <>
      <HeaderMiddle>
        <SearchField catalogue={catalogue} sought={sought} seek={seek} />
      </HeaderMiddle>
      <PictureDrop seek={seek} />
      <VisuallyHidden>
        <h1>{t("title", { catalogue: catalogue.name })}</h1>
      </VisuallyHidden>
      <Asked catalogue={catalogue} sought={sought} picture={picture} seek={seek} />
      <MapBar
        catalogue={catalogue}
        maps={maps}
        map={map}
        tags={tags}
        colour={colour}
        sought={sought}
        choose={choose}
      />
      <Chips where={sought.where} seek={seek} />
      {points.data === undefined && points.error === null && <MapSkeleton />}
      {points.data === undefined && points.error !== null && (
        <ProblemNotice error={points.error} onRetry={() => void points.refetch()} />
      )}
      {points.data !== undefined && (
        <MapStage
          catalogue={catalogue}
          map={map}
          points={points.data}
          landing={landing}
          sought={sought}
          seek={seek}
          choice={choice}
          choose={choose}
        />
      )}
      <Suspense>
        {sought.item !== "" && (
          <ItemDialog catalogue={catalogue} sought={sought} picture={picture} seek={seek} />
        )}
        {sought.compare.length > 0 && (
          <Comparison catalogue={catalogue} sought={sought} seek={seek} />
        )}
      </Suspense>
    </>
  );
}
