import { Button, NumberInput, Stack, Text } from "@mantine/core";
import { IconCurrentLocation } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Condition } from "../query/filter";
import { Facet } from "./Facet";
import classes from "./Facets.module.css";

type Near = Extract<Condition, { kind: "near" }>;

interface PlaceFacetProps {
  field: string;
  label: string;
  near: Near | null;
  onChange: (condition: Condition | null) => void;
}

const KILOMETRES = 10;
const DIGITS = 4;

/** Around which place, and how far from it. */
export function PlaceFacet({ field, label, near, onChange }: PlaceFacetProps) {
  const { t } = useTranslation("find");
  const [longitude, setLongitude] = useState<number | string>(near?.longitude ?? "");
  const [latitude, setLatitude] = useState<number | string>(near?.latitude ?? "");
  const [kilometres, setKilometres] = useState<number | string>(near?.kilometres ?? KILOMETRES);
  const [failed, setFailed] = useState(false);
  const isWhole = [longitude, latitude, kilometres].every((each) => typeof each === "number");
  const apply = (at: readonly [number, number]): void =>
    onChange({
      kind: "near",
      field,
      kilometres: Number(kilometres),
      longitude: at[0],
      latitude: at[1],
    });
  const findHere = (): void =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setFailed(false);
        const here = [coords.longitude, coords.latitude].map((each) =>
          Number(each.toFixed(DIGITS)),
        );
        const [east = 0, north = 0] = here;
        setLongitude(east);
        setLatitude(north);
        apply([east, north]);
      },
      () => setFailed(true),
    );
  const input = { size: "xs", hideControls: true, decimalScale: DIGITS } as const;
  return (
    <Facet label={label}>
      <Stack gap={10}>
        <NumberInput
          {...input}
          label={t("near_radius")}
          min={0.1}
          max={500}
          value={kilometres}
          onChange={setKilometres}
        />
        <div className={classes.bounds}>
          <NumberInput
            {...input}
            label={t("near_latitude")}
            min={-85}
            max={85}
            value={latitude}
            onChange={setLatitude}
          />
          <NumberInput
            {...input}
            label={t("near_longitude")}
            min={-180}
            max={180}
            value={longitude}
            onChange={setLongitude}
          />
        </div>
        <Button
          size="xs"
          disabled={!isWhole}
          onClick={() => apply([Number(longitude), Number(latitude)])}
        >
          {t("near_apply")}
        </Button>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconCurrentLocation size={15} />}
          onClick={findHere}
        >
          {t("near_here")}
        </Button>
        {failed && (
          <Text size="xs" role="alert">
            {t("near_failed")}
          </Text>
        )}
      </Stack>
    </Facet>
  );
}
