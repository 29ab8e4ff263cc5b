import { ActionIcon } from "@mantine/core";
import { IconLasso, IconMinus, IconPlus, IconZoomScan } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import classes from "./Plot.module.css";
import type { Zooming } from "./useZoom";

interface ControlsProps {
  zooming: Zooming;
  isLassoing: boolean;
  onLasso: () => void;
}

const STEP = 1.6;

/** Zooming, seeing all, and drawing around a part. */
export function Controls({ zooming, isLassoing, onLasso }: ControlsProps) {
  const { t } = useTranslation("map");
  const each = { variant: "default", radius: "md", size: 40 } as const;
  return (
    <div className={classes.controls} role="group" aria-label={t("controls")}>
      <ActionIcon {...each} aria-label={t("zoom_in")} onClick={() => zooming.zoomBy(STEP)}>
        <IconPlus size={19} />
      </ActionIcon>
      <ActionIcon {...each} aria-label={t("zoom_out")} onClick={() => zooming.zoomBy(1 / STEP)}>
        <IconMinus size={19} />
      </ActionIcon>
      <ActionIcon {...each} aria-label={t("fit")} onClick={zooming.fit}>
        <IconZoomScan size={19} />
      </ActionIcon>
      <ActionIcon
        {...each}
        variant={isLassoing ? "filled" : "default"}
        aria-label={t("lasso")}
        aria-pressed={isLassoing}
        onClick={onLasso}
      >
        <IconLasso size={19} />
      </ActionIcon>
    </div>
  );
}
