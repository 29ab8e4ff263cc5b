import { useTranslation } from "react-i18next";

import { ConfirmForm } from "../account/form/ConfirmForm";
import { Dialog } from "../app/Dialog";
import { answered, client } from "../client/client";
import { type Key, useRefreshKeys } from "./useKeys";

interface RevokeKeyDialogProps {
  of: Key;
  onClose: () => void;
}

/** Asks whether a key is to be revoked, and revokes it. */
export function RevokeKeyDialog({ of: key, onClose }: RevokeKeyDialogProps) {
  const { t } = useTranslation("admin");
  const refresh = useRefreshKeys();
  const revoke = async () => {
    await answered(client.DELETE("/api/v1/keys/{key}", { params: { path: { key: key.id } } }));
    await refresh();
    onClose();
  };
  return (
    <Dialog title={t("key_revoke_title", { name: key.name })} width={460} onClose={onClose}>
      <ConfirmForm
        hint={t("key_revoke_hint")}
        action={t("key_revoke")}
        onConfirm={revoke}
        onCancel={onClose}
      />
    </Dialog>
  );
}
