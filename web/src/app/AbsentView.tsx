import { Button } from "@mantine/core";
import { IconCompass } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";

import { Notice } from "./Notice";
import { useTitle } from "./title";

/** What an address shows that leads nowhere. */
export function AbsentView() {
  const { t } = useTranslation();
  useTitle(t("absent_title"));
  return (
    <Notice order={1} icon={<IconCompass />} title={t("absent_title")} hint={t("absent_hint")}>
      <Button component={Link} href="/">
        {t("to_start")}
      </Button>
    </Notice>
  );
}
