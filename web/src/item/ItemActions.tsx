import { Button, CopyButton } from "@mantine/core";
import { IconCheck, IconColumns2, IconLink, IconMinus, IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { Catalogue } from "../catalogue/catalogue";
import { nameOf } from "../catalogue/localised";
import type { Item } from "../catalogue/useItems";
import { NOTHING, type Sought } from "../find/query/sought";
import type { Seek } from "../find/query/useSought";
import { Favourite } from "./Favourite";
import { itemAddress } from "./itemAddress";
import classes from "./ItemDetails.module.css";
import { seekItem } from "./seekItem";

interface ItemActionsProps {
  catalogue: Catalogue;
  item: Item;
  sought: Sought;
  seek: Seek;
}

/** What can be done with an item. */
export function ItemActions({ catalogue, item, sought, seek }: ItemActionsProps) {
  const { t, i18n } = useTranslation("item");
  const name = nameOf(catalogue, item, i18n.language);
  const { more, less, compare } = seekItem(seek, sought, item.id);
  const address = window.location.origin + itemAddress(catalogue.name, item.id, NOTHING);
  const look = { variant: "default", size: "xs", radius: "xl" } as const;
  return (
    <div className={classes.actions}>
      <Button {...look} leftSection={<IconPlus size={15} />} onClick={more}>
        {t("more_like")}
      </Button>
      <Button {...look} leftSection={<IconMinus size={15} />} onClick={less}>
        {t("less_like")}
      </Button>
      <Button {...look} leftSection={<IconColumns2 size={15} />} onClick={compare}>
        {t(sought.compare.includes(item.id) ? "compare_not" : "compare")}
      </Button>
      <CopyButton value={address}>
        {({ copied, copy }) => (
          <Button
            {...look}
            leftSection={copied ? <IconCheck size={15} /> : <IconLink size={15} />}
            onClick={copy}
          >
            {t(copied ? "shared" : "share")}
          </Button>
        )}
      </CopyButton>
      <Favourite catalogue={catalogue.name} id={item.id} name={name} />
    </div>
  );
}
