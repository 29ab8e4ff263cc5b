import { Anchor, Button, Checkbox, Group, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { Link, Redirect, useSearch } from "wouter";

import { must, mustBeEmail } from "../form/checks";
import { EmailField } from "../form/EmailField";
import { PasswordField } from "../form/PasswordField";
import { Refused } from "../form/Refused";
import { useSending } from "../form/useSending";
import { nextAddress, withNext } from "../nextAddress";
import { useSession } from "../session";
import { Entry } from "./Entry";
import { useSignIn } from "./useSignIn";

/** Signing in; who has done so goes on to where they wanted to be. */
export function SignInView() {
  const { t } = useTranslation("account");
  const search = useSearch();
  const session = useSession();
  const signIn = useSignIn();
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { email: "", password: "", remember: false },
    validate: { email: mustBeEmail, password: must },
  });
  const { onSubmit, isSending, refused } = useSending(form, signIn, {});
  if (session !== undefined && session.account !== null)
    return <Redirect to={nextAddress(search)} replace />;
  return (
    <Entry
      title={t("sign_in_title")}
      lead={t("sign_in_lead")}
      beside={
        session?.may_sign_up === true && (
          <>
            {t("no_account")}
            <Anchor component={Link} href={withNext("/sign-up", search)} underline="always">
              {t("sign_up")}
            </Anchor>
          </>
        )
      }
    >
      <form noValidate onSubmit={onSubmit}>
        <Stack gap="md">
          <Refused>{refused}</Refused>
          <EmailField key={form.key("email")} {...form.getInputProps("email")} />
          <PasswordField
            autoComplete="current-password"
            required
            label={t("password")}
            key={form.key("password")}
            {...form.getInputProps("password")}
          />
          <Group justify="space-between" gap="sm">
            <Checkbox
              label={t("remember")}
              key={form.key("remember")}
              {...form.getInputProps("remember", { type: "checkbox" })}
            />
            <Anchor component={Link} href={withNext("/forgotten-password", search)} size="sm">
              {t("forgotten")}
            </Anchor>
          </Group>
          <Button type="submit" size="md" radius="xl" fullWidth mt="xs" loading={isSending}>
            {t("sign_in")}
          </Button>
        </Stack>
      </form>
    </Entry>
  );
}
