import { UsageError } from "../../hw/errors.js";
import { OPERATING_POINTS, type Point } from "../../measure/energy/operating-points.js";
import { BATTERY, PAPER_DEVICE, PAPER_HOURS, SECONDS_PER_BATCH } from "../../train/learn/energy.js";
import { MobilenetEstimate, SPLITS, type EstimatedChoice } from "../../train/learn/estimate.js";
import { NEW, REPLAYED } from "../../train/learn/protocol.js";
import { RATES_SAMPLES } from "../../train/learn/rates.js";
import { EXTERNAL_BYTES } from "../../train/learn/replay-memory.js";
import { storeOf } from "../../train/learn/stores.js";
import { oneOf, wholeNumber } from "../options.js";
import { plainTable, wrapped } from "../screen.js";
import type { LearnArguments } from "./learn-options.js";

export const ESTIMATED = ["mobilenet-v1-128"] as const;
const DEFAULTS = { replays: "1500,3000", store: "u8,u7", split: "19,21,23,25,27" } as const;
/** Options that need data or a network. */
const RUNS = [
  "network",
  "dataDir",
  "events",
  "initial",
  "out",
  "resume",
  "lr",
  "lossScale",
  "precision",
  "products",
  "keep",
  "l2Kib",
] as const;

/** What `redmule learn --estimate --json` prints. */
export interface EstimateReport {
  readonly kind: "learn-estimate";
  readonly network: string;
  readonly point: Point;
  readonly miniBatch: { readonly fresh: number; readonly replays: number; readonly seconds: number };
  readonly battery: typeof BATTERY;
  readonly paperHours: number;
  readonly paperDevice: typeof PAPER_DEVICE;
  readonly limit: number;
  readonly measuredSamples: number;
  readonly choices: readonly EstimatedChoice[];
}

const list = <T>(text: string, parse: (text: string) => T): readonly T[] =>
  text.split(",").map((part) => parse(part.trim()));

/** @throws UsageError for a network, split, number or store that there is not */
export function estimate(given: LearnArguments): EstimateReport {
  const network = oneOf("--estimate", ESTIMATED)(given.estimate!);
  const extra = RUNS.find((name) => given[name] !== undefined);
  if (extra !== undefined) {
    const flag = extra.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new UsageError(`--${flag} is given, but --estimate runs nothing: leave it out.`);
  }
  if (given.frozen !== "int8")
    throw new UsageError("--frozen fp32 is given, but --estimate knows INT8 alone: leave it out.");
  const splits = list(given.split ?? DEFAULTS.split, wholeNumber("--split", ...SPLITS));
  const counts = list(given.replays ?? DEFAULTS.replays, wholeNumber("--replays", 0, 1e7));
  const stores = list(given.store ?? DEFAULTS.store, storeOf);
  const reckoned = new MobilenetEstimate(OPERATING_POINTS[given.point]);
  return {
    ...{
      kind: "learn-estimate",
      network,
      point: given.point,
      battery: BATTERY,
      paperHours: PAPER_HOURS,
      paperDevice: PAPER_DEVICE,
    },
    miniBatch: { fresh: NEW, replays: REPLAYED, seconds: SECONDS_PER_BATCH },
    ...{ limit: EXTERNAL_BYTES, measuredSamples: RATES_SAMPLES },
    choices: splits.flatMap((split) =>
      counts.flatMap((count) => stores.map((store) => reckoned.choice(split, count, store))),
    ),
  };
}

const mega = (bytes: number): string => (bytes / 1e6).toFixed(2);

export function estimateScreen({ network, point, choices, limit }: EstimateReport): string {
  const { mhz, volt } = OPERATING_POINTS[point];
  const memory = choices.map(({ split, latent, replays, store, bytes }) => [
    ...[String(split), String(latent), String(replays), store, mega(bytes.replays), mega(bytes.frozenWeights)],
    ...[mega(bytes.adaptiveWeights), mega(bytes.gradients), mega(bytes.together), bytes.fits ? "" : "over"],
  ]);
  const first = new Map(choices.map((choice) => [`${choice.split} ${choice.store}`, choice]));
  const costs = [...first.values()].flatMap(({ split, store, macs, costs }) =>
    costs.map(({ engine, clocks, milliseconds, joules, low, high, hours, paperDeviceHours }) => [
      ...[String(split), store, engine, ((macs.frozen + macs.step) / 1e6).toFixed(0)],
      ...[clocks.frozen, clocks.step + clocks.wait].map((count) => (count / 1e6).toFixed(1)),
      ((macs.frozen + macs.step) / clocks.together).toFixed(2),
      (milliseconds / 1e3).toFixed(2),
      ...[joules, low, high].map((value) => (value * 1e3).toFixed(joules < 0.1 ? 2 : 0)),
      ...[hours, paperDeviceHours].map((value) => (value === null ? "-" : value.toFixed(0))),
    ]),
  );
  const source = choices[0].costs[0].source;
  const remarks = [
    `together: replays, frozen weights in INT8, adaptive weights and gradients in FP32, without activations; over: more than the papers' ${limit / 1e6} MB`,
    `a mini-batch: ${NEW} new images through the frozen stage in INT8 and one training step on their latents and ${REPLAYED} replays in FP16 with FP32 masters, whatever the number of replays kept; step: with unpacking, and with waiting for the external memory`,
    `measured: every distinct layer shape on the modelled cluster, frozen ones alone on one image, adaptive ones in a step of ${RATES_SAMPLES} samples; scaled: layers to the mini-batch by samples, updates by parameters, unpacking by elements (scripts/mobilenet-rates.ts)`,
    `energy: ${source} (docs/energy.md), cluster and L2 at ${volt} V and ${mhz} MHz, without the external memory; low and high: the interval that the published points leave`,
    `hours: ${BATTERY.milliampereHours} mAh at ${BATTERY.volts} V, a mini-batch every ${SECONDS_PER_BATCH} s, ${BATTERY.sleepMicrowatts} uW in between, nothing else; VEGA h: the same clocks at the ${PAPER_DEVICE.mhz} MHz and ${PAPER_DEVICE.milliwatts} mW of the paper's device (from memory of the paper); the paper: ${PAPER_HOURS} h, FP32 on its cores, at a split that is not known here`,
  ];
  return [
    `${network}, ${choices.length} choices`,
    "",
    "bytes in MB (10^6)",
    plainTable([
      ["split", "latent", "replays", "store", "replays", "frozen", "adaptive", "gradients", "together", ""],
      ...memory,
    ]),
    "",
    "a mini-batch",
    plainTable([
      ["split", "store", "engine", "MMAC", "frozen", "step", "MAC/clk", "s", "mJ", "low", "high", "hours", "VEGA h"],
      ["", "", "", "", "Mclk", "Mclk", "", "", "", "", "", "", ""],
      ...costs,
    ]),
    "",
    ...remarks.map((remark) => wrapped(remark)),
    "",
  ].join("\n");
}
