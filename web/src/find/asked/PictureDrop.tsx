import { useWindowEvent } from "@mantine/hooks";
import { IconPhotoDown } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Seek } from "../query/useSought";
import classes from "./PictureDrop.module.css";
import { useSeekPicture } from "./useSeekPicture";

/** Takes a picture that is dropped anywhere on the page, or pasted. */
export function PictureDrop({ seek }: { seek: Seek }) {
  const { t } = useTranslation("find");
  const [over, setOver] = useState(false);
  const depth = useRef(0);
  const { seekPicture } = useSeekPicture(seek);
  const take = (files: FileList | undefined): boolean => {
    const picture = [...(files ?? [])].find(({ type }) => type.startsWith("image/"));
    if (picture !== undefined) seekPicture(picture);
    return picture !== undefined;
  };
  const count = (change: number): void => {
    depth.current += change;
    setOver(depth.current > 0);
  };

  useWindowEvent("dragenter", (event) => hasFiles(event) && count(1));
  useWindowEvent("dragleave", (event) => hasFiles(event) && count(-1));
  useWindowEvent("dragover", (event) => hasFiles(event) && event.preventDefault());
  useWindowEvent("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth.current = 0;
    setOver(false);
    take(event.dataTransfer?.files);
  });
  useWindowEvent("paste", (event) => {
    if (take(event.clipboardData?.files)) event.preventDefault();
  });
  return over ? (
    <div className={classes.over}>
      <div className={classes.box}>
        <IconPhotoDown size={40} stroke={1.5} aria-hidden />
        {t("picture_drop")}
      </div>
    </div>
  ) : null;
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") ?? false;
}
