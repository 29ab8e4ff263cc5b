import type { UseQueryResult } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Catalogue } from "../catalogue/catalogue";
import type { Shapes } from "../client/client";
import { Problem } from "../client/problem";
import { MOST_NAMED } from "../find/query/filter";
import type { Sought } from "../find/query/sought";
import type { Seek } from "../find/query/useSought";
import { areaOf, type Choice } from "./choice/choice";
import type { MadeMap } from "./choice/mapMeant";
import type { Choose } from "./choice/useChoice";
import { coloursOf, legendOf } from "./legend";
import classes from "./MapFinder.module.css";
import { type Box, boxOf, Plane } from "./plane";
import { Plot } from "./plot/Plot";
import type { MapPoints } from "./points";
import { shownOf, standing } from "./shown";
import { Legend } from "./side/Legend";
import { Listed } from "./side/Listed";
import { Selection } from "./side/Selection";
import { Unplaced } from "./side/Unplaced";

interface MapStageProps {
  catalogue: Catalogue;
  map: MadeMap;
  points: MapPoints;
  landing: UseQueryResult<Shapes["PlacedAt"]>;
  sought: Sought;
  seek: Seek;
  choice: Choice;
  choose: Choose;
}

const LISTED = 24;

/** The plot, and beside it in words what it says. */
export function MapStage(props: MapStageProps) {
  const { catalogue, map, points, landing, sought, seek, choice, choose } = props;
  const { t } = useTranslation("map");
  const plane = useMemo(() => new Plane(points.x, points.y), [points]);
  const numbers = useMemo(() => new Map(points.ids.map((id, n) => [id, n])), [points]);
  const colours = useMemo(() => coloursOf(points), [points]);
  const legend = useMemo(() => legendOf(points), [points]);
  const shown = useMemo(
    () => shownOf(points, plane, choice.only, choice.area),
    [points, plane, choice.only, choice.area],
  );
  const [box, setBox] = useState<Box>(plane.bounds);
  const [meant, setMeant] = useState("");
  const inView = useMemo(() => standing(plane, shown, box, LISTED), [plane, shown, box]);
  const chosen = useMemo(
    () => standing(plane, shown, boxOf(choice.area, plane.bounds), MOST_NAMED),
    [plane, shown, choice.area],
  );
  const landed = landing.data;
  const near = landed?.near.flatMap((id) => numbers.get(id) ?? []) ?? [];
  const open = (item: string): void => seek({ item });
  return (
    <div className={classes.sides}>
      <Plot
        catalogue={catalogue}
        points={points}
        plane={plane}
        colours={colours}
        shown={shown}
        area={choice.area}
        landing={landed === undefined ? null : [landed.x, landed.y]}
        near={near}
        meant={numbers.get(meant)}
        onOpen={open}
        onArea={(area) => choose({ area })}
        onSeen={setBox}
      />
      <div className={classes.side}>
        <Selection
          catalogue={catalogue}
          points={points}
          chosen={chosen}
          sought={sought}
          choice={choice}
          choose={choose}
          onChooseSeen={() => choose({ area: areaOf(box) })}
        />
        {landing.error instanceof Problem && (
          <p className={classes.note} role="alert">
            {landing.error.code === "unusable-request"
              ? t("no_landing")
              : `${landing.error.message} ${landing.error.remedy}`}
          </p>
        )}
        {points.unplaced > 0 && (
          <Unplaced catalogue={catalogue} map={map} count={points.unplaced} />
        )}
        {near.length > 0 && (
          <Listed
            catalogue={catalogue}
            title={t("near")}
            ids={landed?.near ?? []}
            sought={sought}
            onOpen={open}
            onMean={setMeant}
          />
        )}
        {points.colour !== null && (
          <Legend
            entries={legend}
            only={choice.only}
            onOnly={(only) => choose({ only, colour: points.colour })}
          />
        )}
        <Listed
          catalogue={catalogue}
          title={t("in_view", { count: inView.count })}
          ids={inView.first.map((n) => points.ids[n] ?? "")}
          sought={sought}
          onOpen={open}
          onMean={setMeant}
        />
      </div>
    </div>
  );
}
