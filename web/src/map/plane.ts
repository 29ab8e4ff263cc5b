import KDBush from "kdbush";
import { polygonContains } from "d3-polygon";

/** A point of a map's plane: across, and up. */
export type Spot = readonly [x: number, y: number];

/** A part of the plane with straight sides. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

/** Finds points on a plane; each is told by its number. */
export class Plane {
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** What holds all of them. */
  readonly bounds: Box;
  private readonly index: KDBush;

  constructor(x: Float32Array, y: Float32Array) {
    this.x = x;
    this.y = y;
    this.index = new KDBush(x.length, 64, Float32Array);
    let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let n = 0; n < x.length; n++) {
      const [across, up] = [x[n] ?? 0, y[n] ?? 0];
      this.index.add(across, up);
      left = Math.min(left, across);
      right = Math.max(right, across);
      bottom = Math.min(bottom, up);
      top = Math.max(top, up);
    }
    this.index.finish();
    this.bounds = x.length > 0 ? { left, right, bottom, top } : NOWHERE;
  }

  /** Those in a box. */
  within({ left, right, bottom, top }: Box): number[] {
    return this.index.range(left, bottom, right, top);
  }

  /** Those inside of an area, given by its corners. */
  inside(area: readonly Spot[]): number[] {
    const corners = area.map(([x, y]): [number, number] => [x, y]);
    return this.within(boxOf(area, NOWHERE)).filter((n) =>
      polygonContains(corners, [this.x[n] ?? 0, this.y[n] ?? 0]),
    );
  }

  /** The nearest to a spot of those that are meant, at most so far; undefined for none. */
  nearest([x, y]: Spot, most: number, isMeant: (n: number) => boolean): number | undefined {
    const found = this.index.within(x, y, most).filter(isMeant);
    return this.byNearness([x, y], found, 1)[0];
  }

  /** So many of the points that are nearest to a spot, the nearest first. */
  byNearness([x, y]: Spot, points: readonly number[], most: number): number[] {
    const far = (n: number): number => ((this.x[n] ?? 0) - x) ** 2 + ((this.y[n] ?? 0) - y) ** 2;
    const limit = Float64Array.from(points, far).sort()[most - 1] ?? Infinity; // numbers sort fast
    return points
      .flatMap((n) => (far(n) <= limit ? [[far(n), n] as const] : []))
      .sort((one, other) => one[0] - other[0])
      .slice(0, most)
      .map(([, n]) => n);
  }
}

/** The least box that holds an area; another one where it has no corners. */
export function boxOf(area: readonly Spot[], none: Box): Box {
  if (area.length === 0) return none;
  const across = area.map(([x]) => x);
  const up = area.map(([, y]) => y);
  return {
    left: Math.min(...across),
    right: Math.max(...across),
    bottom: Math.min(...up),
    top: Math.max(...up),
  };
}

const NOWHERE: Box = { left: -1, right: 1, bottom: -1, top: 1 };
