import { Button, Group, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";

import { Refused } from "../account/form/Refused";
import { useSending } from "../account/form/useSending";
import { answered, client } from "../client/client";
import { type User, useRefreshUsers } from "./useUsers";

interface DeleteUserProps {
  user: User;
  onCancel: () => void;
  onDeleted: () => void;
}

/** Asks whether an account is to be deleted, and deletes it. */
export function DeleteUser({ user, onCancel, onDeleted }: DeleteUserProps) {
  const { t } = useTranslation(["admin", "account"]);
  const refresh = useRefreshUsers();
  const form = useForm({ initialValues: {} });
  const { onSubmit, isSending, refused } = useSending(
    form,
    async () => {
      const params = { path: { user_id: user.id } };
      await answered(client.DELETE("/api/v1/users/{user_id}", { params }));
      await refresh();
      onDeleted();
    },
    {},
  );
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="md">
        <Refused>{refused}</Refused>
        <Text>{t("user_delete_hint")}</Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" radius="xl" data-autofocus onClick={onCancel}>
            {t("account:cancel")}
          </Button>
          <Button type="submit" color="red" radius="xl" loading={isSending}>
            {t("user_delete_send")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
