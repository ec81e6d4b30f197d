/** Bytes, clocks, joules and hours of battery of learning with MobileNetV1 at 128 x 128, from what its layers took on the modelled cluster. */
import { DEFAULT_EXTERNAL } from "../../hw/cluster/external/external-map.js";
import { activityFrom, countOf, CORES, plus, type Activity } from "../../measure/energy/activity.js";
import { energyOf, type Energy } from "../../measure/energy/estimate.js";
import { milliseconds, type OperatingPoint } from "../../measure/energy/operating-points.js";
import { elementsOf, isTrainable, type Network } from "../network.js";
import { mobilenetV1 } from "../networks/mobilenet-v1.js";
import { lifetimeHours, PAPER_DEVICE, SECONDS_PER_BATCH } from "./energy.js";
import { NEW, REPLAYED } from "./protocol.js";
import { mobilenetRates, RATES_SAMPLES, type MeasuredRates, type Rate } from "./rates.js";
import { EXTERNAL_BYTES } from "./replay-memory.js";
import { latentBytes, type Store } from "./stores.js";

/** Layers by index: the first convolution, depthwise ones (odd), pointwise ones (even), the classifier. */
const LAST = 27;
/** First split whose adaptive layers were measured: from here on they have the shapes of dw11 to fc. */
export const SPLITS = [13, LAST] as const;
const CLASSES = 50;
const SAMPLES = NEW + REPLAYED;

export type EstimateEngine = "cores" | "redmule";

/** Bytes by what they hold: frozen weights in INT8 with biases of 32 bits, the others in FP32. */
export interface EstimatedBytes {
  readonly replays: number;
  readonly frozenWeights: number;
  readonly adaptiveWeights: number;
  readonly gradients: number;
  readonly together: number;
  readonly fits: boolean;
}

/** One mini-batch: new images through the frozen stage, then a training step. */
export interface EstimatedCost {
  readonly engine: EstimateEngine;
  readonly clocks: {
    readonly frozen: number;
    readonly step: number;
    /** Clocks that the step waits for the external memory, which brings the replays of the next one meanwhile. */
    readonly wait: number;
    readonly together: number;
  };
  readonly milliseconds: number;
  readonly joules: number;
  /** Interval of two standard deviations that the published points leave. */
  readonly low: number;
  readonly high: number;
  readonly source: Energy["source"];
  /** At a mini-batch a minute; null where it takes longer than that. */
  readonly hours: number | null;
  /** The same with the clock and the power of the paper's device, which has no RedMulE: null for that engine. */
  readonly paperDeviceHours: number | null;
}

export interface EstimatedChoice {
  readonly split: number;
  readonly latent: number;
  readonly replays: number;
  readonly store: string;
  readonly bytes: EstimatedBytes;
  /** Multiply-accumulates of a mini-batch. */
  readonly macs: { readonly frozen: number; readonly step: number };
  readonly costs: readonly EstimatedCost[];
}

/** Layer of the measured shape: blocks 7 to 11 are alike. */
function nameOf(index: number): string {
  if (index === 0) return "c0";
  if (index === LAST) return "fc";
  const block = Math.ceil(index / 2);
  return `${index % 2 === 1 ? "dw" : "pw"}${block >= 7 && block < 11 ? 11 : block}`;
}

const layersBetween = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from }, (_, i) => nameOf(from + i));

interface Cost {
  readonly macs: number;
  readonly activity: Activity;
}

function sumOf(rates: readonly Rate[], times = 1): Cost {
  return rates.reduce<Cost>(
    (sum, rate) => ({
      macs: sum.macs + times * rate.macs,
      activity: plus(sum.activity, Float64Array.from(rate.activity), times),
    }),
    { macs: 0, activity: activityFrom({}) },
  );
}

/** Estimates for one network; what was measured is read once. */
export class MobilenetEstimate {
  private readonly rates: MeasuredRates = mobilenetRates();
  private readonly network: Network = mobilenetV1({ batch: 1, classes: CLASSES, width: 1, resolution: 128, seed: 1 });
  private readonly point: OperatingPoint;

  constructor(point: OperatingPoint) {
    this.point = point;
  }

  /** Convolutions and the classifier in order. */
  private get products() {
    return this.network.layers.filter(({ op }) => op === "conv2d" || op === "linear");
  }

  choice(split: number, replays: number, store: Store): EstimatedChoice {
    const shape = split === LAST ? this.network.shapes.get("flatten")! : this.network.shapes.get(this.inputOf(split))!;
    const latent = elementsOf(shape);
    const frozen = this.frozen(split);
    const costs = (["cores", "redmule"] as const).map((engine) => this.cost(frozen, split, engine, store, latent));
    return {
      ...{ split, latent, replays, store: store.name, bytes: this.bytes(split, replays * latentBytes(store, latent)) },
      macs: { frozen: frozen.macs, step: this.step(split, "redmule").macs },
      costs,
    };
  }

