import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { AccountPage } from "../account/AccountPage";
import { NewUserDialog } from "./NewUserDialog";
import { Users } from "./Users";

/** The accounts of the service, for administrators. */
export function UsersView() {
  const { t } = useTranslation(["admin", "shell"]);
  const [opened, { open, close }] = useDisclosure();
  const create = (
    <Button radius="xl" leftSection={<IconPlus size={17} aria-hidden />} onClick={open}>
      {t("user_create")}
    </Button>
  );
  return (
    <AccountPage title={t("shell:users")} tools={create} forAdministrators>
      {(account) => (
        <>
          <Users own={account.id} />
          {opened && <NewUserDialog onClose={close} />}
        </>
      )}
    </AccountPage>
  );
}
