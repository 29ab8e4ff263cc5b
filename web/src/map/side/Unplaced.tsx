import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useSession } from "../../account/session";
import type { Catalogue } from "../../catalogue/catalogue";
import type { MadeMap } from "../choice/mapMeant";
import classes from "../MapFinder.module.css";
import { useMaking } from "../useMaking";

interface UnplacedProps {
  catalogue: Catalogue;
  map: MadeMap;
  count: number;
}

/** How many items have no place yet, and for administrators the means to place them. */
export function Unplaced({ catalogue, map, count }: UnplacedProps) {
  const { t } = useTranslation("map");
  const mayMake = useSession()?.scopes.includes("admin") ?? false;
  const { mutate, isPending } = useMaking(catalogue.name);
  const { vector, method } = map;
  return (
    <p className={classes.note}>
      {t("unplaced", { count })}{" "}
      {mayMake && (
        <Button
          variant="subtle"
          size="compact-sm"
          loading={isPending}
          onClick={() => mutate({ vector, method })}
        >
          {t("place_them")}
        </Button>
      )}
    </p>
  );
}
