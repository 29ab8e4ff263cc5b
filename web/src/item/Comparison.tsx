import { Button, CloseButton } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Dialog } from "../app/Dialog";
import type { Catalogue } from "../catalogue/catalogue";
import { localFields, nameOf } from "../catalogue/localised";
import { useItems } from "../catalogue/useItems";
import type { Sought } from "../find/query/sought";
import type { Seek } from "../find/query/useSought";
import classes from "./Comparison.module.css";
import { ItemPicture } from "./ItemPicture";
import { isTelling, shown } from "./values";

interface ComparisonProps {
  catalogue: Catalogue;
  sought: Sought;
  seek: Seek;
}

/** Two items side by side; while there is one, a bar that asks for the other. */
export function Comparison({ catalogue, sought, seek }: ComparisonProps) {
  const { t, i18n } = useTranslation("item");
  const { data: items = [] } = useItems(catalogue.name, sought.compare);
  const close = (): void => seek({ compare: [] });
  const [one, other] = items;
  if (one === undefined) return null;
  const names = items.map((item) => nameOf(catalogue, item, i18n.language));
  if (other === undefined)
    return (
      <div className={classes.bar} role="status">
        <span className={classes.thumb}>
          <ItemPicture item={one} sizes="40px" />
        </span>
        <span>{t("compare_hint", { name: names[0] ?? one.id })}</span>
        <CloseButton radius="xl" aria-label={t("compare_cancel")} onClick={close} />
      </div>
    );
  const rows = localFields(catalogue, i18n.language).filter(({ field }) =>
    items.some((item) => isTelling(item, field)),
  );
  const values = (name: string, role: (typeof rows)[number]["field"]["role"]): string[] =>
    items.map((item) => shown(item.fields[name], role, i18n.language) || t("none"));
  return (
    <Dialog title={t("compare_title")} width={820} onClose={close}>
      <table className={classes.table}>
        <thead>
          <tr>
            <td />
            {items.map((item, place) => (
              <th key={item.id} scope="col">
                <span className={classes.picture}>
                  <ItemPicture item={item} sizes="260px" first />
                </span>
                {names[place]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ field, label }) => {
            const [left, right] = values(field.name, field.role);
            return (
              <tr key={field.name} data-same={left === right || undefined}>
                <th scope="row">{label}</th>
                <td>{left}</td>
                <td>{left === right ? t("compare_same") : right}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <Button variant="default" radius="xl" mt="md" onClick={close}>
        {t("compare_cancel")}
      </Button>
    </Dialog>
  );
}
