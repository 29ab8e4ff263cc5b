import { Button } from "@mantine/core";
import { IconHeart } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";

import { Notice } from "../../app/Notice";
import { ProblemNotice } from "../../app/ProblemNotice";
import { GridSkeleton } from "../../find/states/GridSkeleton";
import { FavouriteGrid } from "./FavouriteGrid";
import { GoneFavourites } from "./GoneFavourites";
import { useFavouriteItems } from "./useFavouriteItems";

/** The items that one has marked, by catalogue. */
export function FavouriteItems() {
  const { t } = useTranslation("account");
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useFavouriteItems();
  if (data === undefined)
    return error === null ? (
      <GridSkeleton />
    ) : (
      <ProblemNotice error={error} onRetry={() => void refetch()} />
    );
  const marked = data.pages.flatMap(({ favourites }) => favourites);
  if (marked.length === 0)
    return (
      <Notice icon={<IconHeart />} title={t("favourites_none")} hint={t("favourites_none_hint")}>
        <Button component={Link} href="/" radius="xl">
          {t("look_around")}
        </Button>
      </Notice>
    );
  const catalogues = [...new Set(marked.map(({ catalogue }) => catalogue))];
  return (
    <>
      <GoneFavourites gone={marked.filter(({ item }) => item === null)} />
      {catalogues.map((name) => (
        <FavouriteGrid
          key={name}
          name={name}
          items={marked.flatMap(({ catalogue, item }) =>
            catalogue === name && item !== null ? [item] : [],
          )}
        />
      ))}
      {hasNextPage && (
        <Button
          variant="default"
          radius="xl"
          mt="xl"
          loading={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {t("more", { ns: "find" })}
        </Button>
      )}
    </>
  );
}
