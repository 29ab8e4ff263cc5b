import { useTranslation } from "react-i18next";

import type { Catalogue } from "../../catalogue/catalogue";
import { nameOf } from "../../catalogue/localised";
import { useItems } from "../../catalogue/useItems";
import { ItemPicture } from "../../item/ItemPicture";
import { MainFields } from "../../item/MainFields";
import type { Spot } from "../plane";
import type { Size } from "../sight";
import classes from "./Tip.module.css";

interface TipProps {
  catalogue: Catalogue;
  id: string;
  /** Where its point is on the screen. */
  at: Spot;
  size: Size;
}

const WIDTH = 232;
const HEIGHT = 96;
const GAP = 16;

/** The picture and name of the item that one points at. */
export function Tip({ catalogue, id, at: [x, y], size }: TipProps) {
  const { i18n } = useTranslation();
  const { data } = useItems(catalogue.name, [id]);
  const item = data?.[0];
  if (item === undefined) return null;
  const left = x + GAP + WIDTH > size.width ? x - GAP - WIDTH : x + GAP;
  const top = Math.min(Math.max(8, y - HEIGHT / 2), size.height - HEIGHT - 8);
  return (
    <div className={classes.tip} style={{ left: Math.max(8, left), top }} data-tip>
      <span className={classes.picture}>
        <ItemPicture item={item} sizes="80px" first />
      </span>
      <span className={classes.words}>
        <span className={classes.name}>{nameOf(catalogue, item, i18n.language)}</span>
        <MainFields catalogue={catalogue} item={item} />
      </span>
    </div>
  );
}
