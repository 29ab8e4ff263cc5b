import { Skeleton } from "@mantine/core";

const HEIGHTS = [210, 230, 130, 132];

/** The place of the filters until something was counted. */
export function FacetsSkeleton() {
  return HEIGHTS.map((height) => <Skeleton key={height} height={height} radius="lg" mb="lg" />);
}
