/**
 * What costs energy: events that the model counts, each with the share it is given before anything is fitted.
 * A share is a number of cells: a full adder, a multiplexer of a shifter or a clocked flip-flop is one. Shares say how a figure
 * that no published point determines is apportioned; their common scale, and what the points do determine, comes from the fit.
 */
interface EventRow {
  readonly unit: string;
  /** Cells; see `EVENTS`. */
  readonly cells: number;
  /** How the share follows from area or operand width. */
  readonly why: string;
}

/** Width of the significand with its hidden bit, FP16 and FP32. */
const FP16 = 11;
const FP32 = 24;

/** Array of full adders of a product of significands. */
const product = (width: number): number => width * width;
/** Adder of three significands, and its alignment and normalisation shifters: a multiplexer is half a cell. */
const sum = (width: number): number => 3 * width * (1 + Math.ceil(Math.log2(3 * width)));
const BANK_BITS = 32;

export const EVENTS = {
  leakage: {
    unit: "ns",
    cells: 750,
    why: "3 in 10 000 of the 2.5 million gates of the cluster (0.07 mm2 are 14 % of it)",
  },
  clusterClock: {
    unit: "clock",
    cells: 2000,
    why: "flip-flops of interconnect, DMA and event unit that no gate stops",
  },
  coreAwake: {
    unit: "core clock",
    cells: 600,
    why: "pipeline and status registers of a core, its register file gated",
  },
  coreAsleep: { unit: "core clock", cells: 20, why: "the clock gate and what wakes the core" },
  instruction: {
    unit: "instruction",
    cells: 300,
    why: "fetch and decode registers, two operands read, one result written",
  },
  integer: { unit: "operation", cells: 100, why: "32-bit adder, shifter and comparator" },
  multiplication: { unit: "operation", cells: 32 * 32, why: "32 x 32 multiplier, or its dot products" },
  division: { unit: "operation", cells: 2000, why: "some 16 clocks of a radix-2 step on 3 registers" },
  access: { unit: "load or store", cells: 100, why: "address adder and the port of the core" },
  fp16Fma: { unit: "lane", cells: product(FP16) + sum(FP16), why: "as a compute element of RedMulE" },
  fp32Fma: { unit: "lane", cells: product(FP32) + sum(FP32), why: "24-bit significands in place of 11-bit ones" },
  floatOther: { unit: "lane", cells: 100, why: "comparison, conversion, sign" },
  fetch: { unit: "word", cells: 200, why: "32 bits out of the instruction cache, all ways looked at" },
  refill: { unit: "line", cells: 4 * 128, why: "a line of 128 bits written; its beats at L2 are counted there" },
  bankAccess: { unit: "word", cells: BANK_BITS * (16 + 8), why: "32 bits of a bank and of the interconnect" },
  dmaBeat: { unit: "8 B", cells: 64 * 8, why: "64 bits through the buffers of the DMA" },
  l2Beat: { unit: "8 B", cells: 64 * 24, why: "64 bits of a large memory and the way to it" },
  portBit: {
    unit: "bit",
    cells: 4,
    why: "a bit of RedMulE's port through queue, realignment, cast and operand buffer",
  },
  redmuleBit: {
    unit: "flip-flop clock",
    cells: 0.1,
    why: "flip-flops of RedMulE around its array while a job runs, one in ten clocked",
  },
  arrayBit: {
    unit: "flip-flop clock",
    cells: 1,
    why: "flip-flops of the compute elements in clocks in which their row advances",
  },
  product: { unit: "step", cells: product(FP16), why: "11 x 11 multiplier of a compute element" },
  sum: { unit: "step", cells: sum(FP16), why: "aligned three-significand adder of a compute element" },
  comparison: { unit: "step", cells: 2 * 16, why: "16-bit comparator and multiplexer of a compute element" },
  padding: { unit: "step", cells: 100, why: "a step on zeros of a row that is not gated: its operands change once" },
} as const satisfies Record<string, EventRow>;

export type EventName = keyof typeof EVENTS;
export const EVENT_NAMES = Object.keys(EVENTS) as EventName[];
