import { Button, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Seek } from "../query/useSought";

/** Offers the words put right. */
export function Meant({ words, seek }: { words: string; seek: Seek }) {
  const { t } = useTranslation("find");
  return (
    <Text component="div" pb="md">
      {t("meant")}{" "}
      <Button variant="light" size="compact-md" radius="xl" onClick={() => seek({ words })}>
        {words}
      </Button>
    </Text>
  );
}
