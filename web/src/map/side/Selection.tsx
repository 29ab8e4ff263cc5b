import { Button, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Catalogue } from "../../catalogue/catalogue";
import type { Sought } from "../../find/query/sought";
import type { Choice } from "../choice/choice";
import type { Choose } from "../choice/useChoice";
import classes from "../MapFinder.module.css";
import type { MapPoints } from "../points";
import type { Standing } from "../shown";
import { ShowChosen } from "./ShowChosen";

interface SelectionProps {
  catalogue: Catalogue;
  points: MapPoints;
  /** What is shown plainly. */
  chosen: Standing;
  sought: Sought;
  choice: Choice;
  choose: Choose;
  /** Chooses all that is in view. */
  onChooseSeen: () => void;
}

/** How many items are on the map, or are chosen; what can be done with those. */
export function Selection(props: SelectionProps) {
  const { points, chosen, choice, choose, onChooseSeen } = props;
  const { t } = useTranslation("map");
  const isChosen = choice.area.length > 0 || choice.only !== "";
  const { count } = chosen;
  return (
    <div className={isChosen ? classes.chosen : undefined}>
      <p className={classes.heading} role="status">
        {isChosen ? t("chosen", { count }) : t("items", { count })}
      </p>
      {isChosen ? (
        <Group gap="xs">
          <ShowChosen {...props} />
          <Button variant="subtle" size="sm" onClick={() => choose({ area: [], only: "" })}>
            {t("clear")}
          </Button>
        </Group>
      ) : (
        points.ids.length > 0 && (
          <Button variant="subtle" size="compact-sm" onClick={onChooseSeen}>
            {t("choose_seen")}
          </Button>
        )
      )}
    </div>
  );
}
