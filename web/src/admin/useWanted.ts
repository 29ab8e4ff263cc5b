import { useLocation, useSearch } from "wouter";

import { type Order, ORDERS, type Wanted } from "./useUsers";

/** Which accounts the address bar says are seen, and how to see others. */
export function useWanted(): readonly [Wanted, (change: Partial<Wanted>) => void] {
  const said = new URLSearchParams(useSearch());
  const [path, navigate] = useLocation();
  const sort = said.get("sort") ?? "";
  const wanted: Wanted = {
    text: said.get("q") ?? "",
    order: isOrder(sort) ? sort : "newest",
    page: Math.max(1, Math.trunc(Number(said.get("page") ?? 1)) || 1),
  };
  const want = (change: Partial<Wanted>): void => {
    const { text, order, page } = { ...wanted, page: 1, ...change };
    const next = new URLSearchParams();
    if (text !== "") next.set("q", text);
    if (order !== "newest") next.set("sort", order);
    if (page !== 1) next.set("page", String(page));
    const search = next.toString();
    navigate(search === "" ? path : `${path}?${search}`, { replace: change.text !== undefined });
  };
  return [wanted, want];
}

function isOrder(text: string): text is Order {
  return Object.hasOwn(ORDERS, text);
}
