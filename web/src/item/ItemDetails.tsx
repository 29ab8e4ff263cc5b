import type { Catalogue } from "../catalogue/catalogue";
import type { Item } from "../catalogue/useItems";
import { isLookingFor, type Sought } from "../find/query/sought";
import type { Seek } from "../find/query/useSought";
import { Fields } from "./Fields";
import { ItemActions } from "./ItemActions";
import classes from "./ItemDetails.module.css";
import { ItemPicture } from "./ItemPicture";
import { likenesses } from "./legs";
import { SimilarRow } from "./SimilarRow";
import { Why } from "./Why";

interface ItemDetailsProps {
  catalogue: Catalogue;
  item: Item;
  sought: Sought;
  picture: string | null | undefined;
  seek: Seek;
  /** Another item is to be shown. */
  onOpen: (id: string) => void;
}

/** All that there is of an item: its fields, why it was found, and what is like it. */
export function ItemDetails(props: ItemDetailsProps) {
  const { catalogue, item, sought, picture, seek, onOpen } = props;
  return (
    <>
      <div className={classes.top}>
        <div className={classes.picture}>
          <ItemPicture item={item} sizes="(max-width: 48em) 92vw, 430px" first />
        </div>
        <div>
          <ItemActions catalogue={catalogue} item={item} sought={sought} seek={seek} />
          <Fields catalogue={catalogue} item={item} />
          {isLookingFor(sought) && picture !== undefined && (
            <Why catalogue={catalogue} id={item.id} sought={sought} picture={picture} />
          )}
        </div>
      </div>
      {likenesses(catalogue, item).map((leg) => (
        <SimilarRow
          key={leg}
          catalogue={catalogue}
          id={item.id}
          leg={leg}
          sought={sought}
          seek={seek}
          onOpen={onOpen}
        />
      ))}
    </>
  );
}
