import { Loader } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Notice } from "../app/Notice";
import { ProblemNotice } from "../app/ProblemNotice";
import { KeyRow } from "./KeyRow";
import { RevokeKeyDialog } from "./RevokeKeyDialog";
import { type Key, useKeys } from "./useKeys";
import classes from "./Users.module.css";

/** The API keys, each of which can be revoked. */
export function Keys() {
  const { t } = useTranslation("admin");
  const { data, error, refetch } = useKeys();
  const [revoked, setRevoked] = useState<Key>();
  if (data === undefined)
    return error === null ? (
      <Loader aria-label={t("loading", { ns: "find" })} />
    ) : (
      <ProblemNotice error={error} onRetry={() => void refetch()} />
    );
  if (data.length === 0)
    return <Notice icon={<IconKey />} title={t("keys_none")} hint={t("keys_none_hint")} />;
  return (
    <>
      <ul className={classes.rows}>
        {data.map((key) => (
          <KeyRow key={key.id} of={key} onRevoke={() => setRevoked(key)} />
        ))}
      </ul>
      {revoked !== undefined && (
        <RevokeKeyDialog of={revoked} onClose={() => setRevoked(undefined)} />
      )}
    </>
  );
}
