import {
  type Icon,
  IconGauge,
  IconHeart,
  IconHistory,
  IconKey,
  IconThumbUp,
  IconUser,
  IconUsers,
} from "@tabler/icons-react";
import type { TFunction } from "i18next";

/** A view of an account, to which links lead. */
export interface Place {
  readonly to: string;
  readonly label: string;
  readonly icon: Icon;
}

/** The views of who has signed in, and those of administrators. */
export function accountPlaces(t: TFunction, admin: boolean): Place[] {
  const own = [
    { to: "/account", label: t("profile"), icon: IconUser },
    { to: "/favourites", label: t("favourites"), icon: IconHeart },
    { to: "/searches", label: t("searches"), icon: IconHistory },
    { to: "/judgements", label: t("judgements"), icon: IconThumbUp },
  ];
  if (!admin) return own;
  return [
    ...own,
    { to: "/users", label: t("users"), icon: IconUsers },
    { to: "/keys", label: t("keys"), icon: IconKey },
    { to: "/quality", label: t("quality"), icon: IconGauge },
  ];
}
