import i18next from "i18next";

import * as chinese from "./chinese/people";
import * as english from "./english/people";

/** Lets the page say what the views of accounts do; it is loaded with the first of them. */
export function speakOfPeople(): void {
  for (const [language, said] of [
    ["en", english],
    ["zh", chinese],
  ] as const) {
    i18next.addResourceBundle(language, "account", said.account);
    i18next.addResourceBundle(language, "admin", said.admin);
    i18next.addResourceBundle(language, "judging", said.judging);
    i18next.addResourceBundle(language, "operating", said.operating);
  }
}
