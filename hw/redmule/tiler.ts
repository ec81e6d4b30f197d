import { registerArray, type Block, type Scope, registersOf } from "../probe.js";
import { JobConfig } from "./job-config.js";
import { beatBytes, tileColumns, type RedmuleParameters } from "./parameters.js";
import { CONTEXTS } from "./register-file.js";
import { JOB_REGISTERS } from "./registers.js";
import { SeqMultiplier } from "./seq-multiplier.js";

/** Bytes of an element by format code of 0x54. */
const ELEMENT_BYTES = [1, 2, 1, 2];
const MATMUL = 0;

/**
 * Derives tile counts, leftovers, strides and beat totals from the job registers. Two chained serial multiplications of 16
 * clocks give the totals: a context written in clock s (its 0x54) is valid from clock s + 34. Each context has a result of its
 * own, so that the next job can be tiled while one runs.
 */
export class Tiler implements Block {
  // Input wires.
  /** 0x54 of the programmed context is written in this clock. */
  start = 0;
  /** The value that is written; the job register shows it one clock later. */
  macfg = 0;
  programmed = 0;
  running = 0;
  /** The running job leaves IDLE: its result is used up. */
  setback = 0;
  clear = 0;

  // Registers.
  readonly configs = [new JobConfig(), new JobConfig()];
  readonly valid = new Uint8Array(CONTEXTS);
  readonly waiting = new Uint8Array(CONTEXTS);
  busy = 0;
  context = 0;
  tilesLast = 0;
  second = 0;

  /** Tr x Tc, Tr x column beats and M x column beats, then chunks and W beats. */
  private readonly tiles = new SeqMultiplier();
  private readonly tileBeats = new SeqMultiplier();
  private readonly yzBeats = new SeqMultiplier();
  private readonly chunks = new SeqMultiplier();
  private readonly wBeats = new SeqMultiplier();
  private readonly multipliers = [this.tiles, this.tileBeats, this.yzBeats, this.chunks, this.wBeats];
  private readonly draft = new JobConfig();

  private readonly p: RedmuleParameters;
  private readonly job: Uint32Array;
  private readonly shared: boolean;

  /** @param job job registers of all contexts, wired from the register file */
  constructor(p: RedmuleParameters, job: Uint32Array) {
    this.p = p;
    this.job = job;
    // E4: one result for both contexts, read through the registers of the running one.
    this.shared = p.errata.E4;
  }

  /** Result of the running context. */
  get config(): JobConfig {
    return this.configs[this.shared ? 0 : this.running];
  }

  get ready(): number {
    return this.valid[this.shared ? 0 : this.running];
  }

  /** Nothing to do and nothing to clear in this clock. */
  get quiet(): boolean {
    return (this.busy | this.start | this.clear | this.setback | this.waiting[0] | this.waiting[1]) === 0;
  }

  settle(): void {
    if (this.quiet) return;
    const { draft } = this;
    const target = this.shared ? this.running : this.starting;
    this.derive(target, draft);
    const starts = this.starts;
    const first = starts ? 1 : 0;
    const columnBeats = this.columnBeats(draft);
    this.wire(this.tiles, first, draft.rowTiles, draft.columnTiles);
    this.wire(this.tileBeats, first, draft.rowTiles, columnBeats);
    this.wire(this.yzBeats, first, this.job[target * JOB_REGISTERS + 3] & 0xffff, columnBeats);
    this.wire(this.chunks, this.second, draft.chunks, this.tiles.product);
    this.wire(this.wBeats, this.second, this.p.errata.E10 ? draft.paddedSteps : draft.steps, this.tileBeats.product);
  }

  /** A multiplication begins in this clock. */
  private get starts(): boolean {
    if (this.shared) return this.start === 1;
    return !this.busy && (this.start === 1 || this.waiting[0] + this.waiting[1] > 0);
  }

  /** The context whose multiplication runs or begins. */
  private get starting(): number {
    if (this.busy) return this.context;
    if (this.waiting[0]) return 0;
    if (this.waiting[1]) return 1;
    return this.programmed;
  }

  private wire(m: SeqMultiplier, start: number, a: number, b: number): void {
    m.start = start;
    m.a = a;
    m.b = b;
    m.clear = this.clear | (this.shared ? this.setback : 0);
  }

