import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Catalogue } from "../catalogue/catalogue";
import type { Item } from "../catalogue/useItems";
import type { Sought } from "../find/query/sought";
import type { Seek } from "../find/query/useSought";
import { likenesses } from "./legs";
import { seekItem } from "./seekItem";
import classes from "./SimilarButtons.module.css";

interface SimilarButtonsProps {
  catalogue: Catalogue;
  item: Item;
  name: string;
  sought: Sought;
  seek: Seek;
}

/** Leads to the items like this one, by its text and by its image. */
export function SimilarButtons({ catalogue, item, name, sought, seek }: SimilarButtonsProps) {
  const { t } = useTranslation("item");
  const { by } = seekItem(seek, sought, item.id);
  const said = (leg: string): readonly [string, string] => {
    if (leg === "text" || leg === "image") return [t(`by_${leg}`), t(`by_${leg}_of`, { name })];
    return [leg, t("by_leg_of", { name, leg })];
  };
  return likenesses(catalogue, item).map((leg) => {
    const [short, long] = said(leg);
    return (
      <Button
        key={leg}
        className={classes.similar ?? ""}
        variant="default"
        size="compact-sm"
        radius="xl"
        aria-label={long}
        title={long}
        onClick={() => by(leg)}
      >
        {short}
      </Button>
    );
  });
}
