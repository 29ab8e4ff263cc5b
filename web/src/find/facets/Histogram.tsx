import type { Shapes } from "../../client/client";
import classes from "./Facets.module.css";
import type { Span } from "./range";

const WIDTH = 220;
const HEIGHT = 44;

interface HistogramProps {
  bins: readonly Shapes["BinCount"][];
  whole: Span;
  from: number;
  to: number;
}

/** How many items have which numbers; those of the chosen ones stand out. */
export function Histogram({ bins, whole: [least, most], from, to }: HistogramProps) {
  const highest = Math.max(1, ...bins.map(({ count }) => count));
  const place = (value: number): number =>
    (WIDTH * (Math.min(Math.max(value, least), most) - least)) / (most - least);
  return (
    <svg
      className={classes.histogram}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden
    >
      {bins.map(({ low, high, count }) => {
        // Few are seen beside many: their root is drawn.
        const height = Math.max(2, HEIGHT * Math.sqrt(count / highest));
        return (
          <rect
            key={low}
            className={high > from && low < to ? classes.within : ""}
            x={place(low)}
            width={Math.max(1, place(high) - place(low) - 1)}
            y={HEIGHT - height}
            height={height}
          />
        );
      })}
    </svg>
  );
}
