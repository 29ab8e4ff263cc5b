import { Button, CloseButton } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Seek } from "../query/useSought";
import { chipsOf, saidOf } from "./chipsOf";
import classes from "./Toolbar.module.css";

interface ChipsProps {
  where: readonly string[];
  seek: Seek;
}

/** What the items are filtered by, each with a cross. */
export function Chips({ where, seek }: ChipsProps) {
  const { t } = useTranslation("find");
  if (where.length === 0) return null;
  const chips = chipsOf(where).map((chip) => ({ said: saidOf(chip, t), without: chip.without }));
  return (
    <div className={classes.chips}>
      {chips.map(({ said, without }) => (
        <span key={said} className={classes.chip}>
          <span>{said}</span>
          <CloseButton
            size={26}
            radius="xl"
            variant="transparent"
            aria-label={t("filter_remove", { filter: said })}
            onClick={() => seek({ where: without })}
          />
        </span>
      ))}
      <Button variant="subtle" size="compact-sm" h={32} onClick={() => seek({ where: [] })}>
        {t("filters_clear")}
      </Button>
    </div>
  );
}
