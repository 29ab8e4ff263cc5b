import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import type { Catalogue } from "../catalogue/catalogue";
import { nameOf } from "../catalogue/localised";
import { answered, client } from "../client/client";
import type { Sought } from "../find/query/sought";
import type { Seek } from "../find/query/useSought";
import { ItemPicture } from "./ItemPicture";
import { seekItem } from "./seekItem";
import classes from "./SimilarRow.module.css";

const MOST = 12;

interface SimilarRowProps {
  catalogue: Catalogue;
  id: string;
  leg: string;
  sought: Sought;
  seek: Seek;
  onOpen: (id: string) => void;
}

/** The items like an item by one of its vectors, in a row. */
export function SimilarRow({ catalogue, id, leg, sought, seek, onOpen }: SimilarRowProps) {
  const { t, i18n } = useTranslation("item");
  const { data } = useQuery({
    queryKey: ["similar", catalogue.name, id, leg],
    queryFn: ({ signal }) =>
      answered(
        client.POST("/api/v1/catalogues/{name}/search", {
          params: { path: { name: catalogue.name } },
          body: { like: [id], by: [leg], limit: MOST },
          signal,
        }),
      ),
    retry: false, // an item without a picture has none that are like it by that
  });
  if (data?.hits.length === 0) return null;
  const title = leg === "text" || leg === "image" ? t(`similar_by_${leg}`) : t("by", { leg });
  return (
    <section className={classes.row} aria-label={title}>
      <div className={classes.head}>
        <h2 className={classes.title}>{title}</h2>
        <Button
          variant="subtle"
          size="compact-sm"
          aria-label={`${t("all_similar")}: ${title}`}
          onClick={() => seekItem(seek, sought, id).by(leg)}
        >
          {t("all_similar")}
        </Button>
      </div>
      <ul className={classes.items}>
        {data?.hits.map((hit) => (
          <li key={hit.id}>
            <button type="button" className={classes.item} onClick={() => onOpen(hit.id)}>
              <span className={classes.picture}>
                <ItemPicture item={hit} sizes="128px" />
              </span>
              <span className={classes.name}>{nameOf(catalogue, hit, i18n.language)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
