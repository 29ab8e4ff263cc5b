import { useTranslation } from "react-i18next";

import type { Shapes } from "../client/client";
import { number, percent } from "../language/numbers";
import { legName } from "./legs";
import classes from "./Why.module.css";

const NONE = "–";

/** What each leg says of an item, and which conditions of the filter it meets. */
export function Explanation({ told }: { told: Shapes["Explained"] }) {
  const { t, i18n } = useTranslation("item");
  const figure = (value: number | null | undefined): string =>
    value === null || value === undefined ? NONE : number(value, i18n.language);
  const words = [...new Set(told.legs.flatMap((leg) => leg.words))];
  return (
    <div className={classes.told}>
      <div>
        {told.rank === null ? t("why_not") : t("why_rank", { rank: told.rank })}{" "}
        {words.length > 0 && t("why_words", { words: words.join(", ") })}
      </div>
      <table className={classes.legs}>
        <thead>
          <tr>
            <th scope="col">{t("why_leg")}</th>
            <th scope="col">{t("why_place")}</th>
            <th scope="col">{t("why_score")}</th>
            <th scope="col">{t("why_relevance")}</th>
          </tr>
        </thead>
        <tbody>
          {told.legs.map((leg) => (
            <tr key={leg.leg}>
              <td>
                {legName(leg.leg, t)}
                {leg.leg === told.won && told.legs.length > 1 && (
                  <span className={classes.most}>{t("why_most")}</span>
                )}
              </td>
              <td>{figure(leg.rank)}</td>
              <td>{figure(leg.score)}</td>
              <td>{leg.relevance === null ? NONE : percent(leg.relevance, i18n.language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {told.conditions.length > 0 && (
        <ul className={classes.conditions}>
          {told.conditions.map(({ condition, met }) => (
            <li key={condition}>{t(met ? "why_met" : "why_unmet", { condition })}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
