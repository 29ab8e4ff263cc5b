import { useTranslation } from "react-i18next";

import { number, percent } from "../language/numbers";
import { Facts } from "./Facts";
import classes from "./Relevance.module.css";
import { ReliabilityDiagram } from "./ReliabilityDiagram";
import { ReliabilityTable } from "./ReliabilityTable";
import type { Calibration } from "./useOperating";

const ORIGINS = {
  title: "origin_title",
  "half of a title": "origin_half",
  "first sentence": "origin_sentence",
  tag: "origin_tag",
  "two tags": "origin_tags",
  snapshot: "origin_snapshot",
  "same tag": "origin_same",
} as const;

interface CalibrationPanelProps {
  vector: string;
  calibration: Calibration;
}

/** How far the probability can be trusted that something is relevant. */
export function CalibrationPanel({ vector, calibration }: CalibrationPanelProps) {
  const { t, i18n } = useTranslation("operating");
  const share = (value: number): string => percent(value, i18n.language, 1);
  const asked = t(`asked_${calibration.asker}`);
  const origin = (name: string): string => {
    const key = Object.entries(ORIGINS).find(([each]) => each === name)?.[1];
    return key === undefined ? name : t(key);
  };
  const origins = Object.entries(calibration.origins).map(
    ([name, count]) => `${origin(name)} ${number(count, i18n.language)}`,
  );
  return (
    <div className={classes.asked}>
      <ReliabilityDiagram curve={calibration.curve} label={t("curve", { vector, asked })} />
      <div>
        <h5 className={classes.name}>{asked}</h5>
        <Facts
          of={[
            [t("relevance_precision"), share(calibration.precision)],
            [t("relevance_recall"), share(calibration.recall)],
            [t("relevance_error"), number(calibration.error, i18n.language)],
            [t("relevance_half"), number(calibration.half, i18n.language)],
            [t("relevance_pairs"), t("relevance_pairs_value", { count: calibration.pairs })],
            [t("relevance_from"), origins.join(", ")],
          ]}
        />
        <ReliabilityTable curve={calibration.curve} />
      </div>
    </div>
  );
}
