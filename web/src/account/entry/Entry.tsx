import { Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

import { Logo } from "../../app/shell/Logo";
import { speakOfPeople } from "../../language/people";
import { useTitle } from "../../app/title";
import classes from "./Entry.module.css";

speakOfPeople();

interface EntryProps {
  title: string;
  lead?: string;
  children: ReactNode;
  /** Where else one may want to go. */
  beside?: ReactNode;
}

/** A small view of its own by which one comes in. */
export function Entry({ title, lead, children, beside }: EntryProps) {
  useTitle(title);
  return (
    <div className={classes.entry}>
      <div className={classes.card}>
        <div className={classes.head}>
          <Logo />
          <Title order={1} size="h2">
            {title}
          </Title>
          {lead !== undefined && <Text c="dimmed">{lead}</Text>}
        </div>
        {children}
      </div>
      {beside !== undefined && <p className={classes.beside}>{beside}</p>}
    </div>
  );
}
