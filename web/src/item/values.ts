import type { Field } from "../catalogue/catalogue";
import type { Item } from "../catalogue/useItems";
import { day, number } from "../language/numbers";

const PICTURE_FILE = /\.(?:png|jpe?g|webp|gif|bmp|tiff?)$/i;

/** Whether an item has something in a field that is worth reading; a picture's file is not. */
export function isTelling(item: Pick<Item, "fields" | "picture">, { name, role }: Field): boolean {
  const value = item.fields[name];
  if (value === undefined || value === null) return false;
  return !(role === "stored" && typeof value === "string" && PICTURE_FILE.test(value));
}

/** A value of an item as people read it. */
export function shown(value: unknown, role: Field["role"], language: string): string {
  if (Array.isArray(value)) return value.map((each) => shown(each, role, language)).join(", ");
  if (typeof value === "number")
    return role === "time" ? day(value, language) : number(value, language);
  if (typeof value === "string") return value;
  return value === null || value === undefined ? "" : JSON.stringify(value);
}
