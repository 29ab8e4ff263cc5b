import type { Field } from "../catalogue/catalogue";
import { day, number } from "../language/numbers";

/** A value of an item as people read it. */
export function shown(value: unknown, role: Field["role"], language: string): string {
  if (Array.isArray(value)) return value.map((each) => shown(each, role, language)).join(", ");
  if (typeof value === "number")
    return role === "time" ? day(value, language) : number(value, language);
  if (typeof value === "string") return value;
  return value === null || value === undefined ? "" : JSON.stringify(value);
}
