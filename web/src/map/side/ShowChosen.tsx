import { Button, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";

import type { Catalogue } from "../../catalogue/catalogue";
import { addressOf } from "../../find/query/address";
import { ID, lineOf, lineOfItems } from "../../find/query/filter";
import type { Sought } from "../../find/query/sought";
import type { Choice } from "../choice/choice";
import { FAINT } from "../plot/painter";
import type { MapPoints } from "../points";

interface ShowChosenProps {
  catalogue: Catalogue;
  points: MapPoints;
  shown: Uint8Array;
  count: number;
  sought: Sought;
  choice: Choice;
}

/** Leads to the chosen items alone, by a filter that only they meet. */
export function ShowChosen(props: ShowChosenProps) {
  const { catalogue, count, sought, choice } = props;
  const { t } = useTranslation("map");
  const hasOwnId = catalogue.fields.some(({ name }) => name === ID);
  if (count === 0 || (hasOwnId && choice.area.length > 0)) return null;
  const line = lineOfChosen(props);
  if (line === null) return <Text size="sm">{t("too_many")}</Text>;
  const where = [...sought.where.filter((each) => each !== line), line];
  return (
    <Button
      component={Link}
      size="sm"
      href={`/catalogues/${catalogue.name}${addressOf({ ...sought, where, item: "", compare: [] })}`}
    >
      {t("show_chosen", { count })}
    </Button>
  );
}

/** A tag where one alone is chosen, or else the ids; null where no filter can say them. */
function lineOfChosen({ points, shown, choice }: ShowChosenProps): string | null {
  if (choice.area.length === 0)
    return lineOf({ kind: "tags", field: points.colour ?? "", tags: [choice.only] });
  return lineOfItems(points.ids.filter((_, n) => shown[n] !== FAINT));
}
