import { Code } from "@mantine/core";
import { IconPackageImport } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Redirect, useSearch } from "wouter";

import { Notice } from "../app/Notice";
import { ProblemNotice } from "../app/ProblemNotice";
import { useCatalogues } from "../catalogue/catalogue";
import { FinderSkeleton } from "./states/FinderSkeleton";

/** The start: leads to the catalogue that is meant where none is named. */
export function StartView() {
  const { t } = useTranslation("find");
  const search = useSearch();
  const { data, error, refetch } = useCatalogues();
  if (error !== null)
    return <ProblemNotice order={1} error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <FinderSkeleton />;
  const meant = data.find((each) => each.default) ?? data[0];
  if (meant === undefined)
    return (
      <Notice
        order={1}
        icon={<IconPackageImport />}
        title={t("no_catalogue_title")}
        hint={t("no_catalogue_hint")}
      >
        <Code>likewise demo</Code>
      </Notice>
    );
  return <Redirect to={`/catalogues/${meant.name}${search === "" ? "" : `?${search}`}`} replace />;
}
