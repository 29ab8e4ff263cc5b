import { ActionIcon } from "@mantine/core";
import { IconHeart, IconHeartFilled } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";

import { useFavourites, useMark } from "../account/favourites";
import { signInAddress, useSession } from "../account/session";
import classes from "./Favourite.module.css";

interface FavouriteProps {
  catalogue: string;
  id: string;
  name: string;
}

/** Marks an item as a favourite; who has not signed in is led there first. */
export function Favourite({ catalogue, id, name }: FavouriteProps) {
  const { t } = useTranslation("item");
  const [, navigate] = useLocation();
  const session = useSession();
  const marked = useFavourites(catalogue).has(id);
  const mark = useMark(catalogue);
  const press = (): void => {
    if (session?.account === null) navigate(signInAddress());
    else mark({ id, marked: !marked });
  };
  return (
    <ActionIcon
      className={classes.heart ?? ""}
      variant="transparent"
      radius="xl"
      size={34}
      aria-label={t(marked ? "favourite_not" : "favourite", { name })}
      aria-pressed={marked}
      onClick={press}
    >
      {marked ? <IconHeartFilled size={19} /> : <IconHeart size={19} stroke={1.8} />}
    </ActionIcon>
  );
}
