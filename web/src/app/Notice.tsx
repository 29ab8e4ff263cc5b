import { Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

import classes from "./Notice.module.css";

interface NoticeProps {
  icon?: ReactNode;
  title: string;
  hint?: string;
  /** The heading's level: 1 where there is nothing else on the page. */
  order?: 1 | 2;
  /** What can be done next. */
  children?: ReactNode;
}

/** What a view says where it has nothing to show: what is the case, and what to do next. */
export function Notice({ icon, title, hint, order = 2, children }: NoticeProps) {
  return (
    <Stack className={classes.notice ?? ""} align="center" gap="xs">
      {icon !== undefined && (
        <div className={classes.icon} aria-hidden>
          {icon}
        </div>
      )}
      <Title order={order} size="h3" ta="center">
        {title}
      </Title>
      {hint !== undefined && (
        <Text c="dimmed" ta="center" maw={460}>
          {hint}
        </Text>
      )}
      <Group justify="center" mt="sm" gap="sm">
        {children}
      </Group>
    </Stack>
  );
}