  edge(): void {
    if (this.quiet) return;
    const starts = this.starts;
    const target = this.starting;
    const busy = this.busy;
    const finishes = busy && this.wBeats.valid && !this.second;
    const tilesValid = this.tiles.valid;
    const pulse = busy && tilesValid && !this.tilesLast;
    if (finishes) this.finish(this.configs[this.shared ? 0 : this.context]);
    for (const m of this.multipliers) m.edge();
    if (this.clear) {
      this.resetControl();
      return;
    }
    if (busy) this.tilesLast = tilesValid;
    this.second = pulse ? 1 : 0;
    if (this.shared) this.edgeShared(starts, finishes);
    else this.edgeIsolated(starts, target, finishes);
  }

  private edgeShared(starts: boolean, finishes: boolean | number): void {
    if (finishes) this.valid[0] = 1;
    if (starts) this.busy = 1;
    if (this.setback) this.resetControl();
  }

  private edgeIsolated(starts: boolean, target: number, finishes: boolean | number): void {
    if (this.setback) this.valid[this.running] = 0;
    if (this.start) {
      this.valid[this.programmed] = 0;
      this.waiting[this.programmed] = 1;
    }
    if (finishes) {
      this.busy = 0;
      this.tilesLast = 0;
      for (const m of this.multipliers) m.reset();
      this.valid[this.context] = this.waiting[this.context] ? 0 : 1;
    }
    if (starts) {
      this.busy = 1;
      this.context = target;
      this.waiting[target] = 0;
    }
  }

  private finish(config: JobConfig): void {
    const { draft, p } = this;
    config.copyFrom(draft);
    config.xFetches = this.chunks.product;
    config.wBeats = this.wBeats.product;
    // E7: Y and Z have L rows in every row tile; E11: of a 16-bit number of tiles.
    if (p.errata.E7) config.zBeats = p.L * (p.errata.E11 ? this.tiles.product & 0xffff : this.tiles.product);
    else config.zBeats = p.errata.E11 ? this.yzBeats.product & 0xffff : this.yzBeats.product;
  }

  /** Tile counts, leftovers and strides: combinational from the job registers. */
  private derive(context: number, c: JobConfig): void {
    const { p, job } = this;
    const base = context * JOB_REGISTERS;
    const D = tileColumns(p);
    const m = job[base + 3] & 0xffff;
    const k = job[base + 3] >>> 16;
    const n = job[base + 4] & 0xffff;
    c.xAddr = job[base];
    c.wAddr = job[base + 1];
    c.zAddr = job[base + 2];
    const macfg = this.start && context === this.programmed ? this.macfg : job[base + 5];
    c.operation = (macfg >>> 10) & 7;
    c.format = (macfg >>> 7) & 3;
    // E12: strides count two bytes per element whatever the format.
    c.elementBytes = p.errata.E12 ? 2 : ELEMENT_BYTES[c.format];
    c.usesY = c.operation === MATMUL ? 0 : 1;
    c.rowTiles = Math.ceil(m / p.L);
    c.columnTiles = Math.ceil(k / D);
    c.chunks = Math.ceil(n / D);
    c.steps = n;
    c.paddedSteps = Math.ceil(n / p.H) * p.H;
    c.rowsLeft = m % p.L;
    c.chunkLeft = n % D;
    c.stepsLeft = n % p.H;
    c.columnsLeft = k % D;
    c.chunkSlots = Math.ceil((n % D) / p.H) * p.H;
    c.xRowBytes = n * c.elementBytes;
    c.wRowBytes = k * c.elementBytes;
  }

  /** Beats of one row over all column tiles. */
  private columnBeats(c: JobConfig): number {
    const bytes = beatBytes(this.p);
    const full = Math.ceil((tileColumns(this.p) * c.elementBytes) / bytes);
    return c.columnsLeft === 0
      ? c.columnTiles * full
      : (c.columnTiles - 1) * full + Math.ceil((c.columnsLeft * c.elementBytes) / bytes);
  }

  private resetControl(): void {
    this.valid.fill(0);
    this.waiting.fill(0);
    this.busy = this.tilesLast = this.second = 0;
  }

  reset(): void {
    this.resetControl();
    this.context = 0;
    for (const m of this.multipliers) m.reset();
    for (const config of this.configs) config.copyFrom(new JobConfig());
  }

  scope(name: string): Scope {
    return {
      name,
      probes: [
        registerArray("valid", 1, this.valid),
        registerArray("waiting", 1, this.waiting),
        ...registersOf(this, { busy: 1, context: 1, tilesLast: 1, second: 1 }),
      ],
      children: [
        ...this.multipliers.map((m, i) => m.scope(["tiles", "tile_beats", "yz_beats", "chunks", "w_beats"][i])),
        ...this.configs.map((c, i) => c.scope(`config${i}`)),
      ],
    };
  }
}
