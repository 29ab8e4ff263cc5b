import { useTranslation } from "react-i18next";
import { Link } from "wouter";

import type { Catalogue } from "../../catalogue/catalogue";
import { nameOf } from "../../catalogue/localised";
import { useItems } from "../../catalogue/useItems";
import type { Sought } from "../../find/query/sought";
import { itemAddress } from "../../item/itemAddress";
import { ItemPicture } from "../../item/ItemPicture";
import { MainFields } from "../../item/MainFields";
import classes from "./ItemList.module.css";

interface ItemListProps {
  catalogue: Catalogue;
  label: string;
  ids: readonly string[];
  sought: Sought;
  onOpen: (id: string) => void;
  /** Which item is pointed at, or has the focus; empty when none has any more. */
  onMean: (id: string) => void;
}

/** Items of the map in words, for whoever does not go by the picture. */
export function ItemList({ catalogue, label, ids, sought, onOpen, onMean }: ItemListProps) {
  const { i18n } = useTranslation();
  const { data = [] } = useItems(catalogue.name, ids);
  return (
    <ul className={classes.list} aria-label={label}>
      {data.map((item) => (
        <li
          key={item.id}
          className={classes.item}
          onPointerEnter={() => onMean(item.id)}
          onPointerLeave={() => onMean("")}
        >
          <span className={classes.picture}>
            <ItemPicture item={item} sizes="44px" />
          </span>
          <span className={classes.words}>
            <Link
              href={itemAddress(catalogue.name, item.id, sought)}
              className={classes.name ?? ""}
              onFocus={() => onMean(item.id)}
              onBlur={() => onMean("")}
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                event.preventDefault();
                onOpen(item.id);
              }}
            >
              {nameOf(catalogue, item, i18n.language)}
            </Link>
            <MainFields catalogue={catalogue} item={item} />
          </span>
        </li>
      ))}
    </ul>
  );
}
