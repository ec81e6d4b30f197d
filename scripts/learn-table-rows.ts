/** The rows of scripts/learn-table.ts by split. */
import type { LearnerSettings } from "../train/learn/settings.js";
import { defaultLossScale, LOSS_SCALE } from "../train/learn/setup.js";
import { storeOf } from "../train/learn/stores.js";

export interface Row {
  readonly name: string;
  /** Whether the test images are classified behind every event. */
  readonly curve: boolean;
  readonly settings: Pick<LearnerSettings, "replays" | "store" | "precision" | "eightBit" | "frozen" | "lossScale">;
}

type Given = Partial<Row["settings"]> & { readonly about?: string; readonly curve?: boolean };

function row(replays: number, store: string, { about, curve = false, ...settings }: Given = {}): Row {
  const { lossScale, precision = "fp32", eightBit = false, ...rest } = settings;
  const kept = storeOf(store);
  const scale = lossScale ?? (precision === "fp16" ? LOSS_SCALE : defaultLossScale(precision, eightBit, kept));
  return {
    ...{ curve, name: `N ${replays}, ${store}${about === undefined ? "" : `, ${about}`}` },
    settings: {
      ...{ replays, store: kept, precision, eightBit, frozen: "int8", ...rest },
      ...(scale !== undefined && { lossScale: scale }),
    },
  };
}

const FLOAT: Given = { frozen: "fp32", about: "frozen stage FP32" };
const MIXED: Given = { precision: "mixed", about: "FP16, FP32 masters" };
const UNSCALED: Given = { precision: "mixed", lossScale: 1, about: "FP16, FP32 masters, loss scale 1" };
const HALF: Given = { precision: "fp16", about: "FP16 alone" };
const products = (format: string): Given => {
  return { precision: "mixed", eightBit: true, about: `products FP8 ${format}` };
};
/** E4M3 with other loss scales than its own. */
const scaled = (...scales: readonly number[]): readonly Row[] =>
  scales.map((lossScale) => {
    const about = `products FP8 E4M3, loss scale ${lossScale}`;
    return row(1500, "e4m3", { precision: "mixed", eightBit: true, lossScale, about });
  });
const stores = (replays: number, ...names: readonly string[]): readonly Row[] =>
  names.map((name) => row(replays, name));
const plain = (numbers: readonly number[], given: Given = {}): readonly Row[] =>
  numbers.map((replays) => row(replays, "u8", given));

export const ROWS: Readonly<Record<string, readonly Row[]>> = {
  l11: [
    ...plain([0, 150, 500, 1500, 3000], { curve: true }),
    row(1500, "fp32", FLOAT),
    ...stores(1500, "u7", "u6", "u5", "u4", "u3", "u2", "e4m3", "e5m2"),
    row(1500, "u8", MIXED),
    row(1500, "e4m3", products("E4M3")),
    ...scaled(1, 16, 256, LOSS_SCALE),
    row(1500, "e5m2", products("E5M2")),
  ],
  l10: [
    ...plain([0, 150, 500, 1500, 3000]),
    row(1500, "fp32", FLOAT),
    ...stores(1500, "u7", "u6", "u4", "u3", "u2", "e4m3", "e5m2"),
    row(3000, "e4m3"),
    row(1500, "u8", MIXED),
    row(1500, "e4m3", MIXED),
    row(1500, "e4m3", products("E4M3")),
    ...scaled(LOSS_SCALE),
    row(1500, "e5m2", products("E5M2")),
  ],
  l9: [
    ...plain([0, 150, 500, 1500, 3000]),
    row(1500, "fp32", FLOAT),
    ...stores(1500, "u7", "u6", "u5", "u4", "u3", "u2", "e4m3", "e5m2"),
    ...[150, 500, 3000].flatMap((replays) => [row(replays, "fp32", FLOAT), ...stores(replays, "u7", "u6")]),
    ...[500, 3000].flatMap((replays) => stores(replays, "e4m3", "e5m2")),
    row(1500, "u8", MIXED),
    row(1500, "u8", UNSCALED),
    row(1500, "u8", HALF),
    row(1500, "e4m3", MIXED),
  ],
};

/** Learning rates of the protocol. */
export const RATES: Readonly<Record<string, number>> = { l11: 1, l10: 0.5, l9: 0.5 };
