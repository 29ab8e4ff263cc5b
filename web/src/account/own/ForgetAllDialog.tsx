import { Button, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Dialog } from "../../app/Dialog";

interface ForgetAllDialogProps {
  onClose: () => void;
  onForget: () => void;
}

/** Asks whether all searches are to be forgotten. */
export function ForgetAllDialog({ onClose, onForget }: ForgetAllDialogProps) {
  const { t } = useTranslation("account");
  return (
    <Dialog title={t("searches_clear_title")} width={420} onClose={onClose}>
      <Text>{t("searches_clear_hint")}</Text>
      <Group justify="flex-end" gap="sm" mt="lg">
        <Button variant="default" radius="xl" onClick={onClose}>
          {t("cancel")}
        </Button>
        <Button color="red" radius="xl" onClick={onForget}>
          {t("searches_clear")}
        </Button>
      </Group>
    </Dialog>
  );
}
