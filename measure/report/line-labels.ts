import type { Axis, AxisValue } from "./axes.js";
import { coloured } from "./series.js";
import type { Channel, Layer } from "./spec.js";

/** The end of a line, and what is written there. */
export interface LineEnd {
  readonly series: AxisValue;
  readonly y: number;
  readonly text: string;
}

/** The scale along a panel's left side. */
export interface Side {
  readonly domain: readonly [number, number];
  readonly isLog: boolean;
  /** Pixels. */
  readonly height: number;
}

/** Pixels from one label to the next at least. */
const LINE = 13;
/** Pixels from the right edge of the plot to dots and words. */
const DOT = 10;
const WORD = 17;

/** Places of labels that keep clear of each other, as values of the scale; each as near to its line as the others allow. */
export function apart(values: readonly number[], { domain, isLog, height }: Side, line = LINE): number[] {
  const along = isLog ? Math.log : Number;
  const back = isLog ? Math.exp : Number;
  const [low, high] = domain.map(along);
  const pixel = (value: number): number => ((along(value) - low) / (high - low)) * height;
  const order = values.map((value, i) => ({ i, at: pixel(value) })).sort((a, b) => a.at - b.at);
  // First of so many labels around a middle, none of them below the panel or, where there is room, above it.
  const inside = (middle: number, count: number): number => {
    const length = line * (count - 1);
    return Math.max(0, Math.min(middle - length / 2, height - length));
  };
  // Runs of labels that touch are centred on the mean of what they belong to.
  const runs: { members: number[]; wanted: number; from: number }[] = [];
  for (const { i, at } of order) {
    let run = { members: [i], wanted: at, from: inside(at, 1) };
    for (let before = runs.at(-1); before !== undefined; before = runs.at(-1)) {
      if (before.from + line * before.members.length <= run.from) break;
      runs.pop();
      const members = [...before.members, ...run.members];
      const wanted = before.wanted + run.wanted;
      run = { members, wanted, from: inside(wanted / members.length, members.length) };
    }
    runs.push(run);
  }
  const places = new Array<number>(values.length);
  for (const { members, from } of runs) members.forEach((i, nth) => (places[i] = from + nth * line));
  return places.map((place) => back(low + (place / height) * (high - low)));
}

/** Names of lines to the right of a panel, beside dots in their colours: no legend is needed. */
export function lineLabels(ends: readonly LineEnd[], side: Side, series: Axis, y: Channel): Layer[] {
  const places = apart(
    ends.map((end) => end.y),
    side,
  );
  const values = ends.map(({ series: value, text, y: end }, i) => ({
    [series.name]: value,
    text,
    end,
    place: places[i],
  }));
  const at: Channel = { ...y, field: "place" };
  return [
    {
      data: { values },
      mark: { type: "point", filled: true, size: 45, opacity: 1, x: "width", xOffset: DOT },
      encoding: { y: at, ...coloured(series, true) },
    },
    {
      data: { values },
      mark: { type: "text", align: "left", x: "width", dx: WORD },
      encoding: { y: at, text: { field: "text", type: "nominal" } },
    },
  ];
}

/** The same layer on a panel of another height, with letters of another size; layers that are no labels stay as they are. */
export function placedAgain(layer: Layer, height: number, letters: number): Layer {
  const { values } = layer.data as { readonly values: readonly Readonly<Record<string, AxisValue>>[] };
  if (values[0]?.place === undefined) return layer;
  const { scale } = (layer.encoding as { readonly y: { readonly scale: { domain: [number, number]; type?: string } } })
    .y;
  const side = { domain: scale.domain, isLog: scale.type === "log", height };
  const places = apart(
    values.map(({ end }) => Number(end)),
    side,
    LINE * letters,
  );
  return { ...layer, data: { values: values.map((value, i) => ({ ...value, place: places[i] })) } };
}
