import { Slider } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { percent } from "../../language/numbers";
import classes from "./Asked.module.css";

interface MixProps {
  mix: number;
  onChange: (mix: number) => void;
}

/** What counts more: the words, or the picture. */
export function Mix({ mix, onChange }: MixProps) {
  const { t, i18n } = useTranslation("find");
  const [moved, setMoved] = useState<number | null>(null);
  return (
    <div className={classes.mix}>
      <span aria-hidden>{t("mix_words")}</span>
      <Slider
        className={classes.slider ?? ""}
        thumbLabel={t("mix")}
        thumbProps={{
          "aria-valuetext": t("mix_value", { share: percent(moved ?? mix, i18n.language) }),
        }}
        label={(value) => percent(value, i18n.language)}
        min={0}
        max={1}
        step={0.05}
        value={moved ?? mix}
        onChange={setMoved}
        onChangeEnd={(value) => {
          setMoved(null);
          onChange(Math.round(value * 100) / 100);
        }}
      />
      <span aria-hidden>{t("mix_picture")}</span>
    </div>
  );
}
