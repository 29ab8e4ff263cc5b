import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Condition } from "../query/filter";
import { Facet } from "./Facet";
import classes from "./Facets.module.css";

interface TimeFacetProps {
  field: string;
  label: string;
  range: Extract<Condition, { kind: "range" }> | null;
  onChange: (condition: Condition | null) => void;
}

/** From which day to which day. */
export function TimeFacet({ field, label, range, onChange }: TimeFacetProps) {
  const { t } = useTranslation("find");
  const low = range?.low ?? "";
  const high = range?.high ?? "";
  const choose = (from: string, to: string): void =>
    onChange(from === "" && to === "" ? null : { kind: "range", field, low: from, high: to });
  return (
    <Facet label={label}>
      <div className={classes.bounds}>
        <TextInput
          type="date"
          size="xs"
          label={t("range_from")}
          value={low}
          onChange={(event) => choose(event.currentTarget.value, high)}
        />
        <TextInput
          type="date"
          size="xs"
          label={t("range_to")}
          value={high}
          onChange={(event) => choose(low, event.currentTarget.value)}
        />
      </div>
    </Facet>
  );
}
