import { useTranslation } from "react-i18next";

import { AccountPage } from "../AccountPage";
import { FavouriteItems } from "./FavouriteItems";

/** What one has marked. */
export function FavouritesView() {
  const { t } = useTranslation();
  return <AccountPage title={t("favourites")}>{() => <FavouriteItems />}</AccountPage>;
}
