import { useTranslation } from "react-i18next";

import classes from "./Recall.module.css";
import type { Setting, Tuning } from "./useOperating";

const POLICIES = {
  auto: "policy_auto",
  adhoc_bf: "policy_adhoc",
  batches: "policy_batches",
} as const;

/** How a graph is searched, by how many items meet a filter. */
export function SearchSettings({ tuning }: { tuning: Tuning }) {
  const { t } = useTranslation("operating");
  const said = ({ ef_runtime: candidates, policy }: Setting): string => {
    const key = Object.entries(POLICIES).find(([name]) => name === policy)?.[1];
    return t("setting", { candidates, policy: key === undefined ? policy : t(key) });
  };
  return (
    <ul className={classes.settings} aria-label={t("recall_setting")}>
      <li>
        {t("recall_all")}: {said(tuning.unfiltered)}
      </li>
      {tuning.steps.map(({ candidates: items, setting }) => (
        <li key={items}>
          {items > 0
            ? t("setting_from", { items, setting: said(setting) })
            : t("setting_fewer", { setting: said(setting) })}
        </li>
      ))}
    </ul>
  );
}
