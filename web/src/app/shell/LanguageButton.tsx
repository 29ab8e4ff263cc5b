import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { speak } from "../../language/languages";

/** Speaks the other language; it says the name of that in its own letters. */
export function LanguageButton() {
  const { i18n } = useTranslation();
  const other = i18n.language === "zh" ? "en" : "zh";
  return (
    <Button
      variant="subtle"
      color="stone"
      c="inherit"
      size="sm"
      px={10}
      lang={other === "zh" ? "zh-Hans" : other}
      onClick={() => void speak(other)}
    >
      {other === "zh" ? "中文" : "English"}
    </Button>
  );
}
