import { Anchor, Title } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation, useParams, useSearch } from "wouter";

import { ProblemNotice } from "../app/ProblemNotice";
import { useTitle } from "../app/title";
import { useCatalogue } from "../catalogue/catalogue";
import { nameOf } from "../catalogue/localised";
import { useItems } from "../catalogue/useItems";
import { addressOf, soughtIn } from "../find/query/address";
import { usePicture } from "../find/query/usePicture";
import type { Seek } from "../find/query/useSought";
import { GoneNotice } from "./GoneNotice";
import { itemAddress } from "./itemAddress";
import { ItemDetails } from "./ItemDetails";
import { ItemSkeleton } from "./ItemSkeleton";
import classes from "./ItemView.module.css";

/** An item on a page of its own. */
export function ItemView() {
  const { t, i18n } = useTranslation("item");
  const { name = "" } = useParams();
  const search = useSearch();
  const [, navigate] = useLocation();
  const sought = soughtIn(search);
  const id = new URLSearchParams(search).get("id") ?? "";
  const catalogue = useCatalogue(name);
  const items = useItems(name, [id]);
  const picture = usePicture(sought.picture);
  const heading = useRef<HTMLHeadingElement>(null);
  const item = items.data?.[0];
  const shownName =
    item === undefined || catalogue.data === undefined
      ? ""
      : nameOf(catalogue.data, item, i18n.language);
  useTitle(shownName);
  useEffect(() => {
    window.scrollTo({ top: 0 });
    heading.current?.focus({ preventScroll: true });
  }, [shownName]);

  const list = `/catalogues/${name}`;
  const seek: Seek = (change) => navigate(`${list}${addressOf({ ...sought, ...change })}`);
  const error = catalogue.error ?? items.error;
  const retry = (): void => {
    void catalogue.refetch();
    void items.refetch();
  };
  return (
    <div className={classes.view}>
      <Anchor component={Link} href={`${list}${addressOf(sought)}`} className={classes.back ?? ""}>
        <IconArrowLeft size={17} aria-hidden /> {t("back")}
      </Anchor>
      {error !== null && <ProblemNotice error={error} onRetry={retry} />}
      {error === null && items.data === undefined && <ItemSkeleton />}
      {items.data !== undefined && item === undefined && <GoneNotice />}
      {catalogue.data !== undefined && item !== undefined && (
        <>
          <Title ref={heading} order={1} tabIndex={-1} size="h2" mb="md">
            {shownName}
          </Title>
          <ItemDetails
            key={item.id}
            catalogue={catalogue.data}
            item={item}
            sought={sought}
            picture={picture}
            seek={seek}
            onOpen={(other) => navigate(itemAddress(name, other, sought))}
          />
        </>
      )}
    </div>
  );
}
