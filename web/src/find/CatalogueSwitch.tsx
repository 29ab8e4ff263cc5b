import { NativeSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";

import { useCatalogues } from "../catalogue/catalogue";

/** Leads to another catalogue, where there are several. */
export function CatalogueSwitch({ name }: { name: string }) {
  const { t } = useTranslation("find");
  const [, navigate] = useLocation();
  const { data = [] } = useCatalogues();
  if (data.length < 2) return null;
  return (
    <NativeSelect
      size="sm"
      radius="xl"
      aria-label={t("catalogue")}
      value={name}
      data={data.map((each) => each.name)}
      onChange={(event) => navigate(`/catalogues/${event.currentTarget.value}`)}
    />
  );
}
