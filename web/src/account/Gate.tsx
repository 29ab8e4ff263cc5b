import type { ReactNode } from "react";
import { Redirect, useLocation } from "wouter";

import { signInAddress, useSession } from "./session";

const OPEN = ["/sign-in", "/sign-up", "/forgotten-password", "/reset-password", "/about"];

/** Leads to signing in who may not look without it, except where one signs in or up. */
export function Gate({ children }: { children: ReactNode }) {
  const [path] = useLocation();
  const session = useSession();
  const mayLook = session?.scopes.includes("read") ?? true;
  return mayLook || OPEN.includes(path) ? children : <Redirect to={signInAddress()} replace />;
}
