import i18next from "i18next";
import { initReactI18next } from "react-i18next";

import * as chinese from "./chinese";
import * as english from "./english";
import type { map } from "./english/map";
import type * as people from "./english/people";

export const LANGUAGES = ["en", "zh"] as const;
export type Language = (typeof LANGUAGES)[number];

const KEPT_AS = "likewise-language";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "shell";
    resources: typeof english & typeof people & { map: typeof map };
  }
}

/** Makes the page speak: the language that was chosen here, or else the browser's. */
export async function startLanguages(): Promise<void> {
  i18next.on("languageChanged", (language) => {
    document.documentElement.lang = language === "zh" ? "zh-Hans" : language;
  });
  await i18next.use(initReactI18next).init({
    resources: { en: english, zh: chinese },
    lng: chosen() ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en"),
    fallbackLng: "en",
    defaultNS: "shell",
    interpolation: { escapeValue: false }, // React escapes
  });
}

/** Speaks another language from now on, also when the page is loaded again. */
export async function speak(language: Language): Promise<void> {
  localStorage.setItem(KEPT_AS, language);
  await i18next.changeLanguage(language);
}

function chosen(): Language | undefined {
  const kept = localStorage.getItem(KEPT_AS);
  return LANGUAGES.find((each) => each === kept);
}
