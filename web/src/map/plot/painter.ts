import {
  type BufferInfo,
  createBufferInfoFromArrays,
  createProgramInfo,
  drawBufferInfo,
  type ProgramInfo,
  setAttribInfoBufferFromArray,
  setBuffersAndAttributes,
  setUniforms,
} from "twgl.js";

import type { Sight, Size } from "../sight";

/** How a point is shown. */
export const FAINT = 0;
export const PLAIN = 1;

/** Red, green and blue, each from 0 to 1. */
export type Colour = readonly [red: number, green: number, blue: number];

const VERTEX = `#version 300 es
in float x;
in float y;
in float colour;
in float show;
uniform vec3 sight;
uniform vec2 size;
uniform float diameter;
uniform float opacity;
uniform vec3 palette[16];
out vec4 ink;
void main() {
  vec2 place = vec2(sight.y + x * sight.x, sight.z - y * sight.x);
  gl_Position = vec4(place.x / size.x * 2.0 - 1.0, 1.0 - place.y / size.y * 2.0, 0.0, 1.0);
  gl_PointSize = diameter;
  float alpha = show > 0.5 ? opacity : opacity * 0.12;
  ink = vec4(palette[int(colour + 0.5)] * alpha, alpha);
}`;

const FRAGMENT = `#version 300 es
precision mediump float;
in vec4 ink;
out vec4 painted;
void main() {
  float away = length(gl_PointCoord - 0.5) * 2.0;
  float edge = fwidth(away);
  float cover = 1.0 - smoothstep(1.0 - edge, 1.0, away);
  if (cover <= 0.0) discard;
  painted = ink * cover;
}`;

const COLOURS = 16;

/** How all points are drawn. */
export interface Look {
  readonly sight: Sight;
  readonly size: Size;
  /** Pixels of the screen for one of the page. */
  readonly density: number;
  readonly palette: readonly Colour[];
  /** In pixels of the page. */
  readonly diameter: number;
  readonly opacity: number;
}

/** Draws points on a canvas by its graphics processor. */
export class Painter {
  private readonly gl: WebGL2RenderingContext;
  private readonly program: ProgramInfo;
  private readonly points: BufferInfo;

  private constructor(gl: WebGL2RenderingContext, x: Float32Array, y: Float32Array) {
    const none = new Uint8Array(x.length);
    this.gl = gl;
    this.program = createProgramInfo(gl, [VERTEX, FRAGMENT]);
    this.points = createBufferInfoFromArrays(gl, {
      x: { data: x, numComponents: 1 },
      y: { data: y, numComponents: 1 },
      colour: { data: none, numComponents: 1, normalize: false },
      show: { data: none, numComponents: 1, normalize: false },
    });
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  /** One for points on a canvas; null where the browser cannot draw so. */
  static of(canvas: HTMLCanvasElement, x: Float32Array, y: Float32Array): Painter | null {
    const gl = canvas.getContext("webgl2", { antialias: false });
    return gl === null ? null : new Painter(gl, x, y);
  }

  /** Sets each point's colour, by its number in the palette. */
  colour(colours: Uint8Array): void {
    this.set("colour", colours);
  }

  /** Sets how each point is shown. */
  show(shown: Uint8Array): void {
    this.set("show", shown);
  }

  /** Draws all points. */
  paint({ sight, size, density, palette, diameter, opacity }: Look): void {
    const { gl } = this;
    const { canvas } = gl;
    const [width, height] = [Math.round(size.width * density), Math.round(size.height * density)];
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.useProgram(this.program.program);
    setBuffersAndAttributes(gl, this.program, this.points);
    setUniforms(this.program, {
      sight: [sight.scale, sight.left, sight.top],
      size: [size.width, size.height],
      diameter: diameter * density,
      opacity,
      palette: Array.from({ length: COLOURS }, (_, n) => palette[n] ?? [0, 0, 0]).flat(),
    });
    drawBufferInfo(gl, this.points, gl.POINTS);
  }

  private set(name: "colour" | "show", values: Uint8Array): void {
    const attribute = this.points.attribs?.[name];
    if (attribute !== undefined) setAttribInfoBufferFromArray(this.gl, attribute, values);
  }
}
