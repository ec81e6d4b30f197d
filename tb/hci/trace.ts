import { z } from "zod";
import { UsageError } from "../../hw/errors.js";

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

/** What one clock shows, in a form that two sides compare with `String`. Masks as in `TraceInputs`. */
export interface TraceOutputs {
  grants: number;
  valids: number;
  /** `master:data`, most significant word first, of valid answers to reads. */
  readData: string[];
  /** `bank:row:R` or `bank:row:W:be:data` of every bank that sees a request. */
  bankActivity: string[];
  counter: number;
  /** Hex digit b = round-robin pointer of bank b. */
  pointers: string;
  locks: number;
}

export interface HciTrace {
  header: TraceHeader;
  inputs: TraceInputs[];
  outputs: TraceOutputs[];
}

const count = z.int().nonnegative();
const hex = z.string().regex(/^[0-9a-f]+$/i, "is not a hex string");
const bit = z.union([z.literal(0), z.literal(1)]);

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
  n: z.array(z.tuple([count, hex, bit, hex, hex])).default([]),
  g: count,
  v: count,
  r: z.array(z.tuple([count, hex])).default([]),
  b: z
    .array(z.union([z.tuple([count, count, z.literal(1)]), z.tuple([count, count, z.literal(0), hex, hex])]))
    .default([]),
  ctr: count,
  rr: z.string(),
  lk: count,
});

/** Digits of a hex number in groups of `size`, least significant group first. */
function groups(digits: string, size: number, length: number, where: string): number[] {
  if (digits.length > size * length) {
    throw new UsageError(
      `${where}: "${digits}" has more than ${size * length} hex digits: shorten it to the port's width.`,
    );
  }
  const padded = digits.padStart(size * length, "0");
  return Array.from({ length }, (_, i) => parseInt(padded.slice((length - 1 - i) * size, (length - i) * size), 16));
}

function parseJson<T>(schema: z.ZodType<T>, text: string, where: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError(`${where}: the line is not JSON: record the trace again or remove the damaged end.`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0];
  throw new UsageError(`${where}: field ${path.join(".") || "(line)"} does not fit the trace format: ${message}.`);
}

/**
 * Reads a recorded interconnect trace (JSON lines).
 * @param name file name for messages
 * @throws UsageError naming line and field of the first thing that does not fit the format
 */
export function parseTrace(text: string, name: string): HciTrace {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0) throw new UsageError(`${name} is empty: give a trace recorded as JSON lines.`);
  const header = parseJson(headerSchema, lines[0], `${name}:1`);
  if (lines.length - 1 !== header.cycles) {
    throw new UsageError(
      `${name} holds ${lines.length - 1} clocks but its header promises ${header.cycles}: the file is cut or joined.`,
    );
  }
  const wide = header.n_core + header.n_ext + header.n_dma;
  const trace: HciTrace = { header, inputs: [], outputs: [] };
  for (let i = 1; i < lines.length; i++) {
    const where = `${name}:${i + 1}`;
    const line = parseJson(lineSchema, lines[i], where);
    if (line.c !== i - 1) throw new UsageError(`${where}: clock ${line.c} stands where clock ${i - 1} is due.`);
    const masters = [...line.n.map((n) => n[0]), ...line.r.map((r) => r[0])];
    const stranger = masters.find((m) => m > wide);
    if (stranger !== undefined) {
      throw new UsageError(`${where}: master ${stranger} does not exist: the header lists masters 0 to ${wide}.`);
    }
    const wordsOf = (master: number) => (master === wide ? header.nw : 1);
    trace.inputs.push({
      ...(line.k && { control: line.k }),
      clear: line.clr,
      ...(line.bg !== undefined && { bankGrants: line.bg }),
      requests: line.q,
      fresh: line.n.map(([master, addr, wen, be, data]) => ({
        master,
        addr: groups(addr, 8, 1, where)[0],
        write: 1 - wen,
        be: groups(be, 1, wordsOf(master), where),
        data: groups(data, 8, wordsOf(master), where),
      })),
    });
    trace.outputs.push({
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
  return trace;
}
