import { Skeleton } from "@mantine/core";

import classes from "./ItemDetails.module.css";

/** The place of an item's details. */
export function ItemSkeleton() {
  return (
    <div className={classes.top} aria-hidden>
      <Skeleton className={classes.picture ?? ""} radius="xl" />
      <div>
        {[90, 60, 75, 50].map((width) => (
          <Skeleton key={width} height={16} width={`${width}%`} mb={18} />
        ))}
      </div>
    </div>
  );
}
