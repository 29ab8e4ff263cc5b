import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { AccountPage } from "../account/AccountPage";
import { Keys } from "./Keys";
import { NewKeyDialog } from "./NewKeyDialog";

/** The API keys of the service, for administrators. */
export function KeysView() {
  const { t } = useTranslation(["admin", "shell"]);
  const [opened, { open, close }] = useDisclosure();
  const create = (
    <Button radius="xl" leftSection={<IconPlus size={17} aria-hidden />} onClick={open}>
      {t("key_create")}
    </Button>
  );
  return (
    <AccountPage title={t("shell:keys")} lead={t("keys_lead")} tools={create} forAdministrators>
      {() => (
        <>
          <Keys />
          {opened && <NewKeyDialog onClose={close} />}
        </>
      )}
    </AccountPage>
  );
}
