import { NativeSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Catalogue } from "../../catalogue/catalogue";
import { localFields } from "../../catalogue/localised";
import { isLookingFor, type Sought } from "../query/sought";
import type { Seek } from "../query/useSought";
import classes from "./Toolbar.module.css";

interface SortSelectProps {
  catalogue: Catalogue;
  sought: Sought;
  seek: Seek;
}

/** The order: the best first, or by a number or time. */
export function SortSelect({ catalogue, sought, seek }: SortSelectProps) {
  const { t, i18n } = useTranslation("find");
  const sortable = localFields(catalogue, i18n.language).filter(({ field }) => field.sortable);
  if (sortable.length === 0) return null;
  return (
    <NativeSelect
      className={classes.select ?? ""}
      size="sm"
      radius="xl"
      aria-label={t("sort")}
      value={sought.sort}
      onChange={(event) => seek({ sort: event.currentTarget.value })}
      data={[
        { value: "", label: isLookingFor(sought) ? t("sort_best") : t("sort_mixed") },
        ...sortable.flatMap(({ field, label }) => [
          { value: field.name, label: t("sort_up", { field: label }) },
          { value: `-${field.name}`, label: t("sort_down", { field: label }) },
        ]),
      ]}
    />
  );
}
