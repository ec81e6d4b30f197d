import { OKABE_ITO, QUIET } from "../colours.js";
import { across, type Panel } from "../spec.js";
import type { Picture } from "../study.js";
import type { LearnEstimate } from "./record.js";

const PARTS = {
  replays: { title: "replays", colour: OKABE_ITO.blue },
  frozenWeights: { title: "frozen weights, INT8", colour: OKABE_ITO.sky },
  adaptiveWeights: { title: "adaptive weights, FP32", colour: OKABE_ITO.green },
  gradients: { title: "gradients, FP32", colour: OKABE_ITO.orange },
} as const;
const MEGA = 1e6;

/** Bytes over splits and formats, with the papers' limit. */
export function memoryOverSplits({ choices, limit, network }: LearnEstimate): readonly Picture[] {
  const groups = [...new Set(choices.map(({ replays }) => replays))];
  const over = choices.filter(({ bytes }) => bytes.together > limit).length;
  return [
    {
      name: "memory",
      title: `Memory of ${network} over splits and formats of replays`,
      caption: `MB are 10^6 bytes, without activations. The line is the papers' ${limit / MEGA} MB: ${over} of ${choices.length} choices are over it.`,
      spec: { concat: groups.map((replays, i) => panelOf(replays, i === 0, choices, limit)) },
    },
  ];
}

function panelOf(replays: number, isFirst: boolean, choices: LearnEstimate["choices"], limit: number): Panel {
  const nameOf = ({ split, store }: LearnEstimate["choices"][number]): string => `${split}, ${store}`;
  const own = choices.filter((choice) => choice.replays === replays);
  const names = own.map(nameOf);
  const parts = own.flatMap((choice) =>
    (Object.keys(PARTS) as (keyof typeof PARTS)[]).map((key, order) => {
      return { choice: nameOf(choice), part: PARTS[key].title, order, bytes: choice.bytes[key] / MEGA };
    }),
  );
  const most = Math.max(limit, ...choices.map(({ bytes }) => bytes.together)) / MEGA;
  const x = across("bytes", "MB", { scale: { domain: [0, 1.12 * most], nice: false } });
  const y = {
    field: "choice",
    type: "nominal",
    sort: names,
    axis: { title: isFirst ? "split, store" : null },
  } as const;
  const titles = Object.values(PARTS).map(({ title }) => title);
  return {
    ...{ width: 330, height: { step: 19 }, title: `${replays} replays` },
    layer: [
      {
        data: { values: parts },
        mark: { type: "bar", height: 13 },
        encoding: {
          ...{ x, y, order: { field: "order", type: "quantitative" } },
          color: {
            ...{ field: "part", type: "nominal", title: null, sort: titles },
            scale: { domain: titles, range: Object.values(PARTS).map(({ colour }) => colour) },
          },
        },
      },
      {
        data: { values: own.map((choice) => ({ choice: nameOf(choice), bytes: choice.bytes.together / MEGA })) },
        mark: { type: "text", align: "left", dx: 4, color: QUIET },
        encoding: { x, y, text: { field: "bytes", type: "quantitative", format: ".1f" } },
      },
      {
        data: { values: [{ bytes: limit / MEGA }] },
        mark: { type: "rule", color: OKABE_ITO.vermillion, strokeWidth: 1.5 },
        encoding: { x },
      },
    ],
  };
}
