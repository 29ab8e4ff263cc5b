import { Button, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useHash } from "@mantine/hooks";
import { useTranslation } from "react-i18next";

import { answered, client } from "../../client/client";
import { mustBePassword, mustBeSame } from "../form/checks";
import { NewPassword } from "../form/NewPassword";
import { PasswordField } from "../form/PasswordField";
import { Refused } from "../form/Refused";
import { useSending } from "../form/useSending";
import { useChangeOfPerson } from "../session";
import { Done } from "./Done";
import { Entry } from "./Entry";

/** Sets a new password by the token that stands behind the `#` of a link. */
export function ResetView() {
  const { t } = useTranslation("account");
  const [hash] = useHash({ getInitialValueInEffect: false });
  const token = hash.slice(1);
  const change = useChangeOfPerson();
  const form = useForm({
    initialValues: { password: "", again: "" },
    validate: {
      password: mustBePassword,
      again: (again, { password }) => mustBeSame(password, again),
    },
  });
  const { onSubmit, isSending, isDone, refused } = useSending(
    form,
    async ({ password }) => {
      await answered(client.PUT("/api/v1/password-resets", { body: { token, password } }));
      await change();
    },
    { "new password": "password" },
  );
  if (isDone) return <Done title={t("reset_done")} hint={t("reset_done_hint")} to="/sign-in" />;
  if (token === "")
    return (
      <Done
        title={t("reset_incomplete")}
        hint={t("reset_incomplete_hint")}
        to="/forgotten-password"
        label={t("reset_ask")}
      />
    );
  return (
    <Entry title={t("reset_title")} lead={t("reset_lead")}>
      <form noValidate onSubmit={onSubmit}>
        <Stack gap="md">
          <Refused>{refused}</Refused>
          <NewPassword
            required
            label={t("password_new")}
            typed={form.values.password}
            {...form.getInputProps("password")}
          />
          <PasswordField
            autoComplete="new-password"
            required
            label={t("password_again")}
            {...form.getInputProps("again")}
          />
          <Button type="submit" size="md" radius="xl" fullWidth loading={isSending}>
            {t("reset_send")}
          </Button>
        </Stack>
      </form>
    </Entry>
  );
}
