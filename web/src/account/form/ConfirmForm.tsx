import { Button, Group, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";

import { Refused } from "./Refused";
import { useSending } from "./useSending";

interface ConfirmFormProps {
  /** What will have happened. */
  hint: string;
  /** What the button says that does it. */
  action: string;
  onConfirm: () => Promise<void>;
  onCancel: () => void;
}

/** Asks whether something is to be done that cannot be undone, and does it. */
export function ConfirmForm({ hint, action, onConfirm, onCancel }: ConfirmFormProps) {
  const { t } = useTranslation("account");
  const form = useForm({ initialValues: {} });
  const { onSubmit, isSending, refused } = useSending(form, onConfirm, {});
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="md">
        <Refused>{refused}</Refused>
        <Text>{hint}</Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" radius="xl" data-autofocus onClick={onCancel}>
            {t("cancel")}
          </Button>
          <Button type="submit" color="red" radius="xl" loading={isSending}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
