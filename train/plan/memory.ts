import type { ElementFormat, Step, StepTensor } from "../step.js";
import { elementsOf } from "../network.js";

/** Bytes of an element. */
export const ELEMENT_BYTES: Readonly<Record<ElementFormat, number>> = {
  ...{ fp32: 4, fp16: 2, fp8: 1, fp8alt: 1 },
  ...{ int32: 4, uint8: 1 },
};

/** Boundary at which tensors start in L2: rows of the DMA's beats stay whole. */
const ALIGNMENT = 16;

/** Zeros that a step program keeps behind its tensors where the DMA lays patches out. */
export const ZERO_BYTES = 64;

/** Byte from the start of the tensors where they stand. */
export const zerosAt = ({ bytes }: Pick<L2Plan, "bytes">): number =>
  Math.ceil(Math.max(16, bytes) / ALIGNMENT) * ALIGNMENT;

/** Where the tensors stand in L2, from the start of their region on. */
export interface L2Plan {
  readonly offsets: ReadonlyMap<string, number>;
  /** Bytes up to the end of the last tensor. */
  readonly bytes: number;
  /** Most bytes that are alive at one time, and what holds them, largest first. */
  readonly peak: { readonly bytes: number; readonly step: string; readonly holders: readonly Holder[] };
}

export interface Holder {
  readonly tensor: string;
  readonly bytes: number;
}

/** The steps from the first to the last in which bytes of a tensor are needed. */
export interface Lifetime {
  readonly name: string;
  readonly bytes: number;
  from: number;
  until: number;
}

/** A tensor of a program: of elements of a format, or of bytes whose meaning is their writer's and reader's. */
export type SizedTensor =
  Pick<StepTensor, "shape" | "format" | "aliasOf"> | { readonly bytes: number; readonly aliasOf?: undefined };

export function tensorBytes(tensor: SizedTensor): number {
  return "bytes" in tensor ? tensor.bytes : elementsOf(tensor.shape) * ELEMENT_BYTES[tensor.format];
}

/** Names of the tensors that a step touches: whatever strings of it name one. */
export function tensorsOf(step: Step, tensors: ReadonlyMap<string, StepTensor>): string[] {
  const found = new Set<string>();
  const visit = (value: unknown, key: string): void => {
    if (typeof value === "string") {
      if (key !== "name" && key !== "layer" && tensors.has(value)) found.add(value);
    } else if (typeof value === "object" && value !== null) {
      for (const [name, inner] of Object.entries(value)) visit(inner, Array.isArray(value) ? key : name);
    }
  };
  for (const [key, value] of Object.entries(step)) {
    if (key !== "kind" && key !== "pass" && key !== "fn" && key !== "optimizer") visit(value, key);
  }
  return [...found];
}

/** The tensor whose bytes a tensor has. */
export function ownerOf(name: string, tensors: ReadonlyMap<string, Pick<SizedTensor, "aliasOf">>): string {
  let owner = name;
  for (let of = tensors.get(owner)?.aliasOf; of !== undefined; of = tensors.get(owner)?.aliasOf) owner = of;
  return owner;
}

/** Steps that nobody waits for within the list: optimiser and running statistics. */
export const isBackground = (step: Step): boolean => step.kind === "update" || step.kind === "running";

/** Lifetimes in steps: those of activations and gradients from the first to the last step that touches them, others for good. */
function lifetimes(
  steps: readonly Step[],
  tensors: ReadonlyMap<string, StepTensor>,
  kept: ReadonlySet<string>,
): Lifetime[] {
  const found = new Map<string, Lifetime>();
  steps.forEach((step, i) => {
    for (const touched of tensorsOf(step, tensors)) {
      const name = ownerOf(touched, tensors);
      const known = found.get(name);
      // What nobody waits for may run as late as at the end.
      const until = isBackground(step) ? steps.length : i;
      if (known === undefined) {
        found.set(name, { name, bytes: tensorBytes(tensors.get(name)!), from: i, until });
      } else known.until = Math.max(known.until, until);
    }
  });
  for (const [name, tensor] of tensors) {
    if (tensor.aliasOf !== undefined) continue;
    const forGood = tensor.role !== "activation" && tensor.role !== "gradient";
    if (!forGood && !kept.has(name)) continue;
    found.set(name, { name, bytes: tensorBytes(tensor), from: 0, until: steps.length });
  }
  return [...found.values()];
}

/**
 * Places every tensor. Those that are alive at the same time do not overlap; larger ones choose first.
 * @param kept names of activations and gradients that live to the end, as somebody reads them after the step
 */
export function planL2(
  steps: readonly Step[],
  tensors: ReadonlyMap<string, StepTensor>,
  kept: ReadonlySet<string> = new Set(),
): L2Plan {
  const all = lifetimes(steps, tensors, kept);
  const { offsets, bytes } = placeAll(all);
  for (const name of tensors.keys()) {
    const owner = offsets.get(ownerOf(name, tensors));
    if (owner !== undefined) offsets.set(name, owner);
  }
  return { offsets, bytes, peak: peakOf(all, steps) };
}

/** Places of tensors that overlap only where their lifetimes do not, and the bytes up to the last. */
export function placeAll(all: readonly Lifetime[]): { readonly offsets: Map<string, number>; readonly bytes: number } {
  const length = ({ from, until }: Lifetime): number => until - from;
  const order = [...all].sort((a, b) => length(b) - length(a) || b.bytes - a.bytes);
  const offsets = new Map<string, number>();
  const placed: { readonly life: Lifetime; readonly offset: number }[] = [];
  let bytes = 0;
  for (const life of order) {
    const offset = gap(
      placed.filter(({ life: other }) => other.from <= life.until && life.from <= other.until),
      life.bytes,
    );
    placed.push({ life, offset });
    offsets.set(life.name, offset);
    bytes = Math.max(bytes, offset + life.bytes);
  }
  return { offsets, bytes };
}

function gap(blocking: readonly { readonly life: Lifetime; readonly offset: number }[], bytes: number): number {
  let free = 0;
  for (const { life, offset } of [...blocking].sort((a, b) => a.offset - b.offset)) {
    if (offset - free >= bytes) return free;
    free = Math.max(free, Math.ceil((offset + life.bytes) / ALIGNMENT) * ALIGNMENT);
  }
  return free;
}

export function peakOf(all: readonly Lifetime[], steps: readonly Pick<Step, "name">[]): L2Plan["peak"] {
  let [most, at] = [0, 0];
  for (let i = 0; i < steps.length; i++) {
    const alive = all.reduce((sum, { from, until, bytes }) => (from <= i && i <= until ? sum + bytes : sum), 0);
    if (alive > most) [most, at] = [alive, i];
  }
  const holders = all
    .filter(({ from, until }) => from <= at && at <= until)
    .map(({ name, bytes }) => ({ tensor: name, bytes }))
    .sort((a, b) => b.bytes - a.bytes);
  return { bytes: most, step: steps[at]?.name ?? "", holders };
}
