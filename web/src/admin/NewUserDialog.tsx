import { Button, Stack, Switch } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";

import { mustBeEmail, mustBePassword } from "../account/form/checks";
import { EmailField } from "../account/form/EmailField";
import { NewPassword } from "../account/form/NewPassword";
import { ProfileFields } from "../account/form/ProfileFields";
import { Refused } from "../account/form/Refused";
import { useSending } from "../account/form/useSending";
import { Dialog } from "../app/Dialog";
import { answered, client } from "../client/client";
import { useRefreshUsers } from "./useUsers";

const EMPTY = {
  email: "",
  password: "",
  first_name: "",
  last_name: "",
  company: "",
  title: "",
  is_active: true,
  is_superuser: false,
};

/** Makes an account for someone. */
export function NewUserDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["admin", "account"]);
  const refresh = useRefreshUsers();
  const form = useForm({
    initialValues: EMPTY,
    validate: { email: mustBeEmail, password: mustBePassword },
  });
  const { onSubmit, isSending, refused } = useSending(
    form,
    async (body) => {
      await answered(client.POST("/api/v1/users", { body }));
      await refresh();
      onClose();
    },
    { email: "email", "new password": "password" },
  );
  return (
    <Dialog title={t("user_create")} width={560} onClose={onClose}>
      <form noValidate onSubmit={onSubmit}>
        <Stack gap="md">
          <Refused>{refused}</Refused>
          <EmailField autoComplete="off" {...form.getInputProps("email")} />
          <NewPassword
            required
            label={t("account:password")}
            typed={form.values.password}
            {...form.getInputProps("password")}
          />
          <ProfileFields
            own={false}
            field={(part) => ({ key: part, ...form.getInputProps(part) })}
          />
          <Switch
            label={t("user_admin")}
            description={t("user_admin_hint")}
            {...form.getInputProps("is_superuser", { type: "checkbox" })}
          />
          <Button type="submit" size="md" radius="xl" loading={isSending}>
            {t("user_make")}
          </Button>
        </Stack>
      </form>
    </Dialog>
  );
}
