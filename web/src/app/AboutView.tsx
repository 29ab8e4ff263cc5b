import { Anchor, Container, List, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useHasApiDocs } from "../account/session";
import { useTitle } from "./title";

/** What this page is, and where there is more. */
export function AboutView() {
  const { t } = useTranslation("about");
  const hasApiDocs = useHasApiDocs();
  useTitle(t("title"));
  return (
    <Container size="sm" py="xl">
      <Stack gap="md">
        <Title order={1}>{t("title")}</Title>
        <Text size="lg">{t("lead")}</Text>
        <List spacing="sm">
          <List.Item>{t("words")}</List.Item>
          <List.Item>{t("picture")}</List.Item>
          <List.Item>{t("likeness")}</List.Item>
          <List.Item>{t("relevance")}</List.Item>
          <List.Item>{t("privacy")}</List.Item>
        </List>
        <Title order={2} size="h3">
          {t("keys")}
        </Title>
        <List spacing="xs">
          <List.Item>{t("key_field")}</List.Item>
          <List.Item>{t("key_completion")}</List.Item>
          <List.Item>{t("key_close")}</List.Item>
        </List>
        {hasApiDocs && (
          <Text>
            <Anchor href="/api/docs">{t("docs")}</Anchor>
          </Text>
        )}
      </Stack>
    </Container>
  );
}
