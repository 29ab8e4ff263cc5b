import { Button } from "@mantine/core";
import { useIntersection } from "@mantine/hooks";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

import classes from "./Results.module.css";
import type { Hits } from "./useHits";

/** Adds the next page below when one scrolls near, or by its button. */
export function More({ hits }: { hits: Hits }) {
  const { t } = useTranslation("find");
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, isPlaceholderData } = hits;
  const { fetchNextPage } = hits;
  const { ref, entry } = useIntersection({ rootMargin: "600px" });
  const near = entry?.isIntersecting ?? false;
  const may = hasNextPage && !isFetchingNextPage && !isFetchNextPageError && !isPlaceholderData;
  useEffect(() => {
    if (near && may) void fetchNextPage();
  }, [near, may, fetchNextPage]);
  return (
    <div ref={ref} className={classes.more}>
      {isFetchNextPageError && <p role="alert">{t("more_failed")}</p>}
      {hasNextPage ? (
        <Button
          variant="default"
          radius="xl"
          loading={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {t("more")}
        </Button>
      ) : (
        t("end")
      )}
    </div>
  );
}
