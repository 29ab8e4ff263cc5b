import { ActionIcon, Menu, Text } from "@mantine/core";
import { IconCamera, IconPhoto, IconPhotoSearch } from "@tabler/icons-react";
import { type ChangeEvent, useRef } from "react";
import { useTranslation } from "react-i18next";

import { useSeekPicture } from "../asked/useSeekPicture";
import type { Seek } from "../query/useSought";

/** Chooses a picture to search by, or takes one. */
export function PictureMenu({ seek }: { seek: Seek }) {
  const { t } = useTranslation("find");
  const chosen = useRef<HTMLInputElement>(null);
  const taken = useRef<HTMLInputElement>(null);
  const { seekPicture } = useSeekPicture(seek);
  const pick = (event: ChangeEvent<HTMLInputElement>): void => {
    const file = event.currentTarget.files?.[0];
    event.currentTarget.value = "";
    if (file !== undefined) seekPicture(file);
  };
  const file = { type: "file", accept: "image/*", hidden: true, onChange: pick } as const;
  return (
    <>
      <Menu position="bottom-end" shadow="md" radius="lg" width={260}>
        <Menu.Target>
          <ActionIcon variant="subtle" radius="xl" size={36} aria-label={t("picture")}>
            <IconPhotoSearch size={20} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPhoto size={18} />} onClick={() => chosen.current?.click()}>
            {t("picture_choose")}
          </Menu.Item>
          <Menu.Item leftSection={<IconCamera size={18} />} onClick={() => taken.current?.click()}>
            {t("picture_take")}
          </Menu.Item>
          <Text size="xs" c="dimmed" px="sm" py={6}>
            {t("picture_hint")}
          </Text>
        </Menu.Dropdown>
      </Menu>
      <input ref={chosen} {...file} data-source="chosen" aria-label={t("picture_choose")} />
      <input
        ref={taken}
        {...file}
        capture="environment"
        data-source="taken"
        aria-label={t("picture_take")}
      />
    </>
  );
}
