import { Anchor } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";

import { Dialog } from "../app/Dialog";
import { ProblemNotice } from "../app/ProblemNotice";
import type { Catalogue } from "../catalogue/catalogue";
import { nameOf } from "../catalogue/localised";
import { useItems } from "../catalogue/useItems";
import type { Sought } from "../find/query/sought";
import type { Seek } from "../find/query/useSought";
import { GoneNotice } from "./GoneNotice";
import { itemAddress } from "./itemAddress";
import { ItemDetails } from "./ItemDetails";
import { ItemSkeleton } from "./ItemSkeleton";

interface ItemDialogProps {
  catalogue: Catalogue;
  sought: Sought;
  picture: string | null | undefined;
  seek: Seek;
}

/** An item over the list in which it was found. */
export function ItemDialog({ catalogue, sought, picture, seek }: ItemDialogProps) {
  const { t, i18n } = useTranslation("item");
  const { data, error, refetch } = useItems(catalogue.name, [sought.item]);
  const item = data?.[0];
  return (
    <Dialog
      title={item === undefined ? "" : nameOf(catalogue, item, i18n.language)}
      width={1080}
      onClose={() => seek({ item: "" })}
    >
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <ItemSkeleton />}
      {data !== undefined && item === undefined && <GoneNotice />}
      {item !== undefined && (
        <>
          <ItemDetails
            key={item.id}
            catalogue={catalogue}
            item={item}
            sought={sought}
            picture={picture}
            seek={seek}
            onOpen={(id) => seek({ item: id })}
          />
          <Anchor component={Link} href={itemAddress(catalogue.name, item.id, sought)} size="sm">
            {t("page")}
          </Anchor>
        </>
      )}
    </Dialog>
  );
}
