import { useId } from "react";

import type { Catalogue } from "../../catalogue/catalogue";
import type { Sought } from "../../find/query/sought";
import classes from "../MapFinder.module.css";
import { ItemList } from "./ItemList";

interface ListedProps {
  catalogue: Catalogue;
  title: string;
  ids: readonly string[];
  sought: Sought;
  onOpen: (id: string) => void;
  onMean: (id: string) => void;
}

/** Items of the map under a heading. */
export function Listed({ title, ...list }: ListedProps) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className={classes.heading}>
        {title}
      </h2>
      <ItemList label={title} {...list} />
    </section>
  );
}
