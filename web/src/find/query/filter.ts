/** What a person can say of a field by the page's own controls. */
export type Condition =
  | { readonly kind: "tags"; readonly field: string; readonly tags: readonly string[] }
  | {
      readonly kind: "range";
      readonly field: string;
      readonly low: string;
      readonly high: string;
    }
  | {
      readonly kind: "near";
      readonly field: string;
      readonly kilometres: number;
      readonly longitude: number;
      readonly latitude: number;
    };

const PLAIN_NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u;
const PLAIN_TAG = /^[\p{L}\p{N}_]+(?: [\p{L}\p{N}_]+)*$/u;
const WORDS_OF_THE_LANGUAGE = /\b(?:and|or|not|has|no)\b/i;
const QUOTED = String.raw`"(?:[^"\\]|\\.)*"`;
const FIELD = new RegExp(String.raw`^(${QUOTED}|[\p{L}_][\p{L}\p{N}_]*)`, "u");
const NUMBER = String.raw`-?\d+(?:\.\d+)?`;
const BOUND = String.raw`${NUMBER}|\d{4}-\d{2}-\d{2}`;
const TAGS = new RegExp(String.raw`^=((?:${QUOTED}|[^",]+)(?:,(?:${QUOTED}|[^",]+))*)$`, "u");
const TAG = new RegExp(String.raw`${QUOTED}|[^",]+`, "gu");
const RANGE = new RegExp(String.raw`^=(${BOUND})\.\.(${BOUND})$`, "u");
const BOUNDED = new RegExp(String.raw`^(>=|<=)(${BOUND})$`, "u");
const NEAR = new RegExp(String.raw`^~(${NUMBER})km@(${NUMBER}),(${NUMBER})$`, "u");

/** The field that a filter takes for an item's id. */
export const ID = "id";

/** So many items a filter can name. */
export const MOST_NAMED = 1000;

const LONGEST_LINE = 10_000;

/** The line of a filter that only these items meet, or as many of the first as one can name. */
export function lineOfItems(ids: readonly string[]): { line: string; count: number } {
  let count = Math.min(ids.length, MOST_NAMED);
  for (;;) {
    const line = lineOf({ kind: "tags", field: ID, tags: ids.slice(0, count) });
    if (line.length <= LONGEST_LINE || count <= 1) return { line, count };
    count = Math.floor(count * 0.9);
  }
}

/** The line of a filter that says a condition. */
export function lineOf(condition: Condition): string {
  const field = PLAIN_NAME.test(condition.field) ? condition.field : quoted(condition.field);
  switch (condition.kind) {
    case "tags":
      return `${field}=${condition.tags.map(tagOf).join(",")}`;
    case "range":
      if (condition.high === "") return `${field}>=${condition.low}`;
      if (condition.low === "") return `${field}<=${condition.high}`;
      return `${field}=${condition.low}..${condition.high}`;
    case "near":
      return `${field}~${condition.kilometres}km@${condition.longitude},${condition.latitude}`;
  }
}

/** The condition that a line says; null for a line that the page's controls cannot show. */
export function conditionOf(line: string): Condition | null {
  const name = FIELD.exec(line)?.[1];
  if (name === undefined) return null;
  const field = unquoted(name);
  const rest = line.slice(name.length);
  const range = RANGE.exec(rest);
  if (range !== null) return { kind: "range", field, low: range[1] ?? "", high: range[2] ?? "" };
  const bounded = BOUNDED.exec(rest);
  if (bounded !== null) {
    const [low, high] = bounded[1] === ">=" ? [bounded[2], ""] : ["", bounded[2]];
    return { kind: "range", field, low: low ?? "", high: high ?? "" };
  }
  const near = NEAR.exec(rest);
  if (near !== null) {
    const [kilometres = 0, longitude = 0, latitude = 0] = near.slice(1).map(Number);
    return { kind: "near", field, kilometres, longitude, latitude };
  }
  const tags = TAGS.exec(rest)?.[1];
  if (tags === undefined) return null;
  const found = [...tags.matchAll(TAG)].map(([each]) => each);
  const readable = found.every((each) => each.startsWith('"') || PLAIN_TAG.test(each));
  return readable ? { kind: "tags", field, tags: found.map(unquoted) } : null;
}

/** The lines with the condition on a field replaced, or taken away by null. */
export function withCondition(
  lines: readonly string[],
  field: string,
  condition: Condition | null,
): string[] {
  const others = lines.filter((line) => conditionOf(line)?.field !== field);
  return condition === null ? others : [...others, lineOf(condition)];
}

function tagOf(tag: string): string {
  return PLAIN_TAG.test(tag) && !WORDS_OF_THE_LANGUAGE.test(tag) ? tag : quoted(tag);
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, String.raw`\$&`)}"`;
}

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/g, "$1") : text;
}
