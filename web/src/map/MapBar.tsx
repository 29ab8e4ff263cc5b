import { Button, NativeSelect } from "@mantine/core";
import { IconLayoutGrid } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";

import type { Catalogue } from "../catalogue/catalogue";
import type { LocalField } from "../catalogue/localised";
import { addressOf } from "../find/query/address";
import type { Sought } from "../find/query/sought";
import { legName } from "../item/legs";
import type { MadeMap } from "./choice/mapMeant";
import type { Choose } from "./choice/useChoice";
import classes from "./MapFinder.module.css";

interface MapBarProps {
  catalogue: Catalogue;
  maps: readonly MadeMap[];
  map: MadeMap;
  tags: readonly LocalField[];
  colour: string;
  sought: Sought;
  choose: Choose;
}

/** Which map is shown, what colours it, and the way back to the items. */
export function MapBar({ catalogue, maps, map, tags, colour, sought, choose }: MapBarProps) {
  const { t } = useTranslation(["map", "item"]);
  const { t: ofItem } = useTranslation("item");
  return (
    <div className={classes.bar}>
      <Button
        component={Link}
        href={`/catalogues/${catalogue.name}${addressOf({ ...sought, item: "", compare: [] })}`}
        variant="default"
        size="sm"
        radius="xl"
        leftSection={<IconLayoutGrid size={17} aria-hidden />}
      >
        {t("results")}
      </Button>
      <NativeSelect
        className={classes.select ?? ""}
        size="sm"
        radius="xl"
        aria-label={t("map")}
        value={nameOf(map)}
        data={maps.map((each) => ({
          value: nameOf(each),
          label: t("map_of", {
            vector: legName(each.vector, ofItem),
            method: t(`method_short_${each.method}`),
          }),
        }))}
        onChange={(event) => {
          const chosen = maps.find((each) => nameOf(each) === event.currentTarget.value);
          if (chosen === undefined) return;
          choose({ vector: chosen.vector, method: chosen.method, area: [] });
        }}
      />
      {tags.length > 0 && (
        <NativeSelect
          className={classes.select ?? ""}
          size="sm"
          radius="xl"
          aria-label={t("colour")}
          value={colour}
          data={[
            ...tags.map(({ field, label }) => ({
              value: field.name,
              label: t("colour_by", { field: label }),
            })),
            { value: "", label: t("colour_none") },
          ]}
          onChange={(event) => choose({ colour: event.currentTarget.value, only: "" })}
        />
      )}
    </div>
  );
}

function nameOf({ vector, method }: MadeMap): string {
  return `${method} ${vector}`;
}
