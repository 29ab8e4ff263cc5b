import { useTranslation } from "react-i18next";

import type { Shapes } from "../client/client";
import classes from "./Graphic.module.css";

const SIDE = 190;
const LEFT = 34;
const TOP = 8;
const LARGEST = 6;
const SMALLEST = 2;
const TICKS = [0, 0.5, 1];

interface ReliabilityDiagramProps {
  curve: readonly Shapes["CurvePoint"][];
  label: string;
}

/** What share of pairs belongs together against the probability that was said; best on the line. */
export function ReliabilityDiagram({ curve, label }: ReliabilityDiagramProps) {
  const { t } = useTranslation("operating");
  const x = (said: number): number => LEFT + said * SIDE;
  const y = (seen: number): number => TOP + (1 - seen) * SIDE;
  const most = Math.max(1, ...curve.map(({ pairs }) => pairs));
  const radius = (pairs: number): number =>
    SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(pairs / most);
  const bottom = TOP + SIDE;
  return (
    <svg role="img" aria-label={label} viewBox="0 0 236 236" width={236} height={236}>
      <rect className={classes.frame} x={LEFT} y={TOP} width={SIDE} height={SIDE} rx={4} />
      <line className={classes.diagonal} x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} />
      {TICKS.map((tick) => (
        <g key={tick} className={classes.text}>
          <text x={x(tick)} y={bottom + 15} textAnchor="middle">
            {tick}
          </text>
          <text x={LEFT - 6} y={y(tick) + 4} textAnchor="end">
            {tick}
          </text>
        </g>
      ))}
      <polyline
        className={classes.curve}
        points={curve.map(({ said, seen }) => `${x(said)},${y(seen)}`).join(" ")}
      />
      {curve.map(({ said, seen, pairs }) => (
        <circle key={said} className={classes.dot} cx={x(said)} cy={y(seen)} r={radius(pairs)} />
      ))}
      <text className={classes.text} x={LEFT + SIDE / 2} y={232} textAnchor="middle">
        {t("curve_said")}
      </text>
      <text
        className={classes.text}
        transform={`translate(9 ${TOP + SIDE / 2}) rotate(-90)`}
        textAnchor="middle"
      >
        {t("curve_seen")}
      </text>
    </svg>
  );
}
