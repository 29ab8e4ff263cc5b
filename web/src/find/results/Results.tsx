import { IconZoomExclamation } from "@tabler/icons-react";
import { lazy, Suspense, useRef } from "react";
import { useTranslation } from "react-i18next";

import { useSession } from "../../account/session";
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

const Judging = lazy(async () => ({
  default: (await import("../../judging/Judging")).Judging,
}));
const Thumbs = lazy(async () => ({
  default: (await import("../../judging/Thumbs")).Thumbs,
}));

interface ResultsProps {
  catalogue: Catalogue;
  hits: Hits;
  sought: Sought;
  picture: string | null | undefined;
  seek: Seek;
}

const SEEN_AT_ONCE = 6;

/** What is found, or what to do where nothing is. */
export function Results({ catalogue, hits, sought, picture, seek }: ResultsProps) {
  const { t } = useTranslation("find");
  const { data, error, refetch } = hits;
  const list = useRef<HTMLUListElement>(null);
  const isSignedIn = (useSession()?.account ?? null) !== null;
  const isJudging = sought.judging && isSignedIn;
  // Hits of another query that are still shown are not judged for this one.
  const mayJudge = isJudging && isLookingFor(sought) && !hits.isPlaceholderData;
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
      {isJudging && (
        <Suspense>
          <Judging
            catalogue={catalogue}
            found={mayJudge ? found : []}
            sought={sought}
            picture={picture}
            list={list}
          />
        </Suspense>
      )}
      <ul
        ref={list}
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
            {...(mayJudge && {
              thumbs: (
                <Suspense>
                  <Thumbs catalogue={catalogue} hit={hit} sought={sought} picture={picture} />
                </Suspense>
              ),
            })}
          />
        ))}
      </ul>
      <More hits={hits} />
    </>
  );
}
