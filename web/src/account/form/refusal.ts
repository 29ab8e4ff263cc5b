import type { account } from "../../language/english/people";
import { type Code, mayPass, Problem } from "../../client/problem";

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

/** For the service's word for a refusal what the page says, and what it is about. */
const SAID: Readonly<Partial<Record<Code, readonly [ToldKey, About | null]>>> = {
  "short-password": ["password_short", "new password"],
  "long-password": ["password_long", "new password"],
  "weak-password": ["password_weak", "new password"],
  "no-email-address": ["email_none", "email"],
  "email-taken": ["email_taken", "email"],
  "wrong-sign-in": ["sign_in_wrong", "password"],
  "disabled-account": ["disabled", null],
  "closed-sign-up": ["closed_title", null],
  "ended-link": ["link_used", null],
  "own-rights": ["own_rights", null],
  unauthenticated: ["ended", null],
  "too-many-requests": ["too_often", null],
  unreachable: ["unreachable", null],
};

export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof Problem)) throw error;
  const words = `${error.message} ${error.remedy}`.trim();
  const minutes = Math.max(1, Math.ceil(error.retrySeconds / 60));
  const [key, about] = SAID[error.code] ?? [mayPass(error) ? "busy" : null, null];
  return { key, about, words, minutes };
}
