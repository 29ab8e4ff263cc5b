import { useEffect, useEffectEvent } from "react";

import type { Spot } from "../plane";
import { onScreen } from "../sight";
import type { Zooming } from "./useZoom";

/** Moves what is looked for into the middle, when it lands where one does not look. */
export function useLookAt(landing: Spot | null, { sight, size, lookAt }: Zooming): void {
  const follow = useEffectEvent((spot: Spot) => {
    const [x, y] = onScreen(sight, spot);
    if (x < 0 || y < 0 || x > size.width || y > size.height) lookAt(spot);
  });
  const [x, y] = landing ?? [];
  const isMeasured = size.width > 0;
  useEffect(() => {
    if (x !== undefined && y !== undefined && isMeasured) follow([x, y]);
  }, [x, y, isMeasured]);
}
