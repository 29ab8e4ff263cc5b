import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { answered, client } from "../../client/client";
import { ProfileFields } from "../form/ProfileFields";
import { Refused } from "../form/Refused";
import { useSending } from "../form/useSending";
import { type Account, sessionQuery } from "../session";
import { Saved } from "./Saved";
import { Section } from "./Section";

/** What one says of oneself. */
export function ProfileSection({ account }: { account: Account }) {
  const { t } = useTranslation("account");
  const queries = useQueryClient();
  const { first_name, last_name, company, title } = account;
  const form = useForm({ initialValues: { first_name, last_name, company, title } });
  const { onSubmit, isSending, isDone, refused } = useSending(
    form,
    async (body) => {
      const changed = await answered(client.PATCH("/api/v1/account", { body }));
      queries.setQueryData(sessionQuery.queryKey, (who) => who && { ...who, account: changed });
      form.resetDirty(body);
    },
    {},
  );
  return (
    <Section title={t("about_you")}>
      <form noValidate onSubmit={onSubmit}>
        <Stack gap="md">
          <Refused>{refused}</Refused>
          <TextInput
            size="md"
            label={t("email")}
            description={t("email_hint")}
            value={account.email}
            readOnly
            variant="filled"
          />
          <ProfileFields field={(part) => ({ key: part, ...form.getInputProps(part) })} />
          <Group>
            <Button type="submit" radius="xl" loading={isSending} disabled={!form.isDirty()}>
              {t("save")}
            </Button>
            <Saved when={isDone && !form.isDirty()}>{t("saved")}</Saved>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
