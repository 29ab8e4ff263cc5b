import type { Plane, Spot } from "../plane";
import { onScreen, type Sight } from "../sight";
import classes from "./Overlay.module.css";

interface OverlayProps {
  plane: Plane;
  sight: Sight;
  /** Corners on the screen that are being drawn. */
  drawn: readonly Spot[];
  area: readonly Spot[];
  /** Where what is looked for lies; null where nothing is. */
  landing: Spot | null;
  /** The points nearest to what is looked for. */
  near: readonly number[];
  /** The point that is told about. */
  current: number | undefined;
}

/** What is marked on the plane, above its points. */
export function Overlay({ plane, sight, drawn, area, landing, near, current }: OverlayProps) {
  const place = (n: number): Spot => onScreen(sight, [plane.x[n] ?? 0, plane.y[n] ?? 0]);
  const ring = (n: number, name: string | undefined, radius: number) => {
    const [x, y] = place(n);
    return <circle key={n} className={name} cx={x} cy={y} r={radius} />;
  };
  const corners = area.map((spot) => onScreen(sight, spot));
  return (
    <svg className={classes.overlay} aria-hidden>
      {corners.length > 0 && <polygon className={classes.area} points={corners.join(" ")} />}
      {drawn.length > 0 && <polygon className={classes.area} points={drawn.join(" ")} />}
      {near.map((n) => ring(n, classes.near, 9))}
      {landing !== null && <Landing at={onScreen(sight, landing)} />}
      {current !== undefined && ring(current, classes.current, 11)}
    </svg>
  );
}

function Landing({ at: [x, y] }: { at: Spot }) {
  return (
    <g className={classes.landing} transform={`translate(${x} ${y})`} data-landing>
      <circle className={classes.wave} r={22} />
      <circle className={classes.halo} r={15} />
      <circle className={classes.ring} r={15} />
      <circle className={classes.dot} r={4} />
    </g>
  );
}
