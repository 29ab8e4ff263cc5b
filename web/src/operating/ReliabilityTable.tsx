import { useTranslation } from "react-i18next";

import type { Shapes } from "../client/client";
import { number, percent } from "../language/numbers";
import classes from "./Relevance.module.css";

/** The points of a reliability diagram, to be read. */
export function ReliabilityTable({ curve }: { curve: readonly Shapes["CurvePoint"][] }) {
  const { t, i18n } = useTranslation("operating");
  const share = (value: number): string => percent(value, i18n.language, 1);
  return (
    <details className={classes.table}>
      <summary>{t("curve_table")}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("curve_said_head")}</th>
            <th scope="col">{t("curve_seen_head")}</th>
            <th scope="col">{t("curve_pairs_head")}</th>
          </tr>
        </thead>
        <tbody>
          {curve.map(({ said, seen, pairs }) => (
            <tr key={said}>
              <td>{share(said)}</td>
              <td>{share(seen)}</td>
              <td>{number(pairs, i18n.language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
