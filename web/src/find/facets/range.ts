import type { Condition } from "../query/filter";

/** From a number to another. */
export type Span = [number, number];

const STEPS = 200;

/** A round step of which some two hundred make up the span. */
export function stepOf([low, high]: Span): number {
  const exact = (high - low) / STEPS;
  const power = 10 ** Math.floor(Math.log10(exact));
  const round = [1, 2, 5, 10].find((each) => each * power >= exact) ?? 10;
  return round * power;
}

/** The condition that a span says; null for the whole, and no bound where it is the whole's. */
export function rangeOf(field: string, [from, to]: Span, [least, most]: Span): Condition | null {
  const [first, last] = from <= to ? [from, to] : [to, from];
  const low = first <= least ? "" : plain(first);
  const high = last >= most ? "" : plain(last);
  return low === "" && high === "" ? null : { kind: "range", field, low, high };
}

/** As a filter reads it: without an exponent and without what floats add. */
function plain(value: number): string {
  return Number(value.toPrecision(12)).toLocaleString("en", {
    useGrouping: false,
    maximumFractionDigits: 12,
  });
}
