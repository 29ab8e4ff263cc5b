import { Alert, Button, Group } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { answered, client } from "../../client/client";
import type { FavouriteItem } from "./useFavouriteItems";

/** Tells of marked items that have gone, and takes their marks away. */
export function GoneFavourites({ gone }: { gone: readonly FavouriteItem[] }) {
  const { t } = useTranslation("account");
  const queries = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: () =>
      Promise.all(
        gone.map(({ catalogue, id }) =>
          answered(
            client.DELETE("/api/v1/favourites/{name}/{item}", {
              params: { path: { name: catalogue, item: id } },
            }),
          ),
        ),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ["favourites"] }),
  });
  if (gone.length === 0) return null;
  return (
    <Alert color="stone" variant="light" radius="lg">
      <Group justify="space-between">
        {t("favourites_gone", { count: gone.length })}
        <Button
          variant="default"
          size="xs"
          radius="xl"
          loading={isPending}
          onClick={() => mutate()}
        >
          {t("favourites_gone_remove")}
        </Button>
      </Group>
    </Alert>
  );
}
