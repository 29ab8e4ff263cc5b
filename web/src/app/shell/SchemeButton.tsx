import { ActionIcon, type MantineColorScheme, useMantineColorScheme } from "@mantine/core";
import { IconCircleHalf2, IconMoon, IconSun } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

const NEXT: Record<MantineColorScheme, MantineColorScheme> = {
  auto: "light",
  light: "dark",
  dark: "auto",
};
const ICONS = { auto: IconCircleHalf2, light: IconSun, dark: IconMoon };

/** Goes from the device's colours to light, to dark, and back. */
export function SchemeButton() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Icon = ICONS[colorScheme];
  return (
    <ActionIcon
      variant="subtle"
      color="stone"
      c="inherit"
      size="lg"
      aria-label={t(`scheme_${colorScheme}`)}
      title={t(`scheme_${colorScheme}`)}
      onClick={() => setColorScheme(NEXT[colorScheme])}
    >
      <Icon size={19} stroke={1.7} />
    </ActionIcon>
  );
}
