import { Skeleton } from "@mantine/core";

import classes from "../results/Results.module.css";

const CARDS = Array.from({ length: 12 }, (_, number) => number);

/** The places of a page's cards, in the size that they will have. */
export function GridSkeleton() {
  return (
    <div className={classes.grid} aria-hidden>
      {CARDS.map((number) => (
        <div key={number} className={classes.placeholder}>
          <Skeleton radius="lg" className={classes.box ?? ""} />
          <Skeleton height={14} width="70%" mt={12} />
          <Skeleton height={12} width="45%" mt={8} />
        </div>
      ))}
    </div>
  );
}
