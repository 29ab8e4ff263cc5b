import i18next from "i18next";

import { map as chinese } from "./chinese/map";
import { map as english } from "./english/map";

/** Lets the page say what is on a map; it is loaded with the first of them. */
export function speakOfMaps(): void {
  i18next.addResourceBundle("en", "map", english);
  i18next.addResourceBundle("zh", "map", chinese);
}
