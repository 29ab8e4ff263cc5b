import { useTranslation } from "react-i18next";

import { ConfirmForm } from "../account/form/ConfirmForm";
import { answered, client } from "../client/client";
import { type User, useRefreshUsers } from "./useUsers";

interface DeleteUserProps {
  user: User;
  onCancel: () => void;
  onDeleted: () => void;
}

/** Asks whether an account is to be deleted, and deletes it. */
export function DeleteUser({ user, onCancel, onDeleted }: DeleteUserProps) {
  const { t } = useTranslation("admin");
  const refresh = useRefreshUsers();
  const remove = async () => {
    const params = { path: { user_id: user.id } };
    await answered(client.DELETE("/api/v1/users/{user_id}", { params }));
    await refresh();
    onDeleted();
  };
  return (
    <ConfirmForm
      hint={t("user_delete_hint")}
      action={t("user_delete_send")}
      onConfirm={remove}
      onCancel={onCancel}
    />
  );
}
