import { Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

import classes from "./Section.module.css";

interface SectionProps {
  title: string;
  lead?: string;
  children: ReactNode;
}

/** A part of a view, with what it is about beside it. */
export function Section({ title, lead, children }: SectionProps) {
  return (
    <section className={classes.section}>
      <div>
        <Title order={2} size="h4">
          {title}
        </Title>
        {lead !== undefined && (
          <Text size="sm" c="dimmed" mt={4}>
            {lead}
          </Text>
        )}
      </div>
      <div className={classes.card}>{children}</div>
    </section>
  );
}
