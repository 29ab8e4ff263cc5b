import type { TFunction } from "i18next";

import { labelOf } from "../../catalogue/localised";
import { conditionOf, ID, withCondition } from "../query/filter";

/** What one cross takes away of a filter. */
export type Chip = Said & {
  /** The filter's lines without it. */
  readonly without: readonly string[];
};

type Said =
  | { readonly kind: "tag"; readonly field: string; readonly value: string }
  | { readonly kind: "range"; readonly field: string; readonly low: string; readonly high: string }
  | { readonly kind: "near"; readonly field: string; readonly kilometres: number }
  | { readonly kind: "items"; readonly count: number }
  | { readonly kind: "line"; readonly line: string };

/** The chips of a filter: one for each tag, and for each other condition. */
export function chipsOf(where: readonly string[]): Chip[] {
  return where.flatMap((line): Chip[] => {
    const condition = conditionOf(line);
    const without = where.filter((each) => each !== line);
    if (condition === null) return [{ kind: "line", line, without }];
    if (condition.kind === "tags" && condition.field === ID)
      return [{ kind: "items", count: condition.tags.length, without }];
    const field = labelOf(condition.field);
    switch (condition.kind) {
      case "tags":
        return condition.tags.map((value) => {
          const tags = condition.tags.filter((each) => each !== value);
          const left = tags.length === 0 ? null : { ...condition, tags };
          return {
            kind: "tag",
            field,
            value,
            without: withCondition(where, condition.field, left),
          };
        });
      case "near":
        return [{ kind: "near", field, kilometres: condition.kilometres, without }];
      case "range":
        return [{ kind: "range", field, low: condition.low, high: condition.high, without }];
    }
  });
}

/** A chip in words. */
export function saidOf(chip: Chip, t: TFunction<"find">): string {
  switch (chip.kind) {
    case "tag":
      return t("filter_tags", { field: chip.field, value: chip.value });
    case "near":
      return t("filter_near", { field: chip.field, kilometres: chip.kilometres });
    case "items":
      return t("filter_items", { count: chip.count });
    case "line":
      return chip.line;
    case "range": {
      const { field, low, high } = chip;
      if (high === "") return t("filter_from", { field, low });
      return low === "" ? t("filter_to", { field, high }) : t("filter_range", { field, low, high });
    }
  }
}
