import type { Panel, PictureSpec } from "./spec.js";
import type { Style } from "./style.js";

/** Least share of their sides that panels keep; a picture that is still too large is made smaller as a whole. */
const LEAST = 0.25;
/** Pictures narrower than this share of what they are have their panels below each other. */
const NARROW = 0.75;
const ROUNDS = 4;
const NEAR = 2;

type Render = (spec: PictureSpec) => Promise<string>;

/** The drawing whose size is nearest to that of a style: panels grow and shrink, letters do not. */
export async function fitted(
  spec: PictureSpec,
  render: Render,
  { width, height }: Pick<Style, "width" | "height">,
  foot: number,
): Promise<string> {
  let svg = await render(spec);
  if (width === null) return svg;
  const natural = sizeOf(svg);
  const stacked = width < NARROW * natural.width ? { ...spec, columns: 1 } : spec;
  if (stacked !== spec) svg = await render(stacked);
  const factor = { x: 1, y: 1 };
  const before = { ...factor, ...sizeOf(svg) };
  for (let round = 0; round < ROUNDS; round++) {
    const now = sizeOf(svg);
    const wanted = { x: width, y: height === null ? null : height - foot };
    const far = { x: wanted.x - now.width, y: wanted.y === null ? 0 : wanted.y - now.height };
    if (Math.abs(far.x) < NEAR && Math.abs(far.y) < NEAR) break;
    const next = {
      x: stepOf(factor.x, before.x, now.width, before.width, wanted.x),
      y: wanted.y === null ? 1 : stepOf(factor.y, before.y, now.height, before.height, wanted.y),
    };
    Object.assign(before, factor, now);
    if (next.x === factor.x && next.y === factor.y) break;
    Object.assign(factor, next);
    svg = await render(scaled(stacked, factor.x, factor.y));
  }
  return svg;
}

/** The factor at which a side has the wanted length, from two that were tried; the first step supposes that all of it scales. */
function stepOf(now: number, before: number, length: number, lengthBefore: number, wanted: number): number {
  const slope = now === before || length === lengthBefore ? length / now : (length - lengthBefore) / (now - before);
  return Math.max(LEAST, now + (wanted - length) / slope);
}

function sizeOf(svg: string): { readonly width: number; readonly height: number } {
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg)!.map(Number);
  return { width, height };
}

/** A picture whose rows and columns of a given step have letters of another size beside them. */
export function stepped(spec: PictureSpec, factor: number): PictureSpec {
  const concat = spec.concat.map((panel) => {
    const { width, height } = panel as Panel;
    const grown = (side: Panel["width"]) => (typeof side === "number" ? side : times(side, factor));
    return { ...panel, width: grown(width), height: grown(height) };
  });
  return { ...spec, concat } as PictureSpec;
}

function scaled(spec: PictureSpec, x: number, y: number): PictureSpec {
  const concat = spec.concat.map((panel) => {
    const { width, height, layer, ...rest } = panel as Panel;
    return { ...rest, width: times(width, x), height: times(height, y), layer };
  });
  return { ...spec, concat } as PictureSpec;
}

function times(side: Panel["width"], factor: number): Panel["width"] {
  if (typeof side === "number") return Math.max(1, Math.round(side * factor));
  return typeof side === "object" && "step" in side ? { ...side, step: (side.step as number) * factor } : side;
}
