import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Dialog } from "../app/Dialog";
import { KeySecret } from "./KeySecret";
import { NewKeyForm } from "./NewKeyForm";

/** Makes a key, and shows its secret this once. */
export function NewKeyDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("admin");
  const [secret, setSecret] = useState<string>();
  return (
    <Dialog
      title={secret === undefined ? t("key_create") : t("key_made")}
      width={560}
      onClose={onClose}
    >
      {secret === undefined ? (
        <NewKeyForm onMade={setSecret} />
      ) : (
        <KeySecret secret={secret} onDone={onClose} />
      )}
    </Dialog>
  );
}
