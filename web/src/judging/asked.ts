import type { Shapes } from "../client/client";
import { isLookingFor, type Sought } from "../find/query/sought";

/** What was looked for, as it is judged: not by which legs, nor in which order. */
export type Asked = Required<Pick<Shapes["Judged"], "words" | "like" | "unlike">> & {
  readonly where: string[];
  /** The name of a picture that this browser keeps; empty without one. */
  readonly picture: string;
};

/** What of all that is looked for a judgement is of; null where that is nothing. */
export function askedOf(sought: Sought): Asked | null {
  if (!isLookingFor(sought)) return null;
  const { words, picture, like, unlike, where } = sought;
  return { words: words.trim(), picture, like: [...like], unlike: [...unlike], where: [...where] };
}

/** By which the service knows a picture, as it was sent: the digest of its file. */
export async function digestOf(dataUri: string): Promise<string> {
  const coded = dataUri.slice(dataUri.indexOf(",") + 1);
  const file = Uint8Array.from(atob(coded), (character) => character.charCodeAt(0));
  const digest = await crypto.subtle.digest("SHA-256", file);
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0"));
  return `sha256:${hex.join("")}`;
}
