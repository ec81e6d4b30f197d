import { Replay } from "../../hw/redmule/replay/replay.js";
import { ContendedRedmule, type ContendedDesign, type ContentionJob, type Sharing } from "./contended-redmule.js";
import { LoadGenerators } from "./load-generators.js";
import { PackedBanks } from "./packed-banks.js";
import { PackedClocks } from "./packed-clocks.js";

/** An FP16 GEMM of RedMulE beside eight random masters. */
export interface ContentionSetting extends Sharing {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Probability of a request per free master and clock. */
  readonly p: number;
}

/** What a run shows up to the event. */
export interface ContentionResult {
  /** Clocks from the trigger write to the event; null when the limit came first. */
  readonly cycles: number | null;
  /** Granted and refused clocks of RedMulE's port. */
  readonly wideGrants: number;
  readonly wideDenied: number;
  readonly coreGrants: number;
  /** Clocks from the begin of a core's request to its grant, 0 for a grant at once. */
  readonly averageWait: number;
  readonly maxWait: number;
}

const TENSOR_ALIGNMENT = 1024;

/** X, W and Y one behind the other, as the recorded runs have them. */
export function contentionJob({ m, n, k }: Pick<ContentionSetting, "m" | "n" | "k">): ContentionJob {
  const align = (at: number) => Math.ceil(at / TENSOR_ALIGNMENT) * TENSOR_ALIGNMENT;
  const w = align(2 * m * n);
  return { m, n, k, x: 0, w, yz: align(w + 2 * n * k) };
}

/** RedMulE at work beside loaded masters. */
export class ContentionRun {
  readonly design: ContendedRedmule;
  private readonly masters: LoadGenerators;
  private readonly packed: PackedClocks;
  /** Of RedMulE's stretches that repeat, where it is granted every request; built when it is first wanted. */
  private built: Replay | null | undefined;

  constructor(setting: ContentionSetting, seed: number, design: ContendedDesign = {}) {
    const job = contentionJob(setting);
    this.design = new ContendedRedmule(design);
    const bytes = this.design.interconnect.tcdm.bytes.length;
    const writeFrom = job.yz + 2 * job.m * job.k;
    const { ports, loadStorage } = this.design;
    this.masters = new LoadGenerators(ports, { p: setting.p, seed, bytes, writeFrom }, loadStorage);
    this.packed = new PackedClocks(this.masters, this.design.interconnect);
    this.design.start(job, setting);
  }

  /** Runs to the event, or for at most so many clocks; the clocks from the trigger write to the event, null without one. */
  run(limit: number): number | null {
    const { design, masters } = this;
    if (design.observers.length === 0 && design.checks === null && this.runPacked(limit - 1)) return design.cycle;
    while (design.cycle < limit) {
      masters.drive();
      design.settle();
      if (design.redmule.event !== 0) return design.cycle;
      design.edge();
    }
    return null;
  }

  /** Of a design that has one. */
  get replay(): Replay | null {
    const { redmule, interconnect } = this.design;
    if (this.built === undefined) this.built = Replay.of(redmule, new PackedBanks(this.packed, interconnect));
    return this.built;
  }

  /** Clocks that nobody looks at. True when the event came. */
  private runPacked(limit: number): boolean {
    const { design, packed } = this;
    const { redmule } = design;
    packed.begin();
    design.memory = packed;
    const replay = packed.wins ? this.replay : null;
    while (design.cycle < limit) {
      const clocks = replay === null ? 0 : replay.advance(limit - design.cycle);
      design.cycle += clocks;
      if (clocks !== 0) continue;
      design.settle();
      if (redmule.event !== 0) break;
      replay?.settled();
      design.edge();
      replay?.clocked();
    }
    replay?.leave();
    design.memory = design.interconnect;
    packed.end(redmule.event !== 0);
    return redmule.event !== 0;
  }
}

/** Runs a setting and counts grants and waits. */
export function measureContention(setting: ContentionSetting, seed: number, limit: number): ContentionResult {
  const run = new ContentionRun(setting, seed);
  const { ports, redmule, observers } = run.design;
  const { tcdm } = redmule;
  const waiting = new Uint32Array(ports.length);
  let [wideGrants, wideDenied, coreGrants, waits, maxWait] = [0, 0, 0, 0, 0];
  observers.push(() => {
    if (redmule.event !== 0) return;
    wideGrants += tcdm.gnt;
    wideDenied += tcdm.req - tcdm.gnt;
    for (let m = 0; m < ports.length; m++) {
      const { req, gnt } = ports[m];
      coreGrants += gnt;
      waits += req - gnt;
      waiting[m] = req > gnt ? waiting[m] + 1 : 0;
      if (waiting[m] > maxWait) maxWait = waiting[m];
    }
  });
  const cycles = run.run(limit);
  return { cycles, wideGrants, wideDenied, coreGrants, averageWait: waits / Math.max(1, coreGrants), maxWait };
}
