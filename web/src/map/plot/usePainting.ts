import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useLayoutEffect, useMemo, useState } from "react";

import type { Plane } from "../plane";
import type { Sight, Size } from "../sight";
import { paletteOf } from "./palette";
import { Painter } from "./painter";

interface Painting {
  readonly plane: Plane;
  readonly colours: Uint8Array;
  readonly shown: Uint8Array;
  readonly sight: Sight;
  readonly size: Size;
  /** How much larger than the whole it is seen. */
  readonly zoom: number;
}

/** Draws points on a canvas whenever anything of them changes; tells whether the browser can. */
export function usePainting(
  canvas: HTMLCanvasElement | null,
  { plane, colours, shown, sight, size, zoom }: Painting,
): boolean {
  const restored = useRestored(canvas);
  const scheme = useComputedColorScheme();
  const painter = useMemo(
    () => canvas && restored >= 0 && Painter.of(canvas, plane.x, plane.y),
    [canvas, plane, restored],
  );
  useLayoutEffect(() => {
    if (painter) painter.colour(colours);
  }, [painter, colours]);
  useLayoutEffect(() => {
    if (painter) painter.show(shown);
  }, [painter, shown]);
  useLayoutEffect(() => {
    if (!painter || canvas === null || size.width === 0) return;
    const palette = paletteOf(canvas);
    const density = window.devicePixelRatio;
    const diameter = diameterOf(plane.x.length, zoom);
    painter.paint({ sight, size, density, palette, diameter, opacity: opacityOf(plane.x.length) });
  }, [canvas, painter, scheme, plane, colours, shown, sight, size, zoom]);
  return canvas === null || painter !== null;
}

/** How often the browser has given a canvas back that it had taken away. */
function useRestored(canvas: HTMLCanvasElement | null): number {
  const [times, setTimes] = useState(0);
  useEffect(() => {
    if (canvas === null) return;
    const stay = (event: Event): void => event.preventDefault(); // else it never comes back
    const again = (): void => setTimes((before) => before + 1);
    canvas.addEventListener("webglcontextlost", stay);
    canvas.addEventListener("webglcontextrestored", again);
    return () => {
      canvas.removeEventListener("webglcontextlost", stay);
      canvas.removeEventListener("webglcontextrestored", again);
    };
  }, [canvas]);
  return times;
}

const SMALLEST = 2.4;
const LARGEST = 14;

/** In pixels: small where there are many, and larger the nearer one looks. */
function diameterOf(points: number, zoom: number): number {
  const alone = 9 - 1.7 * Math.max(0, Math.log10(points / 300));
  return Math.min(LARGEST, Math.max(SMALLEST, alone) * zoom ** 0.35);
}

/** Less where many lie on each other. */
function opacityOf(points: number): number {
  return points > 20_000 ? 0.55 : 0.85;
}
