import type { ReactNode } from "react";

import classes from "./Facets.module.css";

/** One field to filter by. */
export function Facet({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section className={classes.facet} aria-label={label}>
      <h2 className={classes.title}>{label}</h2>
      {children}
    </section>
  );
}
