import { type RefObject, useLayoutEffect, useState } from "react";

import type { Size } from "../sight";

/** How large a box is, in pixels of the page. */
export function useSize(box: RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const on = box.current;
    if (on === null) return;
    const measure = (): void => setSize({ width: on.clientWidth, height: on.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(on);
    measure();
    return () => observer.disconnect();
  }, [box]);
  return size;
}
