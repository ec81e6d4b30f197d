import { z } from "zod";
import { hex } from "../../hw/hex.js";
import { UsageError } from "../../hw/errors.js";
import { CORES, type ContentionJob, type Sharing } from "../../run/load/contended-redmule.js";
import { bit, checkMasters, count, digits, readLines, wordsOfHex } from "./json-lines.js";
import type { Recording, Shown } from "./replay.js";

/** A word access that a core begins to request. */
export interface CoreRequest {
  readonly core: number;
  readonly addr: number;
  readonly write: number;
  readonly data: number;
}

/** What the cores do in one clock. */
export interface ContentionInputs {
  /** Bit m: core m requests. */
  readonly requests: number;
  readonly fresh: readonly CoreRequest[];
}

/** What a report shows of a clock. The recordings hold the first three, the event alone in the clock after the last. */
export const CONTENTION_FIELDS = {
  grants: "grants of the cores",
  wide: "RedMulE's port",
  event: "event",
  counter: "counter",
  pointers: "pointers",
  locks: "locks",
  controller: "controller",
} as const;

export type ContentionField = keyof typeof CONTENTION_FIELDS;

export interface ContentionTrace extends Recording<ContentionInputs, ContentionField> {
  readonly job: ContentionJob;
  readonly sharing: Sharing;
}

/** The wide port in a clock, as reports show it. */
export function wideAccess(req: number, addr: number, write: number, gnt: number): string {
  if (req === 0) return "no request";
  return `${write !== 0 ? "write" : "read"} at ${hex(addr)} ${gnt !== 0 ? "granted" : "denied"}`;
}

const size = z.int().min(1).max(65535);
const requests = z.array(z.tuple([count, digits, bit, digits]));

const headerSchema = z.object({
  ...{ hdr: z.literal(1), m: size, n: size, k: size, x: count, w: count, yz: count },
  ...{ invert: bit, max_stall: count.max(255), pending: requests.default([]) },
});

const lineSchema = z.object({
  ...{ c: count, q: count.max(2 ** CORES - 1), g: count, n: requests.default([]) },
  h: z.tuple([digits, bit, bit]).optional(),
});

/**
 * Reads a recorded run of RedMulE beside eight cores (JSON lines, `reference/README.md` of the shared data).
 * @param name file name for messages
 * @throws UsageError naming line and field of the first thing that does not fit the format
 */
export function parseContentionTrace(text: string, name: string): ContentionTrace {
  const lines = readLines(text, name);
  const { m, n, k, x, w, yz, invert, max_stall: maxStall, pending } = lines.parse(headerSchema, 0);
  const inputs: ContentionInputs[] = [];
  const outputs: Partial<Shown<ContentionField>>[] = [];
  let fresh = requestsOf(pending, lines.where(0));
  for (let i = 1; i < lines.count; i++) {
    const { q, g, n: begun, h } = lines.parseClock(lineSchema, i);
    fresh = [...fresh, ...requestsOf(begun, lines.where(i))];
    inputs.push({ requests: q, fresh });
    const wide = h === undefined ? wideAccess(0, 0, 0, 0) : wideAccess(1, parseInt(h[0], 16), 1 - h[1], h[2]);
    outputs.push({ grants: g, wide, event: 0 });
    fresh = [];
  }
  if (inputs.length === 0) throw new UsageError(`${name} holds no clocks: give a whole trace.`);
  inputs.push({ requests: 0, fresh });
  outputs.push({ event: 1 });
  return { name, inputs, outputs, job: { m, n, k, x, w, yz }, sharing: { invertPrio: invert, maxStall } };
}

function requestsOf(list: z.output<typeof requests>, where: string): CoreRequest[] {
  checkMasters(
    list.map(([core]) => core),
    CORES - 1,
    where,
  );
  return list.map(([core, addr, wen, data]) => ({
    ...{ core, write: 1 - wen },
    addr: wordsOfHex(addr, 8, 1, where)[0],
    data: wordsOfHex(data, 8, 1, where)[0],
  }));
}
