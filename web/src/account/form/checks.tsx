import type { ReactNode } from "react";

import { Told } from "./Told";

export const LEAST_CHARACTERS = 12;

/** That something is said; all else is the service's to judge. */
export function must(value: string): ReactNode {
  return value.trim() === "" ? <Told of="must" /> : null;
}

export function mustBeEmail(value: string): ReactNode {
  return must(value) ?? (/^\S+@\S+$/.test(value.trim()) ? null : <Told of="email_none" />);
}

export function mustBePassword(value: string): ReactNode {
  if (value === "") return <Told of="must" />;
  return Array.from(value).length < LEAST_CHARACTERS ? <Told of="password_short" /> : null;
}

/** That a second password is the first. */
export function mustBeSame(first: string, second: string): ReactNode {
  return first === second ? null : <Told of="password_differs" />;
}
