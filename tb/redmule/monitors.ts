import { hex } from "../../hw/hex.js";
import { TENSOR_FORMATS } from "../../hw/redmule/operation.js";
import type { Redmule } from "../../hw/redmule/redmule.js";
import type { PlacedJob } from "../../run/redmule/placed-job.js";
import type { RedmuleBench } from "../../run/redmule/redmule-bench.js";

/** Marks of a word whose four bytes may be read, or are Z bytes still to be written. */
const WORD_READ = 0x01010101;
const WORD_WRITTEN = 0x02020202;

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
  private readonly redmule: Redmule;
  /** First byte address of the memory. */
  private readonly base: number;
  /** Per byte of memory: 1 may be read, 2 is a Z byte still to be written. */
  private readonly marks: Uint8Array;
  /** The same a word at a time. */
  private readonly wordMarks: Uint32Array;
  private toWrite = 0;

  constructor(bench: RedmuleBench) {
    this.bench = bench;
    this.redmule = bench.redmule;
    this.base = bench.memory.base;
    this.wordMarks = new Uint32Array(bench.memory.words.length);
    this.marks = new Uint8Array(this.wordMarks.buffer);
  }

  /** A monitor that observes every clock of a bench. */
  static on(bench: RedmuleBench): PortMonitor {
    const monitor = new PortMonitor(bench);
    bench.observers.push((cycle) => monitor.look(cycle));
    return monitor;
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
    const from = bases.map((base) => base - this.base);
    this.marks.fill(1, from[0], from[0] + m * n * bytes);
    this.marks.fill(1, from[1], from[1] + n * k * bytes);
    this.marks.fill(op === "MATMUL" ? 2 : 3, from[2], from[2] + zBytes(placed));
    this.toWrite += zBytes(placed);
  }

  /** Gives up a job that a clear has ended: none of its bytes may be accessed from now on. */
  abandon({ job: { fmt, m, n, k }, bases }: PlacedJob): void {
    const { bytes } = TENSOR_FORMATS[fmt];
    const from = bases.map((base) => base - this.base);
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

  /** To be called in every clock after everything has settled and before the edge. */
  look(cycle: number): void {
    const { redmule, base, marks } = this;
    const { tcdm } = redmule;
    if (tcdm.req === 0) return;
    if (redmule.busy === 0) this.complain(`clock ${cycle}: a request without a job`);
    if (redmule.event !== 0) this.complain(`clock ${cycle}: a request with the event`);
    if (tcdm.gnt === 0) return;
    const at = tcdm.addr - base;
    const wholeWords = (at & 3) === 0 && at >= 0 && at + 4 * tcdm.words <= marks.length;
    const wanted = !wholeWords ? this.anyBytes(cycle) : tcdm.write === 0 ? this.read(cycle, at) : this.write(cycle, at);
    if (wanted === 0) this.complain(`clock ${cycle}: an access without a wanted byte`);
  }

  /** An access that may lie anywhere. Returns what it wants, as all others, 0 for nothing. */
  private anyBytes(cycle: number): number {
    const { be, words, addr } = this.redmule.tcdm;
    let wanted = 0;
    for (let i = 0; i < words; i++) {
      wanted |= be[i];
      this.bytes(cycle, addr + 4 * i, be[i]);
    }
    return wanted;
  }

  /** A read inside the memory, a word at a time where all of it is wanted. */
  private read(cycle: number, at: number): number {
    const { wordMarks } = this;
    const { be, words } = this.redmule.tcdm;
    const first = at >> 2;
    let wanted = 0;
    for (let i = 0; i < words; i++) {
      const enable = be[i];
      wanted |= enable;
      if (enable === 0 || (enable === 0xf && (wordMarks[first + i] & WORD_READ) === WORD_READ)) continue;
      this.bytes(cycle, this.base + at + 4 * i, enable);
    }
    return wanted;
  }

  /** The same of a write. */
  private write(cycle: number, at: number): number {
    const { wordMarks } = this;
    const { be, words } = this.redmule.tcdm;
    const first = at >> 2;
    let wanted = 0;
    let written = 0;
    for (let i = 0; i < words; i++) {
      const enable = be[i];
      wanted |= enable;
      if (enable === 0xf && (wordMarks[first + i] & WORD_WRITTEN) === WORD_WRITTEN) {
        wordMarks[first + i] &= ~WORD_WRITTEN;
        written += 4;
      } else if (enable !== 0) this.bytes(cycle, this.base + at + 4 * i, enable);
    }
    this.toWrite -= written;
    return wanted;
  }

  private bytes(cycle: number, address: number, be: number): void {
    const { tcdm } = this.redmule;
    for (let b = 0; b < 4; b++) {
      if (((be >> b) & 1) === 0) continue;
      if (tcdm.write) this.written(cycle, address + b);
      else if ((this.marks[address + b - this.base] & 1) === 0) {
        this.complain(`clock ${cycle}: byte ${hex(address + b)} of no operand is read`);
      }
    }
  }

  private written(cycle: number, address: number): void {
    const at = address - this.base;
    if ((this.marks[at] & 2) === 0) {
      this.complain(`clock ${cycle}: byte ${hex(address)} is written outside Z or twice`);
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
