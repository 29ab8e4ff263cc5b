import { ActionIcon, Avatar, Button, Menu } from "@mantine/core";
import { IconLogout } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";

import { accountPlaces } from "./places";
import { signInAddress, useSession, useSignOut } from "./session";

/** Leads to signing in, or shows who has signed in. */
export function AccountMenu() {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const session = useSession();
  const signOut = useSignOut();
  const account = session?.account;
  if (account === null || account === undefined)
    return (
      <Button variant="subtle" size="sm" px="sm" onClick={() => navigate(signInAddress())}>
        {t("sign_in")}
      </Button>
    );
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon
          variant="transparent"
          size="lg"
          aria-label={t("account", { email: account.email })}
        >
          <Avatar size={32} color="pine" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{account.email}</Menu.Label>
        {accountPlaces(t, account.admin).map(({ to, label, icon: Icon }) => (
          <Menu.Item
            key={to}
            component={Link}
            href={to}
            leftSection={<Icon size={16} aria-hidden />}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={signOut}>
          {t("sign_out")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
