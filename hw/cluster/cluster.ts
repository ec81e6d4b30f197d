import { UsageError } from "../errors.js";
import { registersOf, wire, type Block, type Scope } from "../probe.js";
import type { CeModel } from "../redmule/engine.js";
import { DEFAULT_PARAMETERS, type RedmuleParameters } from "../redmule/parameters.js";
import { Redmule } from "../redmule/redmule.js";
import { clusterMap, regionOf, type AddressMap, type Target } from "./address-map.js";
import type { ArbiterRevision } from "./arbiter.js";
import { BenchRegisters } from "./bench-registers.js";
import { Core } from "./core/core.js";
import { DataDemux } from "./demux.js";
import { Interconnect } from "./interconnect.js";
import { Ram } from "./ram.js";
import { DEFAULT_TCDM, type TcdmSize } from "./tcdm.js";

/** Bit of the cores' interrupt lines that RedMulE's event drives. */
export const REDMULE_IRQ = 3;

/** Structure of a cluster. */
export interface ClusterParameters {
  readonly redmule: RedmuleParameters;
  /** Compute elements register by register, or evaluated fast. */
  readonly ce: CeModel;
  readonly tcdm: TcdmSize;
  readonly arbiter: ArbiterRevision;
  /** 0: the cores go before RedMulE at the banks, 1: RedMulE before the cores. */
  readonly invertPrio: 0 | 1;
  /** Guards of the two revisions of the arbiter, see `SideArbiter`. */
  readonly maxStall: number;
  readonly numerator: number;
  readonly denominator: number;
}

export const DEFAULT_CLUSTER: ClusterParameters = Object.freeze({
  redmule: DEFAULT_PARAMETERS,
  ce: "fast",
  tcdm: DEFAULT_TCDM,
  arbiter: "f7fbfcd",
  invertPrio: 0,
  maxStall: 0,
  numerator: 0,
  denominator: 0,
});

/** The part of a loaded program that a cluster needs. */
export interface LoadableProgram {
  readonly entry: number;
  readonly segments: readonly { readonly address: number; readonly bytes: Uint8Array }[];
}

/** Looks at a clock after everything has settled and before the edge. */
export type ClockObserver = (clock: number) => void;

/**
 * A core, the TCDM behind its interconnect, RedMulE, an L2 with the program, and the registers through which a program
 * talks to its bench. RedMulE's event drives line 3 of the core's interrupts.
 */
export class Cluster implements Block {
  readonly map: AddressMap;
  readonly core = new Core();
  readonly redmule: Redmule;
  readonly demux: DataDemux;
  readonly interconnect: Interconnect;
  readonly l2: Ram;
  readonly bench: BenchRegisters;
  readonly observers: ClockObserver[] = [];

  /** Input: 1 when no bank of the TCDM grants in this clock. */
  stall = 0;
  /** Register: clocks since reset, the number of the clock that settles next. */
  clock = 0;

  /** @throws UsageError when sizes do not fit together */
  constructor(given: Partial<ClusterParameters> = {}) {
    const p = { ...DEFAULT_CLUSTER, ...given };
    this.map = clusterMap(4 * p.tcdm.banks * p.tcdm.rows);
    this.redmule = new Redmule(p.redmule, p.ce);
    this.demux = new DataDemux(this.core.dataPort, this.map, { redmule: this.redmule.periph });
    const slave = (target: Target) => this.demux.slaves[this.map.regions.indexOf(regionOf(this.map, target))];
    this.interconnect = new Interconnect([slave("tcdm")], this.redmule.tcdm, { ...p.tcdm, arbiter: p.arbiter });
    const { invertPrio, maxStall, numerator, denominator } = p;
    Object.assign(this.interconnect.arbiter, { invertPrio, maxStall, numerator, denominator });
    this.l2 = new Ram([this.core.instructionPort, slave("l2")], regionOf(this.map, "l2"));
    this.bench = new BenchRegisters(slave("bench"));
    this.core.bootAddress = this.map.resetPc;
    this.core.fetchEnable = 1;
    this.reset();
  }

  /**
   * Copies a program into L2 and TCDM and lets the core start at its entry after the next reset.
   * @throws UsageError for a segment outside both memories or an entry outside L2
   */
  load(program: LoadableProgram): void {
    for (const { address, bytes } of program.segments) this.memoryAt(address, bytes.length).set(bytes);
    const { base, bytes } = regionOf(this.map, "l2");
    if ((program.entry - base) >>> 0 >= bytes) {
      throw new UsageError(
        `The program starts at 0x${program.entry.toString(16)}, but the core fetches from L2 only: link its text to 0x${base.toString(16)} or above.`,
      );
    }
    this.core.bootAddress = program.entry;
  }

  /**
   * The bytes of TCDM or L2 from an address on, shared with the memory: writing into them writes the memory.
   * @throws UsageError when they are not inside one of the two
   */
  memoryAt(address: number, length: number): Uint8Array {
    for (const [target, memory] of [
      ["tcdm", this.interconnect.tcdm.bytes],
      ["l2", this.l2.bytes],
    ] as const) {
      const { base, bytes } = regionOf(this.map, target);
      if (address >= base && address + length <= base + bytes)
        return memory.subarray(address - base, address - base + length);
    }
    throw new UsageError(
      `${length} bytes at 0x${address.toString(16)} are neither in the TCDM nor in L2: choose an address from the map of the cluster.`,
    );
  }

  /**
   * All settle steps of a clock. Responses come from registers; then requests go down from the core and RedMulE to the
   * memories, and grants come back up.
   */
  settle(): void {
    const { core, demux, redmule, interconnect, l2, bench } = this;
    interconnect.settleResponse();
    l2.settleResponse();
    redmule.settleResponse();
    bench.settleResponse();
    demux.settleResponse();
    core.irq = redmule.event << REDMULE_IRQ;

    core.settleRequest();
    demux.settleRequest();
    redmule.settleRequest();

    interconnect.tcdm.gnt.fill(this.stall ^ 1);
    interconnect.settleGrant();
    l2.settleGrant();
    bench.settleGrant();
    demux.settleGrant();
    core.settleGrant();
    redmule.settleGrant();
  }

  edge(): void {
    this.core.edge();
    this.demux.edge();
    this.redmule.edge();
    this.interconnect.edge();
    this.l2.edge();
    this.bench.edge();
    this.clock++;
  }

  /** One clock, seen by the observers. */
  step(): void {
    this.settle();
    for (const observe of this.observers) observe(this.clock);
    this.edge();
  }

  /** Every block to its state after reset; the memories keep their contents. */
  reset(): void {
    for (const block of [this.core, this.demux, this.redmule, this.interconnect, this.l2, this.bench]) block.reset();
    this.clock = 0;
  }

  scope(name: string): Scope {
    return {
      name,
      probes: [...registersOf(this, { clock: 32 }), wire("stall", 1, () => this.stall)],
      children: [
        this.core.scope("core"),
        this.demux.scope("demux"),
        this.redmule.scope("redmule"),
        this.interconnect.scope("interconnect"),
        this.l2.scope("l2"),
        this.bench.scope("bench"),
      ],
    };
  }
}
