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
const MARGIN = 8;

/** The picture and name of the item that one points at. */
export function Tip({ catalogue, id, at: [x, y], size }: TipProps) {
  const { i18n } = useTranslation();
  const { data } = useItems(catalogue.name, [id]);
  const item = data?.[0];
  if (item === undefined) return null;
  return (
    <div className={classes.tip} style={besides(x, y, size)} data-tip>
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

/** Where it covers neither its point nor the plot's edge; on a phone in the other half. */
function besides(x: number, y: number, { width, height }: Size): { left: number; top: number } {
  const lowest = height - HEIGHT - MARGIN;
  if (width < 2 * (WIDTH + GAP + MARGIN))
    return { left: MARGIN, top: y > height / 2 ? MARGIN : lowest };
  const left = x + GAP + WIDTH > width ? x - GAP - WIDTH : x + GAP;
  return { left, top: Math.min(Math.max(MARGIN, y - HEIGHT / 2), lowest) };
}
