import { useTranslation } from "react-i18next";

import { isLookingFor, type Sought } from "../query/sought";
import classes from "./Toolbar.module.css";
import type { Found } from "./useHits";

/** How many items are relevant, and of how many; it is read out when it changes. */
export function Count({ first, sought }: { first: Found | undefined; sought: Sought }) {
  const { t } = useTranslation("find");
  const said = ({ relevant, total }: Found): string => {
    if (!isLookingFor(sought) || relevant === null || relevant === undefined)
      return t("items", { count: total });
    if (sought.onlyRelevant) return t("items", { count: relevant });
    return t("relevant", { relevant, total });
  };
  return (
    <p className={classes.count} role="status">
      {first === undefined ? t("loading") : said(first)}
    </p>
  );
}
