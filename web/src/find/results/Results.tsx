import { IconZoomExclamation } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { Notice } from "../../app/Notice";
import { ProblemNotice } from "../../app/ProblemNotice";
import type { Catalogue } from "../../catalogue/catalogue";
import { Card } from "../../item/Card";
import { isLookingFor, type Sought } from "../query/sought";
import type { Seek } from "../query/useSought";
import { GridSkeleton } from "../states/GridSkeleton";
import { NoHits } from "../states/NoHits";
import { Meant } from "./Meant";
import { More } from "./More";
import classes from "./Results.module.css";
import type { Hits } from "./useHits";

interface ResultsProps {
  catalogue: Catalogue;
  hits: Hits;
  sought: Sought;
  seek: Seek;
}

const SEEN_AT_ONCE = 6;

/** What is found, or what to do where nothing is. */
export function Results({ catalogue, hits, sought, seek }: ResultsProps) {
  const { t } = useTranslation("find");
  const { data, error, refetch } = hits;
  if (data === undefined)
    return error === null ? (
      <GridSkeleton />
    ) : (
      <ProblemNotice error={error} onRetry={() => void refetch()} />
    );
  const first = data.pages[0];
  const found = data.pages.flatMap((page) => page.hits);
  const meant = first?.did_you_mean ?? null;
  if (found.length === 0)
    return (
      <>
        {meant !== null && <Meant words={meant} seek={seek} />}
        <NoHits empty={catalogue.items === 0} sought={sought} seek={seek} />
      </>
    );
  const nothing = isLookingFor(sought) && first?.relevant === 0;
  return (
    <>
      {meant !== null && <Meant words={meant} seek={seek} />}
      {nothing && (
        <Notice
          icon={<IconZoomExclamation />}
          title={t("nothing_title")}
          hint={t(sought.where.length > 0 ? "nothing_filtered" : "nothing_hint")}
        />
      )}
      <ul
        className={classes[sought.layout]}
        aria-label={t("results")}
        aria-busy={hits.isPlaceholderData}
        data-stale={hits.isPlaceholderData || undefined}
      >
        {found.map((hit, place) => (
          <Card
            key={hit.id}
            catalogue={catalogue}
            hit={hit}
            sought={sought}
            seek={seek}
            first={place < SEEN_AT_ONCE}
          />
        ))}
      </ul>
      <More hits={hits} />
    </>
  );
}
