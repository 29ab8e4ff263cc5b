import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";

import { LEAST_CHARACTERS } from "./checks";
import type { Strength } from "./strength";

const PAUSE_MILLISECONDS = 120;

/** How strong a password is; undefined while it is too short, or not judged yet. */
export function useStrength(password: string, about: readonly string[]): Strength | undefined {
  const [paused] = useDebouncedValue(password, PAUSE_MILLISECONDS);
  // Its lists weigh more than the page, so they come when somebody types a password.
  const { data: strengthOf } = useQuery({
    queryKey: ["strength"],
    queryFn: async () => (await import("./strength")).strengthOf,
    enabled: password !== "",
    staleTime: Infinity,
  });
  if (strengthOf === undefined || Array.from(paused).length < LEAST_CHARACTERS) return undefined;
  return strengthOf(paused, about);
}
