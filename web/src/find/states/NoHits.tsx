import { Button } from "@mantine/core";
import { IconFilterOff, IconPackageImport, IconZoomExclamation } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { Notice } from "../../app/Notice";
import type { Sought } from "../query/sought";
import type { Seek } from "../query/useSought";

interface NoHitsProps {
  /** Whether the catalogue has no items at all. */
  empty: boolean;
  sought: Sought;
  seek: Seek;
}

/** Why there is nothing, and what to do next. */
export function NoHits({ empty, sought, seek }: NoHitsProps) {
  const { t } = useTranslation("find");
  if (empty)
    return <Notice icon={<IconPackageImport />} title={t("empty_title")} hint={t("empty_hint")} />;
  if (sought.onlyRelevant)
    return (
      <Notice
        icon={<IconZoomExclamation />}
        title={t("none_relevant_title")}
        hint={t("none_relevant_hint")}
      >
        <Button onClick={() => seek({ onlyRelevant: false })}>{t("none_show")}</Button>
      </Notice>
    );
  return (
    <Notice icon={<IconFilterOff />} title={t("none_title")} hint={t("none_hint")}>
      <Button onClick={() => seek({ where: [] })}>{t("filters_clear")}</Button>
    </Notice>
  );
}
