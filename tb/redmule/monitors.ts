import { TENSOR_FORMATS } from "../../hw/redmule/operation.js";
import type { PlacedJob } from "./placed-job.js";
import type { RedmuleBench } from "./redmule-bench.js";

/** What a complaint list keeps: the first ones tell the story. */
const KEPT = 5;

/** Bytes of a job's Z. */
export function zBytes({ job: { fmt, m, k } }: PlacedJob): number {
  return m * k * TENSOR_FORMATS[fmt].bytes;
}

/**
 * Watches the TCDM port during one or several jobs: reads ask for bytes of the tensors only and for at least one, every byte
 * of each Z is written exactly once and no other byte ever, nothing is requested without a job, nothing is written after the
 * event of the last job.
 */
export class PortMonitor {
  readonly complaints: string[] = [];
  private readonly bench: RedmuleBench;
  /** Per byte of memory: 1 may be read, 2 is a Z byte still to be written. */
  private readonly marks: Uint8Array;
  private toWrite = 0;

  constructor(bench: RedmuleBench) {
    this.bench = bench;
    this.marks = new Uint8Array(bench.memory.bytes.length);
    bench.observers.push((cycle) => this.look(cycle));
  }

  /** Bytes of Z that the jobs under way have yet to write. */
  get unwritten(): number {
    return this.toWrite;
  }

  /** Adds a job; its Z must be written once more. */
  expect(placed: PlacedJob): void {
    const { job, bases } = placed;
    const { op, fmt, m, n, k } = job;
    const { bytes } = TENSOR_FORMATS[fmt];
    const from = bases.map((base) => base - this.bench.memory.base);
    this.marks.fill(1, from[0], from[0] + m * n * bytes);
    this.marks.fill(1, from[1], from[1] + n * k * bytes);
    this.marks.fill(op === "MATMUL" ? 2 : 3, from[2], from[2] + zBytes(placed));
    this.toWrite += zBytes(placed);
  }

  /** Gives up a job that a clear has ended: none of its bytes may be accessed from now on. */
  abandon({ job: { fmt, m, n, k }, bases }: PlacedJob): void {
    const { bytes } = TENSOR_FORMATS[fmt];
    const from = bases.map((base) => base - this.bench.memory.base);
    for (let at = from[2]; at < from[2] + m * k * bytes; at++) this.toWrite -= this.marks[at] >> 1;
    for (const [i, elements] of [m * n, n * k, m * k].entries())
      this.marks.fill(0, from[i], from[i] + elements * bytes);
  }

  /** Call when every event has come and the stores had time to drain. */
  finish(): void {
    if (this.toWrite !== 0) this.complain(`${this.toWrite} bytes of Z were never written`);
    const { foreign } = this.bench.memory;
    if (foreign !== 0) this.complain(`${foreign} words outside the memory were accessed`);
  }

  private look(cycle: number): void {
    const { redmule } = this.bench;
    const { tcdm } = redmule;
    if (!tcdm.req) return;
    if (!redmule.busy) this.complain(`clock ${cycle}: a request without a job`);
    if (redmule.event) this.complain(`clock ${cycle}: a request with the event`);
    if (!tcdm.gnt) return;
    let wanted = 0;
    for (let i = 0; i < tcdm.words; i++) {
      for (let b = 0; b < 4; b++) {
        if (((tcdm.be[i] >> b) & 1) === 0) continue;
        wanted++;
        if (tcdm.write) this.written(cycle, tcdm.addr + 4 * i + b);
        else if ((this.marks[tcdm.addr + 4 * i + b - this.bench.memory.base] & 1) === 0) {
          this.complain(`clock ${cycle}: byte 0x${(tcdm.addr + 4 * i + b).toString(16)} of no operand is read`);
        }
      }
    }
    if (wanted === 0) this.complain(`clock ${cycle}: an access without a wanted byte`);
  }

  private written(cycle: number, address: number): void {
    const at = address - this.bench.memory.base;
    if ((this.marks[at] & 2) === 0) {
      this.complain(`clock ${cycle}: byte 0x${address.toString(16)} is written outside Z or twice`);
    }
    this.marks[at] &= ~2;
    this.toWrite--;
  }

  private complain(text: string): void {
    if (this.complaints.length < KEPT) this.complaints.push(text);
  }
}

/** Compares the whole memory with what it held before, the bytes of Z aside. */
export class MemoryScoreboard {
  private readonly bench: RedmuleBench;
  private readonly before: Uint8Array;

  constructor(bench: RedmuleBench) {
    this.bench = bench;
    this.before = bench.memory.bytes.slice();
  }

  /** Addresses of bytes outside the given Z regions that have changed, at most a few. */
  changed(jobs: readonly PlacedJob[]): number[] {
    const { memory } = this.bench;
    const now = memory.bytes.slice();
    for (const job of jobs) {
      const from = job.bases[2] - memory.base;
      const to = from + zBytes(job);
      now.set(this.before.subarray(from, to), from);
    }
    const found: number[] = [];
    for (let i = 0; i < now.length && found.length < KEPT; i++) {
      if (now[i] !== this.before[i]) found.push(memory.base + i);
    }
    return found;
  }
}
