import { useTranslation } from "react-i18next";

import { number, percent } from "../language/numbers";
import classes from "./Recall.module.css";
import { RecallMeter } from "./RecallMeter";
import type { Tuning } from "./useOperating";

const LOWEST = 0.9;

/** What was measured, by the share of the items that a filter admits. */
export function Readings({ tuning, held }: { tuning: Tuning; held: number }) {
  const { t, i18n } = useTranslation("operating");
  const share = (value: number, digits = 1): string => percent(value, i18n.language, digits);
  const least = Math.min(held, ...tuning.after.map(({ recall, doubt }) => recall - doubt));
  const low = least >= LOWEST ? LOWEST : Math.max(0, Math.floor(least * 10) / 10);
  return (
    <>
      <table className={classes.readings}>
        <thead>
          <tr>
            <th scope="col">{t("recall_admits")}</th>
            <th scope="col">{t("recall_now")}</th>
            <td className={classes.meter} aria-hidden />
            <th scope="col">{t("recall_before")}</th>
            <th scope="col">{t("recall_time")}</th>
          </tr>
        </thead>
        <tbody>
          {tuning.after.map((now) => {
            const before = tuning.before.find((each) => each.share === now.share);
            const recall = share(now.recall);
            return (
              <tr key={now.share}>
                <th scope="row">{now.share === null ? t("recall_all") : share(now.share, 2)}</th>
                <td>
                  {now.doubt === 0
                    ? recall
                    : t("recall_doubt", { recall, doubt: share(now.doubt, 2) })}
                </td>
                <td className={classes.meter} aria-hidden>
                  <RecallMeter reading={now} held={held} low={low} />
                </td>
                <td>{before === undefined ? t("unknown") : share(before.recall)}</td>
                <td>{t("recall_time_value", { time: number(now.p50_ms, i18n.language) })}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className={`${classes.hint ?? ""} ${classes.axis ?? ""}`}>
        {t("recall_axis", { low: share(low) })}
      </p>
    </>
  );
}
