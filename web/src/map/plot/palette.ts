import { COLOURED } from "../legend";
import type { Colour } from "./painter";

/** The theme's variable of a colour of the legend. */
export function variableOf(colour: number): string {
  return colour > 0 && colour <= COLOURED ? `--plot-${colour}` : "--plot-rest";
}

/** The theme's colours for points, as they are where an element stands. */
export function paletteOf(element: Element): Colour[] {
  const style = getComputedStyle(element);
  return Array.from({ length: COLOURED + 2 }, (_, colour) =>
    colourIn(style.getPropertyValue(variableOf(colour))),
  );
}

/** The parts of a colour such as `#1d6b57`. */
export function colourIn(text: string): Colour {
  const part = (at: number): number => parseInt(text.trim().slice(at, at + 2), 16) / 255;
  return [part(1), part(3), part(5)];
}
