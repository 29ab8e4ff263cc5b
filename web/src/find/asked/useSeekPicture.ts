import { useMutation } from "@tanstack/react-query";

import { keepPicture } from "../query/pictures";
import type { Seek } from "../query/useSought";

/** Searches by a picture, together with the words; examples are given up for it. */
export function useSeekPicture(seek: Seek) {
  const { mutate } = useMutation({
    mutationFn: keepPicture,
    onSuccess: (picture) => seek({ picture, like: [], unlike: [], by: [], item: "" }),
  });
  return { seekPicture: (file: Blob) => mutate(file) };
}
