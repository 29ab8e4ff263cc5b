import { ActionIcon, Menu } from "@mantine/core";
import { IconColumns2, IconDots, IconMinus, IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { Sought } from "../find/query/sought";
import type { Seek } from "../find/query/useSought";
import { seekItem } from "./seekItem";

interface ItemMenuProps {
  id: string;
  name: string;
  sought: Sought;
  seek: Seek;
}

/** What else can be done with an item: an example for or against, or set beside another. */
export function ItemMenu({ id, name, sought, seek }: ItemMenuProps) {
  const { t } = useTranslation("item");
  const { more, less, compare } = seekItem(seek, sought, id);
  return (
    <Menu position="bottom-end" shadow="md" radius="lg">
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="stone"
          c="dimmed"
          radius="xl"
          size={28}
          ml="auto"
          aria-label={t("more_actions", { name })}
        >
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPlus size={17} />} onClick={more}>
          {t("more_like")}
        </Menu.Item>
        <Menu.Item leftSection={<IconMinus size={17} />} onClick={less}>
          {t("less_like")}
        </Menu.Item>
        <Menu.Item leftSection={<IconColumns2 size={17} />} onClick={compare}>
          {t(sought.compare.includes(id) ? "compare_not" : "compare")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
