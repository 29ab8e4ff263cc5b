import { Anchor, Group, Text, UnstyledButton } from "@mantine/core";
import { IconArrowUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link as Lead } from "wouter";

import { useHasApiDocs } from "../../account/session";
import type { Link } from "../links";
import classes from "./Footer.module.css";

/** What stands below every view. */
export function Footer({ links }: { links: readonly Link[] }) {
  const { t } = useTranslation();
  const hasApiDocs = useHasApiDocs();
  return (
    <footer className={classes.footer}>
      <Group className={classes.inner ?? ""} gap="lg">
        <Text size="sm" c="dimmed">
          {t("licence")}
        </Text>
        {links.map(({ path, label }) => (
          <Anchor key={path} component={Lead} href={path} size="sm">
            {t(label)}
          </Anchor>
        ))}
        {hasApiDocs && (
          <Anchor href="/api/docs" size="sm">
            {t("api")}
          </Anchor>
        )}
        <UnstyledButton className={classes.top ?? ""} onClick={() => window.scrollTo({ top: 0 })}>
          <IconArrowUp size={16} aria-hidden /> {t("to_top")}
        </UnstyledButton>
      </Group>
    </footer>
  );
}
