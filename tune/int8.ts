/** The search for how eight-bit layers are cut: each product layer alone, its candidates run on the cluster. */
import { UsageError } from "../hw/errors.js";
import { elementsOf } from "../train/network.js";
import { QuantizedProgram } from "../train/int8/cycles.js";
import { imageOf, isProduct, type ProductLayer, type QuantizedNetwork } from "../train/int8/network.js";
import { halvings, type Int8Choice, type Int8Choices } from "../train/int8/plan/context.js";
import type { Int8Target } from "../train/int8/plan/plan.js";
import { Random } from "../train/randomness.js";

export interface TunedLayer {
  readonly layer: string;
  readonly op: ProductLayer["op"];
  /** Clocks of the layer alone as the planner cuts it, and as the best candidate does. */
  readonly default: number;
  readonly best: number;
  /** Empty where nothing was faster. */
  readonly choice: Int8Choice;
  readonly measured: number;
}

/** Cuts that are worth a run, those that the planner does not choose by itself among them. */
export function candidatesOf(network: QuantizedNetwork, layer: ProductLayer, cores: number): readonly Int8Choice[] {
  const { c, h } = imageOf(network.tensors.get(layer.output)!);
  const rows = halvings(h).slice(0, 3);
  if (layer.op === "depthwise") {
    return rows.flatMap((size) => halvings(size).map((band): Int8Choice => ({ rows: size, band })));
  }
  const quads = Math.ceil(c / layer.groups / 4);
  const splits = Array.from({ length: Math.min(cores, quads) }, (_, least) => least + 1);
  return rows.flatMap((size) => splits.map((split): Int8Choice => ({ rows: size, split })));
}

/** A layer as a network of its own. */
function alone(network: QuantizedNetwork, layer: ProductLayer): QuantizedNetwork {
  const [x, y] = [network.tensors.get(layer.input)!, network.tensors.get(layer.output)!];
  return {
    ...{ name: layer.name, input: x.name, output: y.name, layers: [layer], outputShape: y.shape },
    tensors: new Map([x, y].map((tensor) => [tensor.name, tensor])),
  };
}

/** Clocks of a layer with a choice; undefined where it does not fit. */
function clocksOf(
  network: QuantizedNetwork,
  layer: ProductLayer,
  target: Int8Target,
  choice: Int8Choice,
): number | undefined {
  const random = new Random(1);
  const size = elementsOf(network.tensors.get(layer.input)!.shape);
  const codes = Uint8Array.from({ length: size }, () => random.below(256));
  try {
    const program = new QuantizedProgram(network, { ...target, choices: new Map([[layer.name, choice]]) });
    return program.run(codes).clocks;
  } catch (error) {
    if (error instanceof UsageError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * Searches every product layer. @param budget candidates that are run for a layer at most, from the whole list evenly
 * @param seen called behind every layer
 */
export function tuneQuantized(
  network: QuantizedNetwork,
  target: Int8Target,
  budget: number,
  seen: (layer: TunedLayer) => void = () => undefined,
): { readonly layers: readonly TunedLayer[]; readonly choices: Int8Choices } {
  const layers = network.layers.filter(isProduct).map((layer): TunedLayer => {
    const single = alone(network, layer);
    const first = clocksOf(single, layer, target, {});
    if (first === undefined) throw new UsageError(`${layer.name} does not fit the cluster: use --model functional.`);
    const all = candidatesOf(network, layer, target.cores);
    const step = Math.max(1, Math.ceil(all.length / Math.max(1, budget)));
    const tried = budget === 0 ? [] : all.filter((_, i) => i % step === 0);
    let best: { clocks: number; choice: Int8Choice } = { clocks: first, choice: {} };
    for (const choice of tried) {
      const clocks = clocksOf(single, layer, target, choice);
      if (clocks !== undefined && clocks < best.clocks) best = { clocks, choice };
    }
    const { name, op } = layer;
    const tuned = { layer: name, op, default: first, best: best.clocks, choice: best.choice, measured: tried.length };
    seen(tuned);
    return tuned;
  });
  const choices = new Map(layers.map(({ layer, choice }) => [layer, choice]));
  return { layers, choices };
}

/** The text of a file of choices. */
export function int8PlanText(network: QuantizedNetwork, choices: Int8Choices): string {
  return `${JSON.stringify({ kind: "int8", network: network.name, choices: Object.fromEntries(choices) }, undefined, 2)}\n`;
}

/** Choices out of the text of a file. @throws UsageError where they are not for this network */
export function int8Choices(text: string, file: string, network: QuantizedNetwork, cores: number): Int8Choices {
  const refuse = (why: string): never => {
    throw new UsageError(`${file} ${why}: make it with redmule tune and the same network.`);
  };
  let plan: unknown;
  try {
    plan = JSON.parse(text);
  } catch {
    return refuse("is no JSON");
  }
  const { kind, choices } = (plan ?? {}) as { kind?: unknown; choices?: unknown };
  if (kind !== "int8" || typeof choices !== "object" || choices === null)
    return refuse("holds no choices of eight-bit layers");
  const found = Object.entries(choices as Record<string, unknown>).map(([name, choice]): [string, Int8Choice] => {
    const layer = network.layers.find((each) => each.name === name);
    if (layer === undefined) return refuse(`names the layer ${name}, which ${network.name} has not`);
    const { h, c } = imageOf(network.tensors.get(layer.output)!);
    const limits: Readonly<Record<string, number>> = { rows: h, channels: c, split: cores, band: h };
    for (const [key, value] of Object.entries(choice as Record<string, unknown>)) {
      const isWhole = Number.isInteger(value) && (value as number) >= 1 && (value as number) <= (limits[key] ?? 0);
      if (!isWhole || (key === "channels" && (value as number) % 4 !== 0 && value !== c)) {
        return refuse(`says ${key} ${JSON.stringify(value)} for ${name}`);
      }
    }
    return [name, choice as Int8Choice];
  });
  return new Map(found);
}
