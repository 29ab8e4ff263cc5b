import { useTranslation } from "react-i18next";

import type { Catalogue } from "../catalogue/catalogue";
import { labelOf } from "../catalogue/localised";
import type { Item } from "../catalogue/useItems";
import classes from "./Fields.module.css";
import { isTelling, shown } from "./values";

/** Every field of an item, in the order of the catalogue; text alone, whatever it says. */
export function Fields({ catalogue, item }: { catalogue: Catalogue; item: Item }) {
  const { t, i18n } = useTranslation("item");
  return (
    <dl className={classes.fields} aria-label={t("fields")}>
      {catalogue.fields
        .filter((field) => isTelling(item, field))
        .map(({ name, role }) => (
          <div key={name} className={classes.field}>
            <dt>{name.endsWith("_zh") ? `${labelOf(name)} (中文)` : labelOf(name)}</dt>
            <dd>{shown(item.fields[name], role, i18n.language)}</dd>
          </div>
        ))}
    </dl>
  );
}
