import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";

import type { Catalogue } from "../../catalogue/catalogue";
import { addressOf } from "../../find/query/address";
import { withCondition } from "../../find/query/filter";
import type { Sought } from "../../find/query/sought";
import type { Choice } from "../choice/choice";
import type { MapPoints } from "../points";

interface ShowChosenProps {
  catalogue: Catalogue;
  points: MapPoints;
  shown: Uint8Array;
  count: number;
  sought: Sought;
  choice: Choice;
}

/** Leads to the chosen items among the others, by a filter that holds for them. */
export function ShowChosen({ catalogue, points, sought, choice, count }: ShowChosenProps) {
  const { t } = useTranslation("map");
  const tagged = withCondition(sought.where, points.colour ?? "", {
    kind: "tags",
    field: points.colour ?? "",
    tags: [choice.only],
  });
  const where = choice.only === "" ? sought.where : tagged;
  return (
    <Button
      component={Link}
      size="sm"
      href={`/catalogues/${catalogue.name}${addressOf({ ...sought, where, item: "" })}`}
    >
      {t("show_chosen", { count })}
    </Button>
  );
}
