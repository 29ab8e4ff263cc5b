import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { Shapes } from "../client/client";
import classes from "./EngineHealth.module.css";

const CHECKS = ["redis", "index", "model"] as const;

/** Whether searches that name no catalogue can be answered, as probes are told. */
export function Checks({ of }: { of: Shapes["Readiness"] }) {
  const { t } = useTranslation("operating");
  return (
    <ul className={classes.checks} aria-label={t("engine_ready")}>
      {CHECKS.map((each) => {
        const { ok, detail } = of[each];
        const Icon = ok ? IconCircleCheck : IconAlertTriangle;
        return (
          <li key={each} data-look={!ok || undefined}>
            <Icon size={18} aria-hidden />
            {t(`check_${each}`)}
            <span className={classes.said}>
              {ok ? t("check_ok") : `${t("check_bad")}: ${detail}`}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
