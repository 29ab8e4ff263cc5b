import { NumberInput, RangeSlider } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Shapes } from "../../client/client";
import { number } from "../../language/numbers";
import type { Condition } from "../query/filter";
import { Facet } from "./Facet";
import classes from "./Facets.module.css";
import { Histogram } from "./Histogram";
import { rangeOf, type Span, stepOf } from "./range";

interface NumberFacetProps {
  field: string;
  label: string;
  bins: readonly Shapes["BinCount"][];
  /** The least and the largest number that there is. */
  bounds: Shapes["Bounds"] | null;
  range: Extract<Condition, { kind: "range" }> | null;
  onChange: (condition: Condition | null) => void;
}

/** How the numbers of a field lie, and from where to where they may be. */
export function NumberFacet({ field, label, bins, bounds, range, onChange }: NumberFacetProps) {
  const { t, i18n } = useTranslation("find");
  const [moved, setMoved] = useState<Span | null>(null);
  const low = bounds?.low ?? null;
  const high = bounds?.high ?? null;
  if (low === null || high === null || low === high) return null;
  const whole: Span = [low, high];
  const step = stepOf(whole);
  const least = Math.floor(low / step) * step;
  const most = Math.ceil(high / step) * step;
  const chosen: Span = [
    range === null || range.low === "" ? least : Number(range.low),
    range === null || range.high === "" ? most : Number(range.high),
  ];
  const [from, to] = moved ?? chosen;
  const end = (span: Span): void => {
    setMoved(null);
    onChange(rangeOf(field, span, [least, most]));
  };
  const input = { size: "xs", hideControls: true, step, min: least, max: most } as const;
  return (
    <Facet label={label}>
      <Histogram bins={bins} whole={[least, most]} from={from} to={to} />
      <RangeSlider
        size="sm"
        minRange={0}
        min={least}
        max={most}
        step={step}
        value={[from, to]}
        label={(value) => number(value, i18n.language)}
        thumbFromLabel={t("range_low", { field: label })}
        thumbToLabel={t("range_high", { field: label })}
        onChange={setMoved}
        onChangeEnd={end}
      />
      <div className={classes.bounds}>
        <NumberInput
          {...input}
          aria-label={t("range_low", { field: label })}
          value={from}
          onChange={(value) => typeof value === "number" && setMoved([value, to])}
          onBlur={() => moved !== null && end(moved)}
          onKeyDown={(event) => event.key === "Enter" && moved !== null && end(moved)}
        />
        <NumberInput
          {...input}
          aria-label={t("range_high", { field: label })}
          value={to}
          onChange={(value) => typeof value === "number" && setMoved([from, value])}
          onBlur={() => moved !== null && end(moved)}
          onKeyDown={(event) => event.key === "Enter" && moved !== null && end(moved)}
        />
      </div>
    </Facet>
  );
}
