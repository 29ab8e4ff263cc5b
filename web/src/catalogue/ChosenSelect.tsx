import { NativeSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useChosen } from "./useChosen";

/** Chooses the catalogue that a view is about, where there are several. */
export function ChosenSelect() {
  const { t } = useTranslation("find");
  const { name, names, choose } = useChosen();
  if (names.length < 2) return null;
  return (
    <NativeSelect
      size="sm"
      radius="xl"
      aria-label={t("catalogue")}
      value={name ?? ""}
      data={names}
      onChange={(event) => choose(event.currentTarget.value)}
    />
  );
}
