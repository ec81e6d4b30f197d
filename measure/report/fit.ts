import { placedAgain } from "./line-labels.js";
import type { Layer, Panel, PictureSpec } from "./spec.js";
import type { Style } from "./style.js";

/** Least share of their sides that panels keep; a picture that is still too large is made smaller as a whole. */
const LEAST = 0.25;
/** Pictures narrower than this share of what they are have their panels below each other. */
const NARROW = 0.75;
const ROUNDS = 5;
const NEAR = 2;

type Render = (spec: PictureSpec) => Promise<string>;

/** What a drawing is to be like: size of the whole, room below it, size of its letters over the usual one. */
interface Frame extends Pick<Style, "width" | "height"> {
  readonly foot: number;
  readonly letters: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The drawing whose size is nearest to that of a style: panels grow and shrink, letters do not. */
export async function fitted(
  spec: PictureSpec,
  render: Render,
  { width, height, foot, letters }: Frame,
): Promise<string> {
  const natural = letters === 1 ? spec : stepped(spec, letters);
  const first = await render(natural);
  if (width === null) return first;
  const target = { width, height: height === null ? null : height - foot };
  const below = named({ ...natural, columns: 1 });
  const isNarrow = width < NARROW * sizeOf(first).width;
  const second = isNarrow ? await render(below) : first;
  const isStacked = second !== first && isNearer(sizeOf(second), sizeOf(first), target);
  let svg = isStacked ? second : first;
  let nearest = svg;
  const farOf = ({ width: wide, height: high }: Size): number =>
    Math.abs(target.width - wide) + (target.height === null ? 0 : Math.abs(target.height - high));
  const factor = { x: 1, y: 1 };
  const before = { ...factor, ...sizeOf(svg) };
  for (let round = 0; round < ROUNDS; round++) {
    const now = sizeOf(svg);
    const far = [target.width - now.width, target.height === null ? 0 : target.height - now.height];
    if (far.every((length) => Math.abs(length) < NEAR)) break;
    const next = {
      x: stepOf(factor.x, before.x, now.width, before.width, target.width),
      y: target.height === null ? 1 : stepOf(factor.y, before.y, now.height, before.height, target.height),
    };
    Object.assign(before, factor, now);
    if (next.x === factor.x && next.y === factor.y) break;
    Object.assign(factor, next);
    svg = await render(scaled(isStacked ? below : natural, factor.x, factor.y, letters));
    if (farOf(sizeOf(svg)) < farOf(sizeOf(nearest))) nearest = svg;
  }
  return nearest;
}

/** Whether one shape is nearer to that of the target than another; without a height the panels go below each other. */
function isNearer(
  one: Size,
  other: Size,
  { width, height }: { readonly width: number; readonly height: number | null },
): boolean {
  if (height === null) return true;
  const far = (size: Size): number => Math.abs(Math.log((size.width * height) / (size.height * width)));
  return far(one) < far(other);
}

/** The factor at which a side has the wanted length, from two that were tried; the first step supposes that all of it scales. */
function stepOf(now: number, before: number, length: number, lengthBefore: number, wanted: number): number {
  const slope = now === before || length === lengthBefore ? length / now : (length - lengthBefore) / (now - before);
  // Where letters alone make the width, a side may hardly depend on its panel: no step is larger than a half or twice.
  const next = slope > 0 ? now + (wanted - length) / slope : now;
  return Math.max(LEAST, Math.min(2 * now, Math.max(now / 2, next)));
}

function sizeOf(svg: string): Size {
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg)!.map(Number);
  return { width, height };
}

/** A picture whose rows and columns of a given step have letters of another size beside them. */
function stepped(spec: PictureSpec, letters: number): PictureSpec {
  const grown = (side: Panel["width"]) => (typeof side === "number" ? side : times(side, letters));
  return changed(spec, grown, grown, letters);
}

function scaled(spec: PictureSpec, x: number, y: number, letters: number): PictureSpec {
  return changed(
    spec,
    (width) => times(width, x),
    (height) => times(height, y),
    letters,
  );
}

/** Panels below each other: those that leave the names of their rows to the one beside them have them now. */
function named(spec: PictureSpec): PictureSpec {
  const text = JSON.stringify(spec.concat).replaceAll('"labels":false,"ticks":false', '"labels":true,"ticks":true');
  return { ...spec, concat: JSON.parse(text) as PictureSpec["concat"] };
}

type Change = (side: Panel["width"]) => Panel["width"];

function changed(spec: PictureSpec, wide: Change, high: Change, letters: number): PictureSpec {
  const concat = spec.concat.map((panel) => {
    const { width, height, layer, ...rest } = panel as Panel;
    const now = high(height);
    const placed = typeof now === "number" ? layer.map((each) => placedAgain(each as Layer, now, letters)) : layer;
    return { ...rest, width: wide(width), height: now, layer: placed };
  });
  return { ...spec, concat } as PictureSpec;
}

function times(side: Panel["width"], factor: number): Panel["width"] {
  if (typeof side === "number") return Math.max(1, Math.round(side * factor));
  return typeof side === "object" && "step" in side ? { ...side, step: (side.step as number) * factor } : side;
}
