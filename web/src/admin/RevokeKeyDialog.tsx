import { Button, Group, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";

import { Refused } from "../account/form/Refused";
import { useSending } from "../account/form/useSending";
import { Dialog } from "../app/Dialog";
import { answered, client } from "../client/client";
import { type Key, useRefreshKeys } from "./useKeys";

interface RevokeKeyDialogProps {
  of: Key;
  onClose: () => void;
}

/** Asks whether a key is to be revoked, and revokes it. */
export function RevokeKeyDialog({ of: key, onClose }: RevokeKeyDialogProps) {
  const { t } = useTranslation(["admin", "account"]);
  const refresh = useRefreshKeys();
  const form = useForm({ initialValues: {} });
  const { onSubmit, isSending, refused } = useSending(
    form,
    async () => {
      await answered(client.DELETE("/api/v1/keys/{key}", { params: { path: { key: key.id } } }));
      await refresh();
      onClose();
    },
    {},
  );
  return (
    <Dialog title={t("key_revoke_title", { name: key.name })} width={460} onClose={onClose}>
      <form onSubmit={onSubmit}>
        <Stack gap="md">
          <Refused>{refused}</Refused>
          <Text>{t("key_revoke_hint")}</Text>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" radius="xl" data-autofocus onClick={onClose}>
              {t("account:cancel")}
            </Button>
            <Button type="submit" color="red" radius="xl" loading={isSending}>
              {t("key_revoke")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
