import { NativeSelect, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import classes from "./Users.module.css";
import { type Order, ORDERS, type Wanted } from "./useUsers";

const PAUSE_MILLISECONDS = 200;

interface UsersToolbarProps {
  total: number;
  wanted: Wanted;
  want: (change: Partial<Wanted>) => void;
}

/** What accounts are looked for, how many there are, and in which order. */
export function UsersToolbar({ total, wanted, want }: UsersToolbarProps) {
  const { t } = useTranslation("admin");
  const [typed, setTyped] = useState(wanted.text);
  const look = useDebouncedCallback((text: string) => want({ text }), PAUSE_MILLISECONDS);
  const orders = Object.keys(ORDERS) as Order[];
  return (
    <div className={classes.toolbar}>
      <TextInput
        className={classes.search ?? ""}
        type="search"
        radius="xl"
        aria-label={t("users_search")}
        placeholder={t("users_search")}
        maxLength={200}
        leftSection={<IconSearch size={17} aria-hidden />}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          look(event.currentTarget.value);
        }}
      />
      <NativeSelect
        radius="xl"
        aria-label={t("users_sort")}
        value={wanted.order}
        onChange={(event) => want({ order: event.currentTarget.value as Order })}
        data={orders.map((value) => ({ value, label: t(`sort_${value}`) }))}
      />
      <p className={classes.count} role="status">
        {t("users_count", { count: total })}
      </p>
    </div>
  );
}
