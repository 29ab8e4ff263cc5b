import { IconPhotoOff } from "@tabler/icons-react";
import { useState } from "react";

import type { Item } from "../catalogue/useItems";
import classes from "./ItemPicture.module.css";

const WIDTHS = [160, 320, 640, 1280] as const;

interface ItemPictureProps {
  item: Pick<Item, "picture"> | undefined;
  /** How wide it is drawn, as in the attribute `sizes` of a picture. */
  sizes: string;
  /** Whether it is seen at once, and so not waited with. */
  first?: boolean;
}

/** An item's picture in the size that the screen needs, within a box that does not move. */
export function ItemPicture({ item, sizes, first = false }: ItemPictureProps) {
  const [failed, setFailed] = useState<string>();
  const address = item?.picture;
  if (address === null || address === undefined || failed === address)
    return (
      <span className={classes.none} aria-hidden>
        {item !== undefined && <IconPhotoOff size={28} stroke={1.3} />}
      </span>
    );
  return (
    <img
      className={classes.picture}
      src={`${address}?size=320`}
      srcSet={WIDTHS.map((width) => `${address}?size=${width} ${width}w`).join(", ")}
      sizes={sizes}
      alt=""
      width={320}
      height={320}
      loading={first ? "eager" : "lazy"}
      decoding="async"
      fetchPriority={first ? "high" : "auto"}
      draggable={false}
      onError={() => setFailed(address)}
    />
  );
}
