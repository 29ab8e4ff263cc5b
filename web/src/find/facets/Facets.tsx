import type { Catalogue } from "../../catalogue/catalogue";
import type { LocalField } from "../../catalogue/localised";
import { conditionOf, withCondition, type Condition } from "../query/filter";
import type { Sought } from "../query/sought";
import type { Seek } from "../query/useSought";
import { NumberFacet } from "./NumberFacet";
import { PlaceFacet } from "./PlaceFacet";
import { TagFacet } from "./TagFacet";
import { TimeFacet } from "./TimeFacet";
import type { Counts } from "./useFacets";

interface FacetsProps {
  catalogue: Catalogue;
  fields: readonly LocalField[];
  counts: Readonly<Record<string, Counts>>;
  sought: Sought;
  seek: Seek;
}

/** What the items can be filtered by, as the catalogue's columns give it. */
export function Facets({ catalogue, fields, counts, sought, seek }: FacetsProps) {
  const conditions = sought.where.map(conditionOf);
  const offered = fields.filter(({ field }) => field.countable || field.role === "geo");
  return offered.map(({ field, label }) => {
    const { name, role } = field;
    const condition = conditions.find((each) => each?.field === name) ?? null;
    const onChange = (changed: Condition | null): void =>
      seek({ where: withCondition(sought.where, name, changed) });
    const about = { field: name, label, onChange };
    const count = counts[name];
    const range = condition?.kind === "range" ? condition : null;
    const bounds = catalogue.values?.[name];
    if (role === "geo")
      return (
        <PlaceFacet key={name} {...about} near={condition?.kind === "near" ? condition : null} />
      );
    if (role === "time") return <TimeFacet key={name} {...about} range={range} />;
    if (role === "number")
      return (
        <NumberFacet
          key={name}
          {...about}
          range={range}
          bins={count?.kind === "numbers" ? count.bins : []}
          bounds={bounds?.kind === "bounds" ? bounds : null}
        />
      );
    return (
      <TagFacet
        key={name}
        {...about}
        chosen={condition?.kind === "tags" ? condition.tags : []}
        tags={count?.kind === "tags" ? count.tags : []}
      />
    );
  });
}
