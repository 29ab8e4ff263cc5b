import { ActionIcon, Group, Loader } from "@mantine/core";
import { IconPackageImport, IconRefresh } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { AccountPage } from "../account/AccountPage";
import { Notice } from "../app/Notice";
import { ProblemNotice } from "../app/ProblemNotice";
import { ChosenSelect } from "../catalogue/ChosenSelect";
import { useChosen } from "../catalogue/useChosen";
import { EngineHealth } from "./EngineHealth";
import { LastImport } from "./LastImport";
import { StateLine } from "./StateLine";
import { useLookAgain } from "./useOperating";
import { Vectors } from "./Vectors";

/** Models and quality, the last import, and Redis, for administrators. */
export function QualityView() {
  const { t } = useTranslation(["operating", "shell"]);
  return (
    <AccountPage
      title={t("shell:quality")}
      lead={t("operating:lead")}
      tools={<Tools />}
      forAdministrators
    >
      {() => <Operating />}
    </AccountPage>
  );
}

function Operating() {
  const { t } = useTranslation(["operating", "find"]);
  const { name, error, refetch } = useChosen();
  if (name === undefined)
    return error === null ? (
      <Loader aria-label={t("find:loading")} />
    ) : (
      <ProblemNotice error={error} onRetry={() => void refetch()} />
    );
  return (
    <>
      {name === null ? (
        <Notice
          icon={<IconPackageImport />}
          title={t("find:no_catalogue_title")}
          hint={t("find:no_catalogue_hint")}
        />
      ) : (
        <>
          <StateLine name={name} />
          <Vectors name={name} />
          <LastImport name={name} />
        </>
      )}
      <EngineHealth />
    </>
  );
}

function Tools() {
  const { t } = useTranslation("operating");
  const lookAgain = useLookAgain();
  return (
    <Group gap="xs">
      <ChosenSelect />
      <ActionIcon
        variant="default"
        radius="xl"
        size={36}
        aria-label={t("refresh")}
        title={t("refresh")}
        onClick={lookAgain}
      >
        <IconRefresh size={18} />
      </ActionIcon>
    </Group>
  );
}
