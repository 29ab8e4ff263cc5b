import { useReducedMotion } from "@mantine/hooks";
import { select } from "d3-selection";
import type { Transition } from "d3-transition";
import "d3-transition"; // teaches selections to move
import { type D3ZoomEvent, zoom as makeZoom, zoomIdentity, type ZoomTransform } from "d3-zoom";
import { type RefObject, useEffect, useMemo, useRef, useState } from "react";

import type { Plane, Spot } from "../plane";
import { onScreen, type Sight, type Size, whole, zoomed } from "../sight";
import { useSize } from "./useSize";

const MOST = 200;
const GLIDE_MILLISECONDS = 200;

export interface Zooming {
  readonly sight: Sight;
  readonly size: Size;
  /** How much larger than the whole it is seen. */
  readonly zoom: number;
  /** Looks nearer, or from further away, at what is in the middle. */
  readonly zoomBy: (factor: number) => void;
  /** Looks further to one side, by pixels. */
  readonly panBy: (across: number, down: number) => void;
  /** Looks at all of it. */
  readonly fit: () => void;
  /** Moves a spot of the plane into the middle. */
  readonly lookAt: (spot: Spot) => void;
}

/** Pans and zooms by mouse, touch and wheel what a box shows; not by dragging while it is held. */
export function useZoom(
  box: RefObject<HTMLDivElement | null>,
  plane: Plane,
  isHeld: boolean,
): Zooming {
  const size = useSize(box);
  const [moved, setMoved] = useState<ZoomTransform>(zoomIdentity);
  const held = useRef(isHeld);
  const isStill = useReducedMotion();
  const behaviour = useMemo(() => makeZoom<HTMLDivElement, unknown>().scaleExtent([0.5, MOST]), []);

  useEffect(() => {
    held.current = isHeld;
  }, [isHeld]);
  useEffect(() => {
    const on = box.current;
    if (on === null) return;
    behaviour
      .filter((event: MouseEvent) => event.type === "wheel" || !(held.current || event.button))
      .on("zoom", ({ transform }: D3ZoomEvent<HTMLDivElement, unknown>) => setMoved(transform));
    const selection = select(on).call(behaviour);
    return () => void selection.on(".zoom", null);
  }, [box, behaviour]);

  const glide = (go: (on: Transition<HTMLDivElement, unknown, null, undefined>) => void): void => {
    if (box.current === null) return;
    go(
      select(box.current)
        .transition()
        .duration(isStill ? 0 : GLIDE_MILLISECONDS),
    );
  };
  const sight = useMemo(() => zoomed(whole(plane.bounds, size), moved), [plane, size, moved]);
  return {
    sight,
    size,
    zoom: moved.k,
    zoomBy: (factor) => glide((on) => behaviour.scaleBy(on, factor)),
    panBy: (across, down) =>
      glide((on) => behaviour.translateBy(on, across / moved.k, down / moved.k)),
    fit: () => glide((on) => behaviour.transform(on, zoomIdentity)),
    lookAt: (spot) =>
      glide((on) => behaviour.translateTo(on, ...onScreen(whole(plane.bounds, size), spot))),
  };
}
