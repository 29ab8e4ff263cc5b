import { Button, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";

import type { Catalogue } from "../../catalogue/catalogue";
import { addressOf } from "../../find/query/address";
import { ID, lineOf, lineOfItems } from "../../find/query/filter";
import type { Sought } from "../../find/query/sought";
import type { Choice } from "../choice/choice";
import type { MapPoints } from "../points";
import type { Standing } from "../shown";

interface ShowChosenProps {
  catalogue: Catalogue;
  points: MapPoints;
  chosen: Standing;
  sought: Sought;
  choice: Choice;
}

/** Leads to the chosen items alone, or to as many in their middle as a filter can name. */
export function ShowChosen({ catalogue, points, chosen, sought, choice }: ShowChosenProps) {
  const { t } = useTranslation("map");
  const isTag = choice.area.length === 0;
  const hasOwnId = catalogue.fields.some(({ name }) => name === ID);
  if (chosen.count === 0 || (hasOwnId && !isTag)) return null;
  const { line, count } = isTag
    ? {
        line: lineOf({ kind: "tags", field: points.colour ?? "", tags: [choice.only] }),
        count: chosen.count,
      }
    : lineOfItems(chosen.first.map((n) => points.ids[n] ?? ""));
  const where = [...sought.where.filter((each) => each !== line), line];
  const isAll = count === chosen.count;
  return (
    <>
      {!isAll && <Text size="sm">{t("too_many", { count })}</Text>}
      <Button
        component={Link}
        size="sm"
        href={`/catalogues/${catalogue.name}${addressOf({ ...sought, where, item: "", compare: [] })}`}
      >
        {t(isAll ? "show_chosen" : "show_middle", { count })}
      </Button>
    </>
  );
}
