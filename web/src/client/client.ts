import createClient from "openapi-fetch";

import type { components, paths } from "./schema";
import { Problem } from "./problem";

export type Shapes = components["schemas"];

/** Asks the service; its paths and shapes are those of the service's own description. */
export const client = createClient<paths>({
  baseUrl: window.location.origin,
  // Several values of one name stand several times in an address, as `where` does.
  querySerializer: { array: { style: "form", explode: true } },
});

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data of an answer; a `Problem` is thrown for every other, and where none came. */
export async function answered<T>(asked: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await asked.catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw Problem.unreachable(cause);
  });
  if (!response.ok) throw Problem.of(error, response);
  return data as T;
}
