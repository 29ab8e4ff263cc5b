import { Button, Code } from "@mantine/core";
import { IconMap2 } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";

import { useSession } from "../account/session";
import { Notice } from "../app/Notice";
import type { Catalogue } from "../catalogue/catalogue";
import { Making } from "./Making";

/** What to do where no map was made yet. */
export function NoMap({ catalogue }: { catalogue: Catalogue }) {
  const { t } = useTranslation("map");
  const mayMake = useSession()?.scopes.includes("admin") ?? false;
  return (
    <>
      <Notice order={1} icon={<IconMap2 />} title={t("none_title")} hint={t("none_hint")}>
        <Code>likewise map {catalogue.name}</Code>
        <Button component={Link} href={`/catalogues/${catalogue.name}`} variant="default">
          {t("back")}
        </Button>
      </Notice>
      {mayMake && <Making catalogue={catalogue} />}
    </>
  );
}
