import type { Shapes } from "../client/client";
import classes from "./Graphic.module.css";

interface RecallMeterProps {
  reading: Shapes["ReadingShown"];
  /** What is agreed. */
  held: number;
  /** The recall at which the line begins. */
  low: number;
}

/** A recall on a line that ends with 1, with its doubt and what is agreed. */
export function RecallMeter({ reading: { recall, doubt }, held, low }: RecallMeterProps) {
  const at = (value: number): string => {
    const place = (Math.min(1, Math.max(low, value)) - low) / (1 - low);
    return `${place * 100}%`;
  };
  return (
    <svg height={22}>
      <line className={classes.track} x1="0%" x2="100%" y1={11} y2={11} />
      <line className={classes.held} x1={at(held)} x2={at(held)} y1={2} y2={20} />
      <line
        className={classes.doubt}
        x1={at(recall - doubt)}
        x2={at(recall + doubt)}
        y1={11}
        y2={11}
      />
      <circle
        className={classes.dot}
        data-falls={recall < held || undefined}
        cx={at(recall)}
        cy={11}
        r={5}
      />
    </svg>
  );
}
