import { Skeleton } from "@mantine/core";

import layout from "../Finder.module.css";
import { GridSkeleton } from "./GridSkeleton";

/** The place of the filters and of the first items, until the catalogue is known. */
export function FinderSkeleton() {
  return (
    <div className={layout.finder} aria-hidden>
      <div className={layout.side}>
        {[180, 220, 160].map((height) => (
          <Skeleton key={height} height={height} radius="lg" mb="md" />
        ))}
      </div>
      <div className={layout.found}>
        <Skeleton height={20} width={140} my={22} />
        <GridSkeleton />
      </div>
    </div>
  );
}
