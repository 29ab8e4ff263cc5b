import { Button, Code, CopyButton, Group, Stack, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

interface KeySecretProps {
  secret: string;
  onDone: () => void;
}

/** A key's secret, which is shown this once. */
export function KeySecret({ secret, onDone }: KeySecretProps) {
  const { t } = useTranslation("admin");
  return (
    <Stack gap="md">
      <Text>{t("key_made_hint")}</Text>
      <Code block fz="sm" style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>
        {secret}
      </Code>
      <Group justify="space-between">
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              radius="xl"
              leftSection={copied ? <IconCheck size={17} /> : <IconCopy size={17} />}
              onClick={copy}
            >
              {t(copied ? "key_copied" : "key_copy")}
            </Button>
          )}
        </CopyButton>
        <Button radius="xl" onClick={onDone}>
          {t("key_done")}
        </Button>
      </Group>
    </Stack>
  );
}
