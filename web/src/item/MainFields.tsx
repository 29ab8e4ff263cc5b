import { useTranslation } from "react-i18next";

import type { Catalogue } from "../catalogue/catalogue";
import { localFields } from "../catalogue/localised";
import type { Item } from "../catalogue/useItems";
import classes from "./MainFields.module.css";
import { shown } from "./values";

const MOST = 2;

interface MainFieldsProps {
  catalogue: Catalogue;
  item: Pick<Item, "fields">;
}

/** The first of what an item can be filtered by, in one line. */
export function MainFields({ catalogue, item }: MainFieldsProps) {
  const { i18n } = useTranslation();
  const said = localFields(catalogue, i18n.language)
    .filter(({ field }) => field.countable && field.name in item.fields)
    .slice(0, MOST)
    .map(({ field, label }) => {
      const value = shown(item.fields[field.name], field.role, i18n.language);
      return field.role === "tag" ? value : `${label} ${value}`;
    });
  return <p className={classes.fields}>{said.join(" · ")}</p>;
}
