import { Switch } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useSession } from "../../account/session";
import type { Sought } from "../query/sought";
import type { Seek } from "../query/useSought";

/** Lets who has signed in say which hits are right. */
export function JudgeSwitch({ sought, seek }: { sought: Sought; seek: Seek }) {
  const { t } = useTranslation("find");
  if ((useSession()?.account ?? null) === null) return null;
  return (
    <Switch
      size="sm"
      label={t("judge")}
      checked={sought.judging}
      onChange={(event) => seek({ judging: event.currentTarget.checked }, { replace: true })}
    />
  );
}
