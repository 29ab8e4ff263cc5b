import { Button, Checkbox, Group, MultiSelect, NumberInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";

import { must } from "../account/form/checks";
import { Refused } from "../account/form/Refused";
import { useSending } from "../account/form/useSending";
import { useCatalogues } from "../catalogue/catalogue";
import { answered, client } from "../client/client";
import { isScope, SCOPES } from "./scopes";
import { useRefreshKeys } from "./useKeys";

const MOST_DAYS = 3650;

interface Values extends Record<string, unknown> {
  name: string;
  scopes: string[];
  catalogues: string[];
  where: string;
  days: number | "";
}

const EMPTY: Values = { name: "", scopes: ["read"], catalogues: [], where: "", days: "" };

/** What a new key is for, what it may, and how long. */
export function NewKeyForm({ onMade }: { onMade: (secret: string) => void }) {
  const { t } = useTranslation("admin");
  const refresh = useRefreshKeys();
  const { data: catalogues = [] } = useCatalogues();
  const form = useForm<Values>({
    initialValues: EMPTY,
    validate: {
      name: must,
      scopes: (scopes) => (scopes.length === 0 ? t("key_scopes_must") : null),
    },
  });
  const { onSubmit, isSending, refused } = useSending(
    form,
    async ({ days, scopes, ...said }) => {
      const body = { ...said, scopes: scopes.filter(isScope), days: days === "" ? null : days };
      const made = await answered(client.POST("/api/v1/keys", { body }));
      await refresh();
      onMade(made.key);
    },
    {},
  );
  return (
    <form noValidate onSubmit={onSubmit}>
      <Stack gap="md">
        <Refused>{refused}</Refused>
        <TextInput
          size="md"
          required
          autoComplete="off"
          maxLength={100}
          label={t("key_name")}
          description={t("key_name_hint")}
          {...form.getInputProps("name")}
        />
        <Checkbox.Group label={t("key_scopes")} {...form.getInputProps("scopes")}>
          <Group gap="lg" mt={6}>
            {SCOPES.map((scope) => (
              <Checkbox key={scope} value={scope} label={t(`scope_${scope}`)} />
            ))}
          </Group>
        </Checkbox.Group>
        <MultiSelect
          size="md"
          label={t("key_catalogues")}
          description={t("key_catalogues_hint")}
          data={catalogues.map(({ name }) => name)}
          {...form.getInputProps("catalogues")}
        />
        <TextInput
          size="md"
          autoComplete="off"
          maxLength={2000}
          label={t("key_where")}
          description={t("key_where_hint")}
          {...form.getInputProps("where")}
        />
        <NumberInput
          size="md"
          label={t("key_days")}
          description={t("key_days_hint")}
          min={1}
          max={MOST_DAYS}
          clampBehavior="strict"
          allowDecimal={false}
          allowNegative={false}
          hideControls
          {...form.getInputProps("days")}
        />
        <Button type="submit" size="md" radius="xl" loading={isSending}>
          {t("key_make")}
        </Button>
      </Stack>
    </form>
  );
}
