import { NOTHING, type Sought } from "../find/query/sought";
import type { Seek } from "../find/query/useSought";

const MOST_EXAMPLES = 50;

/** What one can look for from an item on; the filters are kept. */
export function seekItem(seek: Seek, sought: Sought, id: string) {
  const without = (ids: readonly string[]) => ids.filter((each) => each !== id);
  const with_ = (ids: readonly string[]) => [...without(ids), id].slice(-MOST_EXAMPLES);
  return {
    /** The items like it by one of its vectors, and nothing else. */
    by: (leg: string) => {
      const { where, layout, judging } = sought;
      seek({ ...NOTHING, where, layout, judging, like: [id], by: [leg] });
      window.scrollTo({ top: 0 });
      // What was pressed goes with the hits that it stood among.
      document.getElementById("main")?.focus({ preventScroll: true });
    },
    more: () => seek({ like: with_(sought.like), unlike: without(sought.unlike), item: "" }),
    less: () => seek({ unlike: with_(sought.unlike), like: without(sought.like), item: "" }),
    compare: () =>
      seek({
        item: "",
        compare: sought.compare.includes(id)
          ? without(sought.compare)
          : [...sought.compare, id].slice(-2),
      }),
  };
}
