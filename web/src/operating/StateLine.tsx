import { Skeleton } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { percent } from "../language/numbers";
import { Command } from "../app/Command";
import { type Concern, concernsOfEngine, concernsOfImport, concernsOfQuality } from "./concerns";
import classes from "./StateLine.module.css";
import { useEngine, useLastImport, useQuality } from "./useOperating";

/** At a glance: whether all is well, and else what needs a look, why, and what to do. */
export function StateLine({ name }: { name: string }) {
  const { t } = useTranslation("operating");
  const quality = useQuality(name);
  const imported = useLastImport(name);
  const engine = useEngine();
  const asked = [quality, imported, engine];
  if (asked.some(({ isPending }) => isPending)) return <Skeleton height={64} radius="lg" />;
  const concerns = [
    ...(quality.data === undefined ? [] : concernsOfQuality(quality.data)),
    ...(imported.data === undefined ? [] : concernsOfImport(imported.data)),
    ...(engine.data === undefined ? [] : concernsOfEngine(engine.data)),
  ];
  const isPartly = asked.some(({ data }) => data === undefined);
  const state = isPartly ? "partly" : concerns.length > 0 ? "look" : "well";
  const Icon = state === "well" ? IconCircleCheck : IconAlertTriangle;
  return (
    <div className={classes.state} data-state={state}>
      <Icon size={26} stroke={1.8} aria-hidden />
      <div>
        <p className={classes.word} role="status">
          {t(state)}
        </p>
        {state === "well" && <p className={classes.hint}>{t("well_hint", { catalogue: name })}</p>}
        {isPartly && <p className={classes.hint}>{t("partly_hint")}</p>}
        {concerns.length > 0 && (
          <ul className={classes.concerns} aria-label={t("concerns")}>
            {concerns.map((concern) => (
              <ConcernLine key={`${concern.name} ${concern.said.vector}`} of={concern} />
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}

function ConcernLine({ of: { name, said, command } }: { of: Concern }) {
  const { t, i18n } = useTranslation("operating");
  const share = (value: number): string => percent(value, i18n.language, 1);
  const words = {
    ...said,
    share: share(said.share),
    recall: share(said.recall),
    held: share(said.held),
  };
  return (
    <li>
      <div className={classes.what}>{t(`concern_${name}`, words)}</div>
      <p className={classes.remedy}>{t(`remedy_${name}`, words)}</p>
      {command !== "" && <Command>{command}</Command>}
    </li>
  );
}
