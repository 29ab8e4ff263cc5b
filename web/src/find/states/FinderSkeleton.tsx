import { Skeleton } from "@mantine/core";

import { HeaderMiddle } from "../../app/shell/HeaderMiddle";
import layout from "../Finder.module.css";
import { FacetsSkeleton } from "./FacetsSkeleton";
import { GridSkeleton } from "./GridSkeleton";

/** The place of the filters and of the first items, until the catalogue is known. */
export function FinderSkeleton() {
  return (
    <div className={layout.finder} aria-hidden>
      <HeaderMiddle>
        <Skeleton height={46} radius="xl" />
      </HeaderMiddle>
      <div className={layout.side}>
        <FacetsSkeleton />
      </div>
      <div className={layout.found}>
        <div className={layout.toolbar}>
          <Skeleton height={20} width={140} />
        </div>
        <GridSkeleton />
      </div>
    </div>
  );
}
