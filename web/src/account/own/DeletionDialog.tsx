import { Button, Checkbox, Group, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";

import { Dialog } from "../../app/Dialog";
import { answered, client } from "../../client/client";
import { must } from "../form/checks";
import { PasswordField } from "../form/PasswordField";
import { Refused } from "../form/Refused";
import { Told } from "../form/Told";
import { useSending } from "../form/useSending";
import { useChangeOfPerson } from "../session";

/** Deletes the account of who knows its password, and says to know what that means. */
export function DeletionDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("account");
  const [, navigate] = useLocation();
  const change = useChangeOfPerson();
  const form = useForm({
    initialValues: { password: "", sure: false },
    validate: {
      password: must,
      sure: (sure) => (sure ? null : <Told of="delete_sure_must" />),
    },
  });
  const { onSubmit, isSending, refused } = useSending(
    form,
    async ({ password }) => {
      await answered(client.DELETE("/api/v1/account", { body: { password } }));
      navigate("/");
      await change();
    },
    { password: "password" },
  );
  return (
    <Dialog title={t("delete_title")} width={460} onClose={onClose}>
      <form noValidate onSubmit={onSubmit}>
        <Stack gap="md">
          <Text>{t("delete_lead")}</Text>
          <Refused>{refused}</Refused>
          <PasswordField
            autoComplete="current-password"
            required
            label={t("password_now")}
            {...form.getInputProps("password")}
          />
          <Checkbox
            label={t("delete_sure")}
            {...form.getInputProps("sure", { type: "checkbox" })}
          />
          <Group justify="flex-end" gap="sm" mt="xs">
            <Button variant="default" radius="xl" onClick={onClose}>
              {t("cancel")}
            </Button>
            <Button type="submit" color="red" radius="xl" loading={isSending}>
              {t("delete_send")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
