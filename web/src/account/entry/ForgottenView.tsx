import { Anchor, Button, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearch } from "wouter";

import { answered, client } from "../../client/client";
import { mustBeEmail } from "../form/checks";
import { EmailField } from "../form/EmailField";
import { Refused } from "../form/Refused";
import { useSending } from "../form/useSending";
import { withNext } from "../nextAddress";
import { Done } from "./Done";
import { Entry } from "./Entry";

/** Asks for a link by which a forgotten password is set anew. */
export function ForgottenView() {
  const { t } = useTranslation("account");
  const toSignIn = withNext("/sign-in", useSearch());
  const [byMail, setByMail] = useState<boolean>();
  const form = useForm({ initialValues: { email: "" }, validate: { email: mustBeEmail } });
  const { onSubmit, isSending, refused } = useSending(
    form,
    async (body) => {
      setByMail((await answered(client.POST("/api/v1/password-resets", { body }))).by_mail);
    },
    { email: "email" },
  );
  if (byMail === true)
    return (
      <Done title={t("forgotten_done")} hint={t("forgotten_mail", form.values)} to={toSignIn} />
    );
  if (byMail === false)
    return (
      <Done title={t("forgotten_no_mail_title")} hint={t("forgotten_no_mail")} to={toSignIn} />
    );
  return (
    <Entry
      title={t("forgotten_title")}
      lead={t("forgotten_lead")}
      beside={
        <Anchor component={Link} href={toSignIn}>
          {t("to_sign_in")}
        </Anchor>
      }
    >
      <form noValidate onSubmit={onSubmit}>
        <Stack gap="md">
          <Refused>{refused}</Refused>
          <EmailField {...form.getInputProps("email")} />
          <Button type="submit" size="md" radius="xl" fullWidth loading={isSending}>
            {t("forgotten_send")}
          </Button>
        </Stack>
      </form>
    </Entry>
  );
}
