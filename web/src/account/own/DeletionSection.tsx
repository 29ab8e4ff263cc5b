import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useTranslation } from "react-i18next";

import { DeletionDialog } from "./DeletionDialog";
import { Section } from "./Section";

/** Leads to deleting the account. */
export function DeletionSection() {
  const { t } = useTranslation("account");
  const [opened, { open, close }] = useDisclosure();
  return (
    <Section title={t("delete_title")} lead={t("delete_lead")}>
      <Button variant="default" radius="xl" onClick={open}>
        {t("delete_open")}
      </Button>
      {opened && <DeletionDialog onClose={close} />}
    </Section>
  );
}
