import { z } from "zod";
import { UsageError } from "../../hw/errors.js";
import { bit, checkMasters, count, digits, readLines, wordsOfHex } from "./json-lines.js";
import type { Recording, Shown } from "./replay.js";

/** An access as a master puts it on its port; narrow ports have one word. */
export interface TraceRequest {
  master: number;
  addr: number;
  write: number;
  /** Byte enables of each word, word 0 first. */
  be: number[];
  data: number[];
}

/** What one clock puts into the interconnect; an undefined control keeps its value. */
export interface TraceInputs {
  control?: [invertPrio: number, p0: number, p1: number];
  clear: number;
  /** Bit b: bank b grants. */
  bankGrants?: number;
  /** Bit m: master m requests; the bit after the narrow masters is the wide port. */
  requests: number;
  fresh: TraceRequest[];
}

/** What a trace records of a clock, with the name that a report uses. */
export const TRACE_FIELDS = {
  grants: "grants",
  valids: "valids",
  readData: "read data",
  bankActivity: "bank activity",
  counter: "counter",
  pointers: "pointers",
  locks: "locks",
} as const;

export type TraceField = keyof typeof TRACE_FIELDS;

/** What one clock shows. Masks as in `TraceInputs`. */
export interface TraceOutputs extends Shown<TraceField> {
  readonly grants: number;
  readonly valids: number;
  /** `master:data`, most significant word first, of valid answers to reads. */
  readonly readData: readonly string[];
  /** `bank:row:R` or `bank:row:W:be:data` of every bank that sees a request. */
  readonly bankActivity: readonly string[];
  readonly counter: number;
  /** Hex digit b = round-robin pointer of bank b. */
  readonly pointers: string;
  readonly locks: number;
}

export interface HciTrace extends Recording<TraceInputs, TraceField> {
  readonly header: TraceHeader;
}

const headerSchema = z.object({
  hdr: z.literal(1),
  name: z.string(),
  rev: z.enum(["f7fbfcd", "d6a4872"]),
  n_core: count,
  n_ext: count,
  n_dma: count,
  n_mem: z.int().positive().max(32),
  rows: z.int().positive(),
  nw: z.int().positive(),
  cycles: count,
});

/** First line of a trace, see `reference/hci/README.md` of the shared data. */
export type TraceHeader = z.infer<typeof headerSchema>;

const lineSchema = z.object({
  c: count,
  k: z.tuple([bit, count.max(255), count.max(255)]).optional(),
  clr: bit.default(0),
  bg: count.optional(),
  q: count,
  n: z.array(z.tuple([count, digits, bit, digits, digits])).default([]),
  g: count,
  v: count,
  r: z.array(z.tuple([count, digits])).default([]),
  b: z
    .array(z.union([z.tuple([count, count, z.literal(1)]), z.tuple([count, count, z.literal(0), digits, digits])]))
    .default([]),
  ctr: count,
  rr: z.string(),
  lk: count,
});

/**
 * Reads a recorded interconnect trace (JSON lines).
 * @param name file name for messages
 * @throws UsageError naming line and field of the first thing that does not fit the format
 */
export function parseTrace(text: string, name: string): HciTrace {
  const lines = readLines(text, name);
  const header = lines.parse(headerSchema, 0);
  if (lines.count - 1 !== header.cycles) {
    throw new UsageError(
      `${name} holds ${lines.count - 1} clocks but its header promises ${header.cycles}: the file is cut or joined.`,
    );
  }
  const wide = header.n_core + header.n_ext + header.n_dma;
  const inputs: TraceInputs[] = [];
  const outputs: TraceOutputs[] = [];
  for (let i = 1; i < lines.count; i++) {
    const where = lines.where(i);
    const line = lines.parseClock(lineSchema, i);
    checkMasters([...line.n.map((n) => n[0]), ...line.r.map((r) => r[0])], wide, where);
    const wordsOf = (master: number) => (master === wide ? header.nw : 1);
    inputs.push({
      ...(line.k && { control: line.k }),
      clear: line.clr,
      ...(line.bg !== undefined && { bankGrants: line.bg }),
      requests: line.q,
      fresh: line.n.map(([master, addr, wen, be, data]) => ({
        master,
        addr: wordsOfHex(addr, 8, 1, where)[0],
        write: 1 - wen,
        be: wordsOfHex(be, 1, wordsOf(master), where),
        data: wordsOfHex(data, 8, wordsOf(master), where),
      })),
    });
    outputs.push({
      grants: line.g,
      valids: line.v,
      readData: line.r.map(([master, data]) => `${master}:${data.toLowerCase().padStart(8 * wordsOf(master), "0")}`),
      bankActivity: line.b.map(([bank, row, wen, be, data]) =>
        wen === 1 ? `${bank}:${row}:R` : `${bank}:${row}:W:${be}:${data!.toLowerCase().padStart(8, "0")}`,
      ),
      counter: line.ctr,
      pointers: line.rr.toLowerCase(),
      locks: line.lk,
    });
  }
  return { name: header.name, header, inputs, outputs };
}
