import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Dialog } from "../app/Dialog";
import { DeleteUser } from "./DeleteUser";
import { EditUserForm } from "./EditUserForm";
import type { User } from "./useUsers";

interface EditUserDialogProps {
  user: User;
  isOwn: boolean;
  onClose: () => void;
}

/** Changes an account, or deletes it after one has been asked again. */
export function EditUserDialog({ user, isOwn, onClose }: EditUserDialogProps) {
  const { t } = useTranslation("admin");
  const [deleting, setDeleting] = useState(false);
  const { email } = user;
  return (
    <Dialog
      title={deleting ? t("user_delete_title", { email }) : t("user_edit", { email })}
      width={560}
      onClose={onClose}
    >
      {deleting ? (
        <DeleteUser user={user} onCancel={() => setDeleting(false)} onDeleted={onClose} />
      ) : (
        <EditUserForm
          user={user}
          isOwn={isOwn}
          onSaved={onClose}
          onDelete={() => setDeleting(true)}
        />
      )}
    </Dialog>
  );
}
