import { NOTHING, type Sought } from "./sought";

/** The probability from which on an item counts as relevant. */
export const RELEVANT = 0.5;

/** Reads what is looked for from an address; what it cannot read is as if it were not there. */
export function soughtIn(search: string): Sought {
  const said = new URLSearchParams(search);
  const mix = Number(said.get("mix") ?? NaN);
  return {
    words: said.get("q") ?? "",
    picture: said.get("picture") ?? "",
    mix: mix >= 0 && mix <= 1 ? mix : NOTHING.mix,
    like: said.getAll("like"),
    unlike: said.getAll("unlike"),
    by: said.getAll("by"),
    where: said.getAll("where"),
    sort: said.get("sort") ?? "",
    onlyRelevant: said.has("min_relevance"),
    layout: said.get("layout") === "list" ? "list" : "grid",
    judging: said.has("judging"),
    item: said.get("item") ?? "",
    compare: said.getAll("compare").slice(0, 2),
  };
}

/** The part of an address that says what is looked for; empty for nothing. */
export function addressOf(sought: Sought): string {
  const said = new URLSearchParams();
  const say = (name: string, value: string): void => {
    if (value !== "") said.append(name, value);
  };
  say("q", sought.words);
  say("picture", sought.picture);
  if (sought.picture !== "" && sought.mix !== NOTHING.mix) say("mix", String(sought.mix));
  for (const each of sought.like) say("like", each);
  for (const each of sought.unlike) say("unlike", each);
  for (const each of sought.by) say("by", each);
  for (const each of sought.where) say("where", each);
  say("sort", sought.sort);
  if (sought.onlyRelevant) say("min_relevance", String(RELEVANT));
  if (sought.layout !== NOTHING.layout) say("layout", sought.layout);
  if (sought.judging) say("judging", "on");
  say("item", sought.item);
  for (const each of sought.compare) say("compare", each);
  const text = said.toString();
  return text === "" ? "" : `?${text}`;
}
