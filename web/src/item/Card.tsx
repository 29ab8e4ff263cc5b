import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";

import type { Catalogue } from "../catalogue/catalogue";
import { nameOf } from "../catalogue/localised";
import type { Sought } from "../find/query/sought";
import type { Seek } from "../find/query/useSought";
import type { Hit } from "../find/results/useHits";
import classes from "./Card.module.css";
import { Favourite } from "./Favourite";
import { itemAddress } from "./itemAddress";
import { ItemMenu } from "./ItemMenu";
import { ItemPicture } from "./ItemPicture";
import { MainFields } from "./MainFields";
import { RelevanceBar } from "./RelevanceBar";
import { SimilarButtons } from "./SimilarButtons";

interface CardProps {
  catalogue: Catalogue;
  hit: Hit;
  sought: Sought;
  seek: Seek;
  /** Whether it is seen at once. */
  first: boolean;
  /** What is said of whether it is right, where one judges. */
  thumbs?: ReactNode;
}

const SIZES = "(max-width: 48em) 46vw, 260px";

/** An item among the others: its picture, its name, and where it leads. */
export function Card({ catalogue, hit, sought, seek, first, thumbs }: CardProps) {
  const { t, i18n } = useTranslation("item");
  const name = nameOf(catalogue, hit, i18n.language);
  const isList = sought.layout === "list";
  return (
    <li className={classes.card} data-layout={sought.layout}>
      <div className={classes.picture}>
        <ItemPicture item={hit} sizes={isList ? "112px" : SIZES} first={first} />
      </div>
      <div className={classes.words}>
        <h2 className={classes.name}>
          <Link
            href={itemAddress(catalogue.name, hit.id, sought)}
            className={classes.lead ?? ""}
            aria-label={t("open", { name })}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return;
              event.preventDefault();
              seek({ item: hit.id });
            }}
          >
            {name}
          </Link>
        </h2>
        <MainFields catalogue={catalogue} item={hit} />
      </div>
      <div className={classes.row}>
        <RelevanceBar hit={hit} sought={sought} />
        <SimilarButtons catalogue={catalogue} item={hit} name={name} sought={sought} seek={seek} />
        <ItemMenu id={hit.id} name={name} sought={sought} seek={seek} />
      </div>
      {thumbs !== undefined && <div className={classes.thumbs}>{thumbs}</div>}
      <div className={classes.heart}>
        <Favourite catalogue={catalogue.name} id={hit.id} name={name} />
      </div>
    </li>
  );
}