  private inputOf(split: number): string {
    return this.products[split].inputs[0];
  }

  /** Batch norms are folded into the frozen weights; scale and shift of the others learn as well. */
  private bytes(split: number, replays: number): EstimatedBytes {
    let frozenWeights = 0;
    let adaptive = 0;
    this.products.forEach(({ inputs: [, weight] }, index) => {
      const { shape } = this.network.parameters.get(weight)!;
      if (index < split) frozenWeights += elementsOf(shape) + 4 * shape[0];
      else adaptive += elementsOf(shape) + (index === LAST ? 1 : 2) * shape[0];
    });
    const [adaptiveWeights, gradients] = [4 * adaptive, 4 * adaptive];
    const together = replays + frozenWeights + adaptiveWeights + gradients;
    return { replays, frozenWeights, adaptiveWeights, gradients, together, fits: together <= EXTERNAL_BYTES };
  }

  /** The new images of a mini-batch. */
  private frozen(split: number): Cost {
    const names = [...layersBetween(0, Math.min(split, LAST)), ...(split === LAST ? ["pool"] : [])];
    return sumOf(
      names.map((name) => this.rates.frozen.find(({ layer }) => layer === name)!),
      NEW,
    );
  }

  /**
   * A training step without unpacking. Layers take for every sample what one of the measured ones took; casts and updates of weights take
   * what they took, by the number of trained parameters.
   */
  private step(split: number, engine: EstimateEngine): Cost {
    const rates = this.rates[engine];
    const layers = layersBetween(split, LAST + 1).flatMap((name, i) =>
      rates.filter(
        ({ layer, pass }) => (layer === name && !(i === 0 && pass === "inputGradient")) || layer === `${name}.norm`,
      ),
    );
    const ends = rates.filter(({ layer }) => layer === "loss" || (split < LAST && layer === "pool"));
    const all = [...layers, ...ends];
    const isOnce = ({ pass }: Rate): boolean => pass === "prepare" || pass === "update";
    const once = sumOf(all.filter(isOnce));
    const each = sumOf(
      all.filter((rate) => !isOnce(rate)),
      SAMPLES / RATES_SAMPLES,
    );
    const updates = rates.filter(({ layer }) => layer === "optimizer");
    const update = sumOf(updates, this.trained(split) / (this.trained(21) + FRONT));
    return { macs: each.macs, activity: [each, once, update].reduce((sum, one) => plus(sum, one.activity), NOTHING) };
  }

  /** Parameters that are trained from a split on. */
  private trained(split: number): number {
    const behind = new Set(this.products.slice(split).map(({ name }) => name));
    const parameters = [...this.network.parameters.values()].filter(isTrainable);
    return parameters.reduce(
      (sum, { name, shape }) => sum + (behind.has(name.replace(/(\.bn)?\.[a-z]+$/, "")) ? elementsOf(shape) : 0),
      0,
    );
  }

  private cost(frozen: Cost, split: number, engine: EstimateEngine, store: Store, latent: number): EstimatedCost {
    const unpack = (name: string, count: number): Activity =>
      sumOf(
        this.rates.stores.filter(({ layer }) => layer === name),
        count * latent,
      ).activity;
    const unpacked = plus(unpack(store.name, REPLAYED), unpack("u8", NEW));
    const step = plus(this.step(split, engine).activity, unpacked);
    const { rate, latency } = DEFAULT_EXTERNAL;
    const transfer = REPLAYED * (latentBytes(store, latent) / rate + latency);
    const wait = Math.max(0, transfer - countOf(step, "clusterClock"));
    const waiting = activityFrom({ clusterClock: wait, coreAsleep: CORES * wait });
    const all = plus(plus(frozen.activity, step), waiting);
    const energy = energyOf(all, this.point);
    const clocks = countOf(all, "clusterClock");
    const time = milliseconds(clocks, this.point);
    const paperTime = clocks / PAPER_DEVICE.mhz / 1e3;
    const joules = energy.microjoules * 1e-6;
    return {
      engine,
      clocks: {
        frozen: Math.round(countOf(frozen.activity, "clusterClock")),
        step: Math.round(countOf(step, "clusterClock")),
        wait: Math.round(wait),
        together: Math.round(clocks),
      },
      ...{ milliseconds: time, joules, low: energy.low * 1e-6, high: energy.high * 1e-6, source: energy.source },
      hours: hoursOf(time, joules),
      paperDeviceHours: engine === "redmule" ? null : hoursOf(paperTime, paperTime * PAPER_DEVICE.milliwatts * 1e-6),
    };
  }
}

const hoursOf = (milliseconds: number, joules: number): number | null =>
  milliseconds > 1000 * SECONDS_PER_BATCH ? null : lifetimeHours(joules);

const NOTHING = activityFrom({});
/** Parameters of the batch norm in front of the measured layers. */
const FRONT = 2 * 512;
