import { useDebouncedCallback } from "@mantine/hooks";
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Catalogue } from "../../catalogue/catalogue";
import type { Box, Plane, Spot } from "../plane";
import type { MapPoints } from "../points";
import { onPlane, onScreen, seen } from "../sight";
import { Controls } from "./Controls";
import { Overlay } from "./Overlay";
import { FAINT } from "./painter";
import classes from "./Plot.module.css";
import { Tip } from "./Tip";
import { useLasso } from "./useLasso";
import { useLookAt } from "./useLookAt";
import { usePainting } from "./usePainting";
import { useZoom } from "./useZoom";

interface PlotProps {
  catalogue: Catalogue;
  points: MapPoints;
  plane: Plane;
  colours: Uint8Array;
  /** How each point is shown. */
  shown: Uint8Array;
  area: readonly Spot[];
  landing: Spot | null;
  near: readonly number[];
  /** The point that is meant elsewhere on the page. */
  meant: number | undefined;
  onOpen: (id: string) => void;
  onArea: (area: readonly Spot[]) => void;
  /** Which part of the plane is seen, once it stays so. */
  onSeen: (box: Box) => void;
}

const STEADY_MILLISECONDS = 200;
const PAN = 80;
const STEP = 1.6;
const REACH = { mouse: 14, touch: 26, keyboard: 200 };

/** The map itself: points that can be panned, zoomed, pointed at, opened and drawn around. */
export function Plot(props: PlotProps) {
  const { catalogue, points, plane, colours, shown, area, landing, near, meant, onSeen } = props;
  const { t } = useTranslation("map");
  const box = useRef<HTMLDivElement>(null);
  const [canvas, setCanvas] = useState<HTMLCanvasElement | null>(null);
  const [isLassoing, setLassoing] = useState(false);
  const [pointed, setPointed] = useState<number>();
  const [byKeys, setByKeys] = useState(false);
  const zooming = useZoom(box, plane, isLassoing);
  const { sight, size } = zooming;
  const canPaint = usePainting(canvas, { plane, colours, shown, ...zooming });
  const lasso = useLasso(sight, (drawn) => {
    setLassoing(false);
    props.onArea(drawn);
  });
  const tell = useDebouncedCallback(onSeen, STEADY_MILLISECONDS);
  useEffect(() => {
    if (size.width > 0) tell(seen(sight, size));
  }, [sight, size, tell]);

  useLookAt(landing, zooming);

  const at = (place: Spot, reach: number): number | undefined =>
    plane.nearest(onPlane(sight, place), reach / sight.scale, (n) => shown[n] !== FAINT);
  const middle: Spot = [size.width / 2, size.height / 2];
  const keyed = byKeys ? at(middle, REACH.keyboard) : undefined;
  const current = meant ?? keyed ?? pointed;
  const open = (n: number | undefined): void => {
    const id = n === undefined ? undefined : points.ids[n];
    if (id !== undefined) props.onOpen(id);
  };
  const point = (event: PointerEvent<HTMLElement>): void => {
    if (isLassoing) lasso.go(event);
    else if (event.buttons === 0 && event.pointerType === "mouse") {
      setByKeys(false);
      setPointed(at(placeOf(event), REACH.mouse));
    }
  };
  const press = (event: KeyboardEvent): void => {
    const act = {
      ArrowLeft: () => zooming.panBy(PAN, 0),
      ArrowRight: () => zooming.panBy(-PAN, 0),
      ArrowUp: () => zooming.panBy(0, PAN),
      ArrowDown: () => zooming.panBy(0, -PAN),
      "+": () => zooming.zoomBy(STEP),
      "=": () => zooming.zoomBy(STEP),
      "-": () => zooming.zoomBy(1 / STEP),
      "0": zooming.fit,
      Enter: () => open(keyed),
    }[event.key];
    if (act === undefined || event.metaKey || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    setByKeys(true);
    act();
  };
  const tipped = current === undefined ? undefined : points.ids[current];
  return (
    <div className={classes.plot}>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- an application is */}
      <div
        ref={box}
        className={classes.box}
        data-lassoing={isLassoing || undefined}
        role="application"
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- an application is interactive
        tabIndex={0}
        aria-label={t("plot")}
        aria-describedby="map-keys"
        onKeyDown={press}
        onBlur={() => setByKeys(false)}
        onPointerDown={(event) => isLassoing && lasso.begin(event)}
        onPointerMove={point}
        onPointerUp={() => isLassoing && lasso.end()}
        onPointerCancel={() => isLassoing && lasso.end()}
        onPointerLeave={({ pointerType }) => pointerType === "mouse" && setPointed(undefined)}
        onClick={(event) => {
          if (isLassoing) return;
          const touched = "pointerType" in event.nativeEvent && event.nativeEvent.pointerType;
          const found = at(placeOf(event), touched === "mouse" ? REACH.mouse : REACH.touch);
          // Who has no mouse sees first what is there, and opens it by touching it again.
          if (touched === "mouse" || found === pointed) open(found);
          setPointed(found);
        }}
      >
        <canvas ref={setCanvas} className={classes.canvas} aria-hidden />
        <Overlay
          plane={plane}
          sight={sight}
          drawn={lasso.drawn}
          area={area}
          landing={landing}
          near={near}
          current={current}
        />
        {byKeys && <span className={classes.cross} aria-hidden />}
      </div>
      {!canPaint && <p className={classes.unable}>{t("no_webgl")}</p>}
      {tipped !== undefined && current !== undefined && lasso.drawn.length === 0 && (
        <div role="status">
          <Tip
            catalogue={catalogue}
            id={tipped}
            at={onScreen(sight, [plane.x[current] ?? 0, plane.y[current] ?? 0])}
            size={size}
          />
        </div>
      )}
      <p id="map-keys" className={classes.keys}>
        {isLassoing ? t("lasso_hint") : t("keys")}
      </p>
      <Controls
        zooming={zooming}
        isLassoing={isLassoing}
        onLasso={() => setLassoing((before) => !before)}
      />
    </div>
  );
}

function placeOf(event: { currentTarget: Element; clientX: number; clientY: number }): Spot {
  const box = event.currentTarget.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
}
