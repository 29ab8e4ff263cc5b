import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useTranslation } from "react-i18next";

import { AccountPage } from "../AccountPage";
import { ForgetAllDialog } from "./ForgetAllDialog";
import { Searches } from "./Searches";
import { useForget, useSearches } from "./useSearches";

/** What one has searched for. */
export function SearchesView() {
  const { t } = useTranslation(["account", "shell"]);
  return (
    <AccountPage title={t("shell:searches")} lead={t("searches_lead")} tools={<ForgetAll />}>
      {() => <Searches />}
    </AccountPage>
  );
}

function ForgetAll() {
  const { t } = useTranslation("account");
  const { data = [] } = useSearches();
  const forget = useForget();
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      {data.length > 0 && (
        <Button variant="default" radius="xl" onClick={open}>
          {t("searches_clear")}
        </Button>
      )}
      {opened && (
        <ForgetAllDialog
          onClose={close}
          onForget={() => {
            forget();
            close();
          }}
        />
      )}
    </>
  );
}
