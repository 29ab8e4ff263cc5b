import { Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { CalibrationPanel } from "./CalibrationPanel";
import { Command } from "../app/Command";
import classes from "./Recall.module.css";
import type { Quality, VectorQuality } from "./useOperating";

interface RelevanceProps {
  quality: Quality;
  vector: VectorQuality;
}

/** What a vector's cosines say of relevance, and how well. */
export function Relevance({ quality, vector }: RelevanceProps) {
  const { t } = useTranslation("operating");
  const { calibrations, uncalibrated } = vector;
  return (
    <section className={classes.recall}>
      <Title order={4} size="h5">
        {t("relevance_title")}
      </Title>
      {quality.tuned_at === null && (
        <>
          <p className={classes.hint}>{t("relevance_unmeasured")}</p>
          <Command>{`likewise tune ${quality.name}`}</Command>
        </>
      )}
      {calibrations.map((each) => (
        <CalibrationPanel key={each.asker} vector={vector.name} calibration={each} />
      ))}
      {uncalibrated.map(({ asker, reason }) => (
        <p key={asker} className={classes.hint}>
          {t(`asked_${asker}`)}: {t("relevance_untold", { reason })}
        </p>
      ))}
    </section>
  );
}
