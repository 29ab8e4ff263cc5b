import { Skeleton } from "@mantine/core";

import classes from "./MapFinder.module.css";
import plot from "./plot/Plot.module.css";

/** The place of a map. */
export function MapSkeleton() {
  return (
    <div aria-hidden>
      <div className={classes.bar} />
      <div className={classes.sides}>
        <Skeleton className={plot.plot ?? ""} radius={24} />
        <Skeleton className={classes.side ?? ""} height={320} radius="lg" />
      </div>
    </div>
  );
}
