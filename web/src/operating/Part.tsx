import { Title } from "@mantine/core";
import type { ReactNode } from "react";

import classes from "./Part.module.css";

interface PartProps {
  title: string;
  lead?: string;
  children: ReactNode;
}

/** A part of what an operator looks at. */
export function Part({ title, lead, children }: PartProps) {
  return (
    <section className={classes.part}>
      <Title order={2} size="h4">
        {title}
      </Title>
      {lead !== undefined && <p className={classes.lead}>{lead}</p>}
      {children}
    </section>
  );
}

/** What of it belongs together. */
export function Sheet({ children }: { children: ReactNode }) {
  return <div className={classes.card}>{children}</div>;
}
