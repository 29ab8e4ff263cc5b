import { UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { number } from "../../language/numbers";
import type { Entry } from "../legend";
import { variableOf } from "../plot/palette";
import classes from "./Legend.module.css";

interface LegendProps {
  entries: readonly Entry[];
  /** The one tag that is shown; empty for all. */
  only: string;
  onOnly: (tag: string) => void;
}

/** What each colour means, and of how many items; a press shows one tag alone. */
export function Legend({ entries, only, onOnly }: LegendProps) {
  const { t, i18n } = useTranslation("map");
  return (
    <ul className={classes.legend} aria-label={t("legend")}>
      {entries.map(({ kind, tag, colour, count }) => {
        const said = (
          <>
            <span className={classes.dot} style={{ background: `var(${variableOf(colour)})` }} />
            <span className={classes.tag}>{kind === "tag" ? tag : t(`legend_${kind}`)}</span>
            <span className={classes.count}>{number(count, i18n.language)}</span>
          </>
        );
        return (
          <li key={colour}>
            {kind === "tag" ? (
              <UnstyledButton
                className={classes.entry ?? ""}
                aria-pressed={only === tag}
                data-dimmed={(only !== "" && only !== tag) || undefined}
                onClick={() => onOnly(only === tag ? "" : tag)}
              >
                {said}
              </UnstyledButton>
            ) : (
              <span className={classes.entry} data-dimmed={only !== "" || undefined}>
                {said}
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
