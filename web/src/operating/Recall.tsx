import { Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { percent } from "../language/numbers";
import { Command } from "../app/Command";
import { leastRecall } from "./concerns";
import { Readings } from "./Readings";
import classes from "./Recall.module.css";
import { SearchSettings } from "./SearchSettings";
import type { Quality, VectorQuality } from "./useOperating";

interface RecallProps {
  quality: Quality;
  vector: VectorQuality;
}

/** How many of the nearest searches by a vector find, where that was measured. */
export function Recall({ quality, vector }: RecallProps) {
  const { t, i18n } = useTranslation("operating");
  const { graph, recall_held: held, name } = quality;
  const { tuning } = vector;
  const least = leastRecall(vector);
  const isMeasured = tuning !== null && held !== null && least !== null;
  return (
    <section className={classes.recall}>
      <div className={classes.head}>
        <Title order={4} size="h5">
          {t("recall_title")}
        </Title>
        {isMeasured && (
          <span className={classes.badge} data-falls={least < held || undefined}>
            {t(least < held ? "recall_falls" : "recall_holds")}
          </span>
        )}
      </div>
      {graph === null && <p className={classes.hint}>{t("recall_exact")}</p>}
      {graph !== null && !isMeasured && (
        <>
          <p className={classes.hint}>{t("recall_unmeasured")}</p>
          <Command>{`likewise tune ${name}`}</Command>
        </>
      )}
      {isMeasured && (
        <>
          <p className={classes.hint}>
            {t("recall_held", { held: percent(held, i18n.language, 1) })}
          </p>
          <Readings tuning={tuning} held={held} />
          <SearchSettings tuning={tuning} />
        </>
      )}
    </section>
  );
}
