import { Button, Drawer, SegmentedControl, Switch, VisuallyHidden } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconAdjustmentsHorizontal, IconLayoutGrid, IconList } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Catalogue } from "../../catalogue/catalogue";
import { CatalogueSwitch } from "../CatalogueSwitch";
import { isLookingFor, type Sought } from "../query/sought";
import type { Seek } from "../query/useSought";
import { Chips } from "./Chips";
import { Count } from "./Count";
import { JudgeSwitch } from "./JudgeSwitch";
import { MapLink } from "./MapLink";
import { SortSelect } from "./SortSelect";
import classes from "./Toolbar.module.css";
import type { Found } from "./useHits";

interface ToolbarProps {
  catalogue: Catalogue;
  first: Found | undefined;
  sought: Sought;
  seek: Seek;
  /** The filters, for where there is no room beside the items. */
  panel: ReactNode;
}

/** How many there are, in which order and how they are shown, and by what they are filtered. */
export function Toolbar({ catalogue, first, sought, seek, panel }: ToolbarProps) {
  const { t } = useTranslation("find");
  const [opened, { open, close }] = useDisclosure();
  const isCalibrated = catalogue.vectors.some(({ calibrated_for }) => calibrated_for.length > 0);
  const filters = sought.where.length;
  return (
    <>
      <VisuallyHidden>
        <h1>{t("title", { catalogue: catalogue.name })}</h1>
      </VisuallyHidden>
      <div className={classes.toolbar}>
        <Count first={first} sought={sought} />
        <MapLink catalogue={catalogue.name} sought={sought} />
        <CatalogueSwitch name={catalogue.name} />
        {isLookingFor(sought) && (isCalibrated || sought.onlyRelevant) && (
          <Switch
            size="sm"
            label={t("only_relevant")}
            checked={sought.onlyRelevant}
            onChange={(event) => seek({ onlyRelevant: event.currentTarget.checked })}
          />
        )}
        <JudgeSwitch sought={sought} seek={seek} />
        <Button
          className={classes.filters ?? ""}
          variant="default"
          size="sm"
          radius="xl"
          leftSection={<IconAdjustmentsHorizontal size={17} />}
          onClick={open}
        >
          {filters === 0 ? t("filters") : t("filters_count", { count: filters })}
        </Button>
        <SortSelect catalogue={catalogue} sought={sought} seek={seek} />
        <SegmentedControl
          size="xs"
          radius="xl"
          aria-label={t("layout")}
          value={sought.layout}
          onChange={(layout) => seek({ layout: layout === "list" ? "list" : "grid" })}
          data={[
            { value: "grid", label: <Icon of={IconLayoutGrid} name={t("layout_grid")} /> },
            { value: "list", label: <Icon of={IconList} name={t("layout_list")} /> },
          ]}
        />
      </div>
      <Chips where={sought.where} seek={seek} />
      <Drawer.Root opened={opened} onClose={close} position="bottom" size="86%">
        <Drawer.Overlay />
        <Drawer.Content radius="lg">
          {/* Else it were a second banner of the page. */}
          <Drawer.Header role="presentation">
            <Drawer.Title fw={640}>{t("filters")}</Drawer.Title>
            <Drawer.CloseButton size={36} radius="xl" aria-label={t("close", { ns: "shell" })} />
          </Drawer.Header>
          <Drawer.Body>
            {panel}
            <Button fullWidth mt="md" size="md" radius="xl" onClick={close}>
              {t("filters_show", { count: first?.total ?? 0 })}
            </Button>
          </Drawer.Body>
        </Drawer.Content>
      </Drawer.Root>
    </>
  );
}

function Icon({ of: Drawn, name }: { of: typeof IconList; name: string }) {
  return (
    <>
      <Drawn size={17} style={{ display: "block" }} aria-hidden />
      <VisuallyHidden>{name}</VisuallyHidden>
    </>
  );
}
