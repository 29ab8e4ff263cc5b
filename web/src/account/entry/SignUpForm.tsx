import { Button, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";

import { mustBeEmail, mustBePassword, mustBeSame } from "../form/checks";
import { EmailField } from "../form/EmailField";
import { NewPassword } from "../form/NewPassword";
import { PasswordField } from "../form/PasswordField";
import { ProfileFields } from "../form/ProfileFields";
import { Refused } from "../form/Refused";
import { useSending } from "../form/useSending";
import { type SignedUp, useSignUp } from "./useSignUp";

const EMPTY = {
  first_name: "",
  last_name: "",
  email: "",
  company: "",
  title: "",
  password: "",
  again: "",
};

/** What one says who signs up. */
export function SignUpForm({ onSignedUp }: { onSignedUp: (told: SignedUp) => void }) {
  const { t } = useTranslation("account");
  const signUp = useSignUp();
  const form = useForm({
    initialValues: EMPTY,
    validate: {
      email: mustBeEmail,
      password: mustBePassword,
      again: (again, { password }) => mustBeSame(password, again),
    },
  });
  const { onSubmit, isSending, refused } = useSending(
    form,
    async ({ email, password, first_name, last_name, company, title }) => {
      const told = await signUp({ email, password, first_name, last_name, company, title });
      if (told !== null) onSignedUp(told);
    },
    { email: "email", "new password": "password" },
  );
  const { password, email, first_name, last_name, company } = form.values;
  return (
    <form noValidate onSubmit={onSubmit}>
      <Stack gap="md">
        <Refused>{refused}</Refused>
        <EmailField {...form.getInputProps("email")} />
        <NewPassword
          required
          label={t("password")}
          typed={password}
          known={[email, first_name, last_name, company]}
          {...form.getInputProps("password")}
        />
        <PasswordField
          autoComplete="new-password"
          required
          label={t("password_again")}
          {...form.getInputProps("again")}
        />
        <ProfileFields
          field={(part) => ({ key: part, ...form.getInputProps(part), placeholder: t("optional") })}
        />
        <Text size="sm" c="dimmed">
          {t("privacy")}
        </Text>
        <Button type="submit" size="md" radius="xl" fullWidth loading={isSending}>
          {t("sign_up_send")}
        </Button>
      </Stack>
    </form>
  );
}
