import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";

import { useKeptSearch } from "../account/useKeptSearch";
import { HeaderMiddle } from "../app/shell/HeaderMiddle";
import { useTitle } from "../app/title";
import type { Catalogue } from "../catalogue/catalogue";
import { localFields } from "../catalogue/localised";
import { Asked } from "./asked/Asked";
import { PictureDrop } from "./asked/PictureDrop";
import { Facets } from "./facets/Facets";
import { useFacets } from "./facets/useFacets";
import { SearchField } from "./field/SearchField";
import classes from "./Finder.module.css";
import { conditionOf } from "./query/filter";
import { usePicture } from "./query/usePicture";
import { useSought } from "./query/useSought";
import { Results } from "./results/Results";
import { useHits } from "./results/useHits";
import { Toolbar } from "./results/Toolbar";
import { FacetsSkeleton } from "./states/FacetsSkeleton";

const ItemDialog = lazy(async () => ({
  default: (await import("../item/ItemDialog")).ItemDialog,
}));
const Comparison = lazy(async () => ({
  default: (await import("../item/Comparison")).Comparison,
}));

/** The words, picture and examples that are looked for, the filters, and what is found. */
export function Finder({ catalogue }: { catalogue: Catalogue }) {
  const { t, i18n } = useTranslation("find");
  const [sought, seek] = useSought();
  const picture = usePicture(sought.picture);
  const filtered = new Set(sought.where.flatMap((line) => conditionOf(line)?.field ?? []));
  const fields = localFields(catalogue, i18n.language, filtered);
  const countable = fields.filter(({ field }) => field.countable);
  const facets = useFacets(catalogue, countable, sought, picture);
  const hits = useHits(catalogue, sought, picture, facets.free);
  const first = hits.data?.pages[0];
  useKeptSearch(catalogue.name, sought);
  useTitle(sought.words === "" ? t("title", { catalogue: catalogue.name }) : sought.words);

  const counts = { ...first?.facets, ...facets.own };
  const panel =
    first === undefined ? (
      <FacetsSkeleton />
    ) : (
      <Facets catalogue={catalogue} fields={fields} counts={counts} sought={sought} seek={seek} />
    );
  return (
    <>
      <HeaderMiddle>
        <SearchField catalogue={catalogue} sought={sought} seek={seek} />
      </HeaderMiddle>
      <PictureDrop seek={seek} />
      <div className={classes.finder}>
        <aside className={classes.side} aria-label={t("filters")}>
          {panel}
        </aside>
        <div className={classes.found}>
          <Asked catalogue={catalogue} sought={sought} picture={picture} seek={seek} />
          <Toolbar catalogue={catalogue} first={first} sought={sought} seek={seek} panel={panel} />
          <Results
            catalogue={catalogue}
            hits={hits}
            sought={sought}
            picture={picture}
            seek={seek}
          />
        </div>
      </div>
      <Suspense>
        {sought.item !== "" && (
          <ItemDialog catalogue={catalogue} sought={sought} picture={picture} seek={seek} />
        )}
        {sought.compare.length > 0 && (
          <Comparison catalogue={catalogue} sought={sought} seek={seek} />
        )}
      </Suspense>
    </>
  );
}
