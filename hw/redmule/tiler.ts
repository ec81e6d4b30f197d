import { registerArray, type Block, type Scope, registersOf } from "../probe.js";
import { JobConfig } from "./job-config.js";
import type { JobStorage } from "./job-storage.js";
import type { RedmuleParameters } from "./parameters.js";
import { CONTEXTS } from "./register-file.js";
import { SeqMultiplier } from "./seq-multiplier.js";
import { columnBeats, deriveShape } from "./tile-shape.js";

/** Places of the registers that size a job, behind its addresses. */
const MCFG0 = 3;
const MCFG1 = 4;
const MACFG = 5;

/** No result. */
const NOTHING = new JobConfig();

/**
 * Derives tile counts, leftovers, strides and beat totals from the job registers. Two chained serial multiplications of 16
 * clocks give the totals: a context written in clock s (its 0x54) is valid from clock s + 34. Each context has a result of its
 * own, so that the next job can be tiled while one runs. A further write of a size begins again.
 */
export class Tiler implements Block {
  // Input wires.
  /** 0x54 of the programmed context is written in this clock; a register that sizes its job is. */
  start = 0;
  resize = 0;
  /** Index and value of the word that is written: the job registers show it one clock later. -1 without a write. */
  written = -1;
  writtenValue = 0;
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
  private readonly sizes = { mcfg0: 0, mcfg1: 0, macfg: 0 };

  private readonly p: RedmuleParameters;
  private readonly storage: JobStorage;
  private readonly shared: boolean;
  private readonly runsOn: boolean;
  private readonly live: boolean;

  /** @param storage job registers of all contexts, wired from the register file */
  constructor(p: RedmuleParameters, storage: JobStorage) {
    this.p = p;
    this.storage = storage;
    // E4: one result for both contexts, read through the registers of the running one.
    this.shared = p.errata.E4;
    // E20: a start does not begin again what is under way.
    this.runsOn = p.errata.E20;
    // E21: the running job has the addresses that stand in its registers.
    this.live = p.errata.E21;
  }

  /** Result of the running context. */
  get config(): JobConfig {
    const config = this.configs[this.shared ? 0 : this.running];
    if (this.live) this.address(config);
    return config;
  }

  /** Takes the addresses of the running context. */
  private address(config: JobConfig): void {
    const { words } = this.storage;
    const at = this.storage.base(this.running);
    config.moveTo(words[at], words[at + 1], words[at + 2]);
  }

  get ready(): number {
    return this.valid[this.shared ? 0 : this.running];
  }

  /** Nothing to do and nothing to clear in this clock. */
  get idle(): boolean {
    return (this.busy | this.begins | this.clear | this.setback | this.waiting[0] | this.waiting[1]) === 0;
  }

  /** The programmed context is to be tiled, anew if it was. */
  private get begins(): number {
    const { start, resize, programmed } = this;
    if (this.shared || !resize) return start;
    const under =
      this.valid[programmed] | this.waiting[programmed] | (this.busy && this.context === programmed ? 1 : 0);
    return start | under;
  }

  settle(): void {
    if (this.idle) return;
    const { draft } = this;
    this.derive(this.shared ? this.running : this.starting);
    const starts = this.starts;
    const first = starts ? 1 : 0;
    const second = starts && !this.runsOn ? 0 : this.second;
    const beats = columnBeats(this.p, draft);
    this.wire(this.tiles, first, draft.rowTiles, draft.columnTiles);
    this.wire(this.tileBeats, first, draft.rowTiles, beats);
    this.wire(this.yzBeats, first, this.sizes.mcfg0 & 0xffff, beats);
    this.wire(this.chunks, second, draft.chunks, this.tiles.product);
    this.wire(this.wBeats, second, this.p.errata.E10 ? draft.paddedSteps : draft.steps, this.tileBeats.product);
  }

  /** A multiplication begins in this clock. */
  private get starts(): boolean {
    if (this.shared) return this.start === 1;
    if (this.busy) return this.begins === 1 && this.context === this.programmed;
    return this.begins === 1 || this.waiting[0] + this.waiting[1] > 0;
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
    if (this.idle) return;
    const starts = this.starts;
    const target = this.starting;
    const busy = this.busy;
    const restarts = starts && !this.runsOn;
    const finishes = busy === 1 && this.wBeats.valid === 1 && !restarts;
    if (restarts) this.restart();
    const tilesValid = this.tiles.valid;
    const pulse = busy && tilesValid && !this.tilesLast;
    if (finishes) this.finish(this.configs[this.shared ? 0 : this.context]);
    for (const m of this.multipliers) m.edge();
    if (this.clear) {
      if (busy) this.config.copyFrom(NOTHING);
      this.resetControl();
      return;
    }
    if (busy) this.tilesLast = tilesValid;
    this.second = pulse ? 1 : 0;
    if (this.shared) this.edgeShared(starts, finishes);
    else this.edgeIsolated(starts, target, finishes);
  }

  private edgeShared(starts: boolean, finishes: boolean): void {
    if (finishes) this.valid[0] = 1;
    if (starts) {
      this.busy = 1;
      if (!this.runsOn) this.valid[0] = 0;
    }
    if (!this.setback) return;
    this.resetControl();
    this.address(this.configs[0]);
  }

  private edgeIsolated(starts: boolean, target: number, finishes: boolean): void {
    if (this.setback) {
      this.valid[this.running] = 0;
      this.address(this.configs[this.running]);
    }
    if (finishes) {
      this.busy = 0;
      this.restart();
      this.valid[this.context] = this.waiting[this.context] ? 0 : 1;
    }
    if (this.begins) {
      this.valid[this.programmed] = 0;
      this.waiting[this.programmed] = 1;
    }
    if (starts) {
      this.busy = 1;
      this.context = target;
      this.waiting[target] = 0;
    }
  }

  /** The multipliers begin from nothing. */
  private restart(): void {
    this.tilesLast = this.second = 0;
    for (const m of this.multipliers) m.reset();
  }

  private finish(config: JobConfig): void {
    const { draft, p } = this;
    // The addresses come when the job starts.
    draft.moveTo(config.xAddr, config.wAddr, config.zAddr);
    config.copyFrom(draft);
    config.xFetches = this.chunks.product;
    config.wBeats = this.wBeats.product;
    // E7: Y and Z have L rows in every row tile; E11: of a 16-bit number of tiles.
    if (p.errata.E7) config.zBeats = p.L * (p.errata.E11 ? this.tiles.product & 0xffff : this.tiles.product);
    else config.zBeats = p.errata.E11 ? this.yzBeats.product & 0xffff : this.yzBeats.product;
  }

  /** A job register as the write of this clock leaves it; the shared result follows one clock behind. */
  private word(at: number): number {
    return at === this.written && !this.shared ? this.writtenValue : this.storage.words[at];
  }

  private derive(context: number): void {
    const { sizes, p, draft } = this;
    const base = this.storage.base(context);
    sizes.mcfg0 = this.word(base + MCFG0);
    sizes.mcfg1 = this.word(base + MCFG1);
    sizes.macfg = this.word(base + MACFG);
    deriveShape(p, sizes, draft);
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
