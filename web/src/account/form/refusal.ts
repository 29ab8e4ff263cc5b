import type { account } from "../../language/english/people";
import { mayPass, Problem } from "../../client/problem";

/** What a refusal is about: a field of a form, whatever the form calls it. */
export type About = "email" | "new password" | "password";

type Key = keyof typeof account;
export type ToldKey = Exclude<Key, `${string}_one` | `${string}_other`> | "too_often";

/** Why the service refused what a form asked. */
export interface Refusal {
  /** What the page says to it; null where only the service has words for it. */
  readonly key: ToldKey | null;
  readonly about: About | null;
  /** The service's own words. */
  readonly words: string;
  readonly minutes: number;
}

/** How the service's sentences begin, what the page says for them, and what they are about. */
const SAID: readonly (readonly [string, ToldKey, About | null])[] = [
  ["The password has fewer", "password_short", "new password"],
  ["The password has more", "password_long", "new password"],
  ["The password is refused", "password_weak", "new password"],
  ["That is no e-mail address", "email_none", "email"],
  ["The e-mail address or the password", "sign_in_wrong", "password"],
  ["This account has been disabled", "disabled", null],
  ["Nobody can sign up", "closed_title", null],
  ["This link has been used", "link_used", null],
  ["Administrators cannot take", "own_rights", null],
  ["Another account has", "email_taken", "email"],
  ["This needs a sign-in", "ended", null],
];

export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof Problem)) throw error;
  const words = `${error.message} ${error.remedy}`.trim();
  const minutes = Math.max(1, Math.ceil(error.retrySeconds / 60));
  if (error.code === "too-many-requests") return { key: "too_often", about: null, words, minutes };
  if (error.code === "unreachable") return { key: "unreachable", about: null, words, minutes };
  if (mayPass(error)) return { key: "busy", about: null, words, minutes };
  const [, key, about] = SAID.find(([start]) => error.message.startsWith(start)) ?? [];
  return { key: key ?? null, about: about ?? null, words, minutes };
}
