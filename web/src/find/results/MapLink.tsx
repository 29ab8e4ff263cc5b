import { Button } from "@mantine/core";
import { IconMap2 } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";

import { useSession } from "../../account/session";
import { useMaps } from "../../catalogue/useMaps";
import { addressOf } from "../query/address";
import type { Sought } from "../query/sought";

interface MapLinkProps {
  catalogue: string;
  sought: Sought;
}

/** Leads to the same on the map, where there is one, and who may make one to making it. */
export function MapLink({ catalogue, sought }: MapLinkProps) {
  const { t } = useTranslation("find");
  const { data: maps = [] } = useMaps(catalogue);
  const mayMake = useSession()?.scopes.includes("admin") ?? false;
  if (maps.length === 0 && !mayMake) return null;
  return (
    <Button
      component={Link}
      href={`/catalogues/${catalogue}/map${addressOf({ ...sought, item: "", compare: [] })}`}
      variant="default"
      size="sm"
      radius="xl"
      leftSection={<IconMap2 size={17} aria-hidden />}
    >
      {t("on_map")}
    </Button>
  );
}
