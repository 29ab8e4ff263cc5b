import { Loader, Pagination } from "@mantine/core";
import { IconUserSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Notice } from "../app/Notice";
import { ProblemNotice } from "../app/ProblemNotice";
import { EditUserDialog } from "./EditUserDialog";
import { UserRow } from "./UserRow";
import classes from "./Users.module.css";
import { UsersToolbar } from "./UsersToolbar";
import { PAGE, type User, useUsers } from "./useUsers";
import { useWanted } from "./useWanted";

/** A page of the accounts that are looked for; each opens to be changed. */
export function Users({ own }: { own: number }) {
  const { t } = useTranslation("admin");
  const [wanted, want] = useWanted();
  const [edited, setEdited] = useState<User>();
  const { data, error, refetch } = useUsers(wanted);
  if (data === undefined)
    return error === null ? (
      <Loader aria-label={t("loading", { ns: "find" })} />
    ) : (
      <ProblemNotice error={error} onRetry={() => void refetch()} />
    );
  const pages = Math.ceil(data.total / PAGE);
  return (
    <>
      <UsersToolbar total={data.total} wanted={wanted} want={want} />
      {data.users.length === 0 ? (
        <Notice icon={<IconUserSearch />} title={t("users_none")} hint={t("users_none_hint")} />
      ) : (
        <ul className={classes.rows}>
          {data.users.map((user) => (
            <UserRow
              key={user.id}
              user={user}
              isOwn={user.id === own}
              onEdit={() => setEdited(user)}
            />
          ))}
        </ul>
      )}
      {pages > 1 && (
        <nav className={classes.pages} aria-label={t("users_pages")}>
          <Pagination
            total={pages}
            value={wanted.page}
            onChange={(page) => want({ page })}
            radius="xl"
            getItemProps={(page) => ({ "aria-label": t("page", { page }) })}
            getControlProps={(control) => ({
              "aria-label": t(control === "next" ? "page_next" : "page_previous"),
            })}
          />
        </nav>
      )}
      {edited !== undefined && (
        <EditUserDialog
          user={edited}
          isOwn={edited.id === own}
          onClose={() => setEdited(undefined)}
        />
      )}
    </>
  );
}
