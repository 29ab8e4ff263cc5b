import { Portal } from "@mantine/core";
import type { ReactNode } from "react";

export const MIDDLE = "header-middle";

/** Puts what belongs to a view into the middle of the header. */
export function HeaderMiddle({ children }: { children: ReactNode }) {
  return <Portal target={`#${MIDDLE}`}>{children}</Portal>;
}
