import { Button, Group, Stack, Switch } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";

import { mustBeEmail, mustBePassword } from "../account/form/checks";
import { EmailField } from "../account/form/EmailField";
import { PasswordField } from "../account/form/PasswordField";
import { ProfileFields } from "../account/form/ProfileFields";
import { Refused } from "../account/form/Refused";
import { useSending } from "../account/form/useSending";
import { answered, client } from "../client/client";
import { type User, useRefreshUsers } from "./useUsers";

interface EditUserFormProps {
  user: User;
  isOwn: boolean;
  onSaved: () => void;
  onDelete: () => void;
}

/** What of an account an administrator changes. */
export function EditUserForm({ user, isOwn, onSaved, onDelete }: EditUserFormProps) {
  const { t } = useTranslation(["admin", "account"]);
  const refresh = useRefreshUsers();
  const { id, email, first_name, last_name, company, title, is_active, is_superuser } = user;
  const form = useForm({
    initialValues: {
      email,
      first_name,
      last_name,
      company,
      title,
      is_active,
      is_superuser,
      password: "",
    },
    validate: {
      email: mustBeEmail,
      password: (password) => (password === "" ? null : mustBePassword(password)),
    },
  });
  const { onSubmit, isSending, refused } = useSending(
    form,
    async (body) => {
      const params = { path: { user_id: id } };
      await answered(client.PUT("/api/v1/users/{user_id}", { params, body }));
      await refresh();
      onSaved();
    },
    { email: "email", "new password": "password" },
  );
  return (
    <form noValidate onSubmit={onSubmit}>
      <Stack gap="md">
        <Refused>{refused}</Refused>
        <EmailField autoComplete="off" {...form.getInputProps("email")} />
        <ProfileFields own={false} field={(part) => ({ key: part, ...form.getInputProps(part) })} />
        <PasswordField
          autoComplete="new-password"
          label={t("user_password")}
          description={t("user_password_hint")}
          {...form.getInputProps("password")}
        />
        <Switch
          label={t("user_active")}
          description={t(isOwn ? "user_own_hint" : "user_active_hint")}
          disabled={isOwn}
          {...form.getInputProps("is_active", { type: "checkbox" })}
        />
        <Switch
          label={t("user_admin")}
          description={t(isOwn ? "user_own_hint" : "user_admin_hint")}
          disabled={isOwn}
          {...form.getInputProps("is_superuser", { type: "checkbox" })}
        />
        <Group justify="space-between" mt="xs">
          {isOwn ? (
            <span />
          ) : (
            <Button variant="subtle" color="red" radius="xl" onClick={onDelete}>
              {t("user_delete")}
            </Button>
          )}
          <Button type="submit" radius="xl" loading={isSending}>
            {t("account:save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
