import type { Catalogue, Field } from "./catalogue";

const CHINESE = "_zh";

/** A field as a language shows it: its name, and the field whose values are shown for it. */
export interface LocalField {
  readonly field: Field;
  readonly label: string;
}

/**
 * The fields as a language shows them: `category_zh` is `category` in Chinese, and one of the two
 * is enough; that which is in use already, if there is one.
 */
export function localFields(
  catalogue: Catalogue,
  language: string,
  inUse: ReadonlySet<string> = new Set(),
): LocalField[] {
  const names = new Map(catalogue.fields.map((field) => [field.name, field]));
  return catalogue.fields.flatMap((field) => {
    if (isTranslation(field, names)) return [];
    const chinese = names.get(field.name + CHINESE);
    const shown = [chinese, field].find((each) => each !== undefined && inUse.has(each.name));
    const own = language === "zh" && chinese !== undefined ? chinese : field;
    return [{ field: shown ?? own, label: labelOf(field.name) }];
  });
}

/** What names an item in a language; its id where it has no name. */
export function nameOf(
  catalogue: Catalogue,
  item: { readonly id: string; readonly fields: Record<string, unknown> },
  language: string,
): string {
  const names = language === "zh" ? [catalogue.name_field + CHINESE] : [];
  for (const each of [...names, catalogue.name_field]) {
    const name = item.fields[each];
    if (typeof name === "string" && name !== "") return name;
  }
  return item.id;
}

/** A column's name as people read it: `baseColour` and `base_colour` become `Base colour`. */
export function labelOf(name: string): string {
  const words = name
    .replace(/_zh$/, "")
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2")
    .replace(/[_-]+/g, " ")
    .trim();
  const [first = "", ...rest] = words.split(" ");
  const lower = rest.map((word) => (/^\p{Lu}+$/u.test(word) ? word : word.toLowerCase()));
  return [first.charAt(0).toUpperCase() + first.slice(1), ...lower].join(" ");
}

function isTranslation(field: Field, names: ReadonlyMap<string, Field>): boolean {
  return field.name.endsWith(CHINESE) && names.has(field.name.slice(0, -CHINESE.length));
}
