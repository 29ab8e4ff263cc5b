import { Button, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";

import { answered, client } from "../../client/client";
import { must, mustBePassword, mustBeSame } from "../form/checks";
import { NewPassword } from "../form/NewPassword";
import { PasswordField } from "../form/PasswordField";
import { Refused } from "../form/Refused";
import { useSending } from "../form/useSending";
import type { Account } from "../session";
import { Saved } from "./Saved";
import { Section } from "./Section";

/** Changes the password. */
export function PasswordSection({ account }: { account: Account }) {
  const { t } = useTranslation("account");
  const form = useForm({
    initialValues: { password: "", new_password: "", again: "" },
    validate: {
      password: must,
      new_password: mustBePassword,
      again: (again, { new_password }) => mustBeSame(new_password, again),
    },
  });
  const { onSubmit, isSending, isDone, refused } = useSending(
    form,
    async ({ password, new_password }) => {
      const body = { password, new_password };
      await answered(client.PUT("/api/v1/account/password", { body }));
      form.reset();
    },
    { password: "password", "new password": "new_password" },
  );
  return (
    <Section title={t("password_title")} lead={t("password_lead")}>
      <form noValidate onSubmit={onSubmit}>
        <Stack gap="md">
          <Refused>{refused}</Refused>
          <input hidden type="email" autoComplete="username" value={account.email} readOnly />
          <PasswordField
            autoComplete="current-password"
            required
            label={t("password_now")}
            {...form.getInputProps("password")}
          />
          <NewPassword
            required
            label={t("password_new")}
            typed={form.values.new_password}
            known={[account.email, account.first_name, account.last_name, account.company]}
            {...form.getInputProps("new_password")}
          />
          <PasswordField
            autoComplete="new-password"
            required
            label={t("password_again")}
            {...form.getInputProps("again")}
          />
          <Button type="submit" radius="xl" loading={isSending} w="max-content">
            {t("password_change")}
          </Button>
          <Saved when={isDone && !form.isDirty()}>{t("password_changed")}</Saved>
        </Stack>
      </form>
    </Section>
  );
}
