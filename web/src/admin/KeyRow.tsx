import { Badge, Button } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { dayOf } from "../language/numbers";
import { isScope } from "./scopes";
import type { Key } from "./useKeys";
import classes from "./Users.module.css";

interface KeyRowProps {
  of: Key;
  onRevoke: () => void;
}

/** A key: what it may, and how long. */
export function KeyRow({ of: key, onRevoke }: KeyRowProps) {
  const { t, i18n } = useTranslation("admin");
  const show = (written: string): string => dayOf(written, i18n.language);
  const catalogues = key.catalogues.length === 0 ? [t("key_all_catalogues")] : key.catalogues;
  const ends = key.until === null ? [] : [t("key_until", { day: show(key.until) })];
  const used = key.used === null ? t("key_unused") : t("key_used", { day: show(key.used) });
  return (
    <li className={classes.row}>
      <IconKey size={22} aria-hidden />
      <div className={classes.who}>
        <div className={classes.name}>
          <span>{key.name}</span>
          {key.scopes.filter(isScope).map((scope) => (
            <Badge key={scope} variant="default" tt="none">
              {t(`scope_${scope}`)}
            </Badge>
          ))}
        </div>
        <div className={classes.said}>{[used, ...ends].join(" · ")}</div>
      </div>
      <div className={classes.work}>
        <div>{catalogues.join(", ")}</div>
        <div className={classes.said}>{key.where}</div>
      </div>
      <Button
        variant="default"
        size="xs"
        radius="xl"
        aria-label={t("key_revoke_of", { name: key.name })}
        onClick={onRevoke}
      >
        {t("key_revoke")}
      </Button>
    </li>
  );
}
