import { useInfiniteQuery } from "@tanstack/react-query";

import { answered, client, type Shapes } from "../../client/client";

export type FavouriteItem = Shapes["FavouriteShown"];

const PAGE = 60;

/** What who has signed in has marked, in all catalogues, the newest first, page by page. */
export function useFavouriteItems() {
  return useInfiniteQuery({
    queryKey: ["favourites", null, "items"],
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: PAGE, offset: pageParam };
      return answered(client.GET("/api/v1/favourites", { params: { query }, signal }));
    },
    initialPageParam: 0,
    getNextPageParam: ({ total, favourites }, _pages, offset) =>
      favourites.length > 0 && offset + PAGE < total ? offset + PAGE : null,
  });
}
