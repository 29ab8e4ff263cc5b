import { IconGhost2 } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { Notice } from "../app/Notice";

/** What is shown in the place of an item that there is not. */
export function GoneNotice() {
  const { t } = useTranslation("item");
  return <Notice icon={<IconGhost2 />} title={t("gone_title")} hint={t("gone_hint")} />;
}
