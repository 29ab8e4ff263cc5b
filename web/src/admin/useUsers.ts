import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";

import { answered, client, type Shapes } from "../client/client";

export type User = Shapes["User"];

export const PAGE = 20;

/** In which orders the accounts can be seen. */
export const ORDERS = {
  newest: ["id", "DESC"],
  oldest: ["id", "ASC"],
  email: ["email", "ASC"],
  last_name: ["last_name", "ASC"],
} as const;
export type Order = keyof typeof ORDERS;

/** Which accounts are seen. */
export interface Wanted {
  readonly text: string;
  readonly order: Order;
  /** From 1. */
  readonly page: number;
}

interface Users {
  readonly users: readonly User[];
  /** How many there are on all pages. */
  readonly total: number;
}

const KEY = "users";

/** A page of the accounts. */
export function useUsers({ text, order, page }: Wanted) {
  return useQuery({
    queryKey: [KEY, text, order, page],
    queryFn: async ({ signal }): Promise<Users> => {
      const first = (page - 1) * PAGE;
      const query = {
        range: JSON.stringify([first, first + PAGE - 1]),
        sort: JSON.stringify(ORDERS[order]),
        filter: JSON.stringify({ q: text }),
      };
      const asked = client.GET("/api/v1/users", { params: { query }, signal });
      const users = await answered(asked);
      const span = (await asked).response.headers.get("Content-Range") ?? "";
      return { users, total: Number(span.split("/")[1] ?? users.length) };
    },
    placeholderData: keepPreviousData,
  });
}

/** Asks for the accounts anew, after one of them has changed. */
export function useRefreshUsers(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: [KEY] });
}
