import { Group, Loader, SegmentedControl } from "@mantine/core";
import { IconPackageImport } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { AccountPage } from "../../account/AccountPage";
import { useSession } from "../../account/session";
import { Notice } from "../../app/Notice";
import { ProblemNotice } from "../../app/ProblemNotice";
import { ChosenSelect } from "../../catalogue/ChosenSelect";
import { useChosen } from "../../catalogue/useChosen";
import { Judgements } from "./Judgements";
import type { Whose } from "./useJudgementList";

/** Which results were right: one's own judgements, and for administrators everyone's. */
export function JudgementsView() {
  const { t } = useTranslation(["judging", "shell", "find"]);
  const [whose, setWhose] = useState<Whose>("own");
  const { name, error, refetch } = useChosen();
  const isAdmin = useSession()?.account?.admin ?? false;
  const tools = (
    <Group gap="xs">
      {isAdmin && (
        <SegmentedControl
          size="xs"
          radius="xl"
          aria-label={t("judging:whose")}
          value={whose}
          onChange={(value) => setWhose(value === "all" ? "all" : "own")}
          data={[
            { value: "own", label: t("judging:whose_own") },
            { value: "all", label: t("judging:whose_all") },
          ]}
        />
      )}
      <ChosenSelect />
    </Group>
  );
  return (
    <AccountPage title={t("shell:judgements")} lead={t("judging:lead")} tools={tools}>
      {(account) => {
        if (typeof name === "string")
          return <Judgements name={name} whose={whose} account={account} />;
        if (name === null)
          return (
            <Notice
              icon={<IconPackageImport />}
              title={t("find:no_catalogue_title")}
              hint={t("find:no_catalogue_hint")}
            />
          );
        if (error !== null) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
        return <Loader aria-label={t("find:loading")} />;
      }}
    </AccountPage>
  );
}
