import { Avatar, Badge, Button } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { dayOf } from "../language/numbers";
import classes from "./Users.module.css";
import type { User } from "./useUsers";

interface UserRowProps {
  user: User;
  isOwn: boolean;
  onEdit: () => void;
}

/** An account among the others. */
export function UserRow({ user, isOwn, onEdit }: UserRowProps) {
  const { t, i18n } = useTranslation("admin");
  const name = `${user.first_name} ${user.last_name}`.trim();
  const work = [user.title, user.company].filter((each) => each !== "").join(" · ");
  return (
    <li className={classes.row}>
      <Avatar size={40} color="pine" name={name === "" ? user.email : name} aria-hidden />
      <div className={classes.who}>
        <div className={classes.name}>
          <span>{name === "" ? user.email : name}</span>
          {isOwn && <Badge variant="default">{t("you")}</Badge>}
          {user.is_superuser && (
            <Badge variant="light" c="var(--accent)">
              {t("administrator")}
            </Badge>
          )}
          {!user.is_active && (
            <Badge variant="light" color="red" c="var(--mantine-color-error)">
              {t("disabled")}
            </Badge>
          )}
        </div>
        <div className={classes.said}>{user.email}</div>
      </div>
      <div className={classes.work}>
        <div>{work}</div>
        <div className={classes.said}>{t("since", { day: dayOf(user.made, i18n.language) })}</div>
      </div>
      <Button
        variant="default"
        size="xs"
        radius="xl"
        aria-label={t("user_edit", { email: user.email })}
        onClick={onEdit}
      >
        {t("user_edit_short")}
      </Button>
    </li>
  );
}
