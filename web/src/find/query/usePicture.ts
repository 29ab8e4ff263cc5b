import { useQuery } from "@tanstack/react-query";

import { keptPicture } from "./pictures";

/** The data URI of a picture by its name: null if this browser has none, undefined while it looks. */
export function usePicture(name: string): string | null | undefined {
  const { data } = useQuery({
    queryKey: ["picture", name],
    queryFn: () => keptPicture(name),
    enabled: name !== "",
    staleTime: Infinity,
  });
  return name === "" ? null : data;
}
