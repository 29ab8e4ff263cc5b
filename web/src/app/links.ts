import type { shell } from "../language/english";

/** Where a link to a view stands. */
export type Place = "header" | "footer";

/** A link that leads to a view from everywhere. */
export interface Link {
  readonly path: string;
  readonly place: Place;
  readonly label: keyof typeof shell;
}
