import { Button, Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";

import { useHasApiDocs } from "../../account/session";

const LICENCE = "https://www.apache.org/licenses/LICENSE-2.0";

/** What there is to read; a phone has it in the footer. */
export function AboutMenu() {
  const { t } = useTranslation();
  const hasApiDocs = useHasApiDocs();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          visibleFrom="md"
          variant="subtle"
          color="stone"
          c="inherit"
          size="sm"
          px={10}
          rightSection={<IconChevronDown size={14} aria-hidden />}
        >
          {t("about")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} href="/about">
          {t("home_about")}
        </Menu.Item>
        {hasApiDocs && (
          <Menu.Item component="a" href="/api/docs">
            {t("api_docs")}
          </Menu.Item>
        )}
        <Menu.Item component="a" href={LICENCE} rel="noopener noreferrer" target="_blank">
          {t("licence_name")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
