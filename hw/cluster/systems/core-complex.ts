import { NarrowPort } from "../../ports.js";
import { registersOf, wire, type Block, type Scope } from "../../probe.js";
import { DEFAULT_CE, type CeModel } from "../../redmule/ce-model.js";
import { DEFAULT_PARAMETERS, type RedmuleParameters } from "../../redmule/parameters.js";
import { Redmule } from "../../redmule/redmule.js";
import { CORE_COMPLEX_MAP, regionOf, type AddressMap } from "../address-map.js";
import { BenchRegisters } from "../bench-registers.js";
import { REDMULE_IRQ } from "./cluster.js";
import { Core } from "../core/core.js";
import { coreParameters, type CoreParameters } from "../core/parameters.js";
import { DataDemux } from "../demux.js";
import { MemoryView } from "../memory-view.js";
import { Ram } from "../ram.js";
import { RegisterCut } from "./register-cut.js";
import { SteppedSystem, type System } from "./system.js";
import { TruePortMemory } from "./true-port-memory.js";

/** The clock from which on the bench enables fetching. */
const FETCH_ENABLE_CLOCK = 30;

/** Structure of the core complex. */
export interface CoreComplexParameters {
  /** Regions redmule, l2 (the instructions), tcdm (the data) and bench. */
  readonly map: AddressMap;
  readonly core: CoreParameters;
  readonly redmule: RedmuleParameters;
  /** Compute elements register by register, or evaluated fast. */
  readonly ce: CeModel;
}

const DEFAULTS: CoreComplexParameters = {
  map: CORE_COMPLEX_MAP,
  core: coreParameters("rv32imc"),
  redmule: DEFAULT_PARAMETERS,
  ce: DEFAULT_CE,
};

/**
 * The upstream core complex in its test bench: one core and RedMulE, whose registers hang directly at the core's
 * demultiplexer. All else passes a register cut: instructions, data memory and bench registers. The data memory never makes
 * anyone wait. Core and RedMulE have no clock before the bench enables fetching.
 */
export class CoreComplex extends SteppedSystem implements System {
  readonly map: AddressMap;
  readonly cores: readonly Core[];
  readonly redmule: Redmule;
  readonly memory: TruePortMemory;
  readonly instructions: Ram;
  readonly bench: BenchRegisters;
  readonly endsAsleep = 1;

  /** Input: 1 when the data memory grants RedMulE nothing in this clock. */
  stall = 0;
  /** Register: core and RedMulE have a clock. */
  clockEnable = 0;

  private readonly core: Core;
  /** Between RedMulE and the outside, and between the memories outside. */
  private readonly demux: DataDemux;
  private readonly outside: DataDemux;
  private readonly dataCut: RegisterCut;
  private readonly instructionCut: RegisterCut;
  protected readonly memories: MemoryView;

  constructor(given: Partial<CoreComplexParameters> = {}) {
    super();
    const p = { ...DEFAULTS, ...given };
    const { map } = p;
    this.map = map;
    this.core = new Core(p.core);
    this.cores = [this.core];
    this.core.bootAddress = map.resetPc;
    this.redmule = new Redmule(p.redmule, p.ce);
    this.redmule.streamer.window = regionOf(map, "tcdm");
    const external = new NarrowPort();
    this.demux = new DataDemux(this.core.dataPort, map, {
      ...{ redmule: this.redmule.periph, l2: external, tcdm: external, bench: external },
    });
    this.dataCut = new RegisterCut(external);
    this.instructionCut = new RegisterCut(this.core.instructionPort);
    const regions = map.regions.filter(({ target }) => target !== "redmule");
    this.outside = new DataDemux(this.dataCut.out, { ...map, regions });
    this.memory = new TruePortMemory(this.outside.slave("tcdm"), this.redmule.tcdm, regionOf(map, "tcdm"));
    this.instructions = new Ram([this.instructionCut.out, this.outside.slave("l2")], regionOf(map, "l2"));
    this.bench = new BenchRegisters(this.outside.slave("bench"));
    this.memories = new MemoryView(
      map,
      [
        ["tcdm", this.memory.wide.bytes],
        ["l2", this.instructions.bytes],
      ],
      "l2",
    );
    this.reset();
  }

  get pending(): number {
    return this.redmule.busy;
  }

  /** All settle steps of a clock: responses, requests down to the memories, grants back up. */
  settle(): void {
    const { core, redmule, demux, outside, dataCut, instructionCut } = this;
    this.settleResponses();
    core.fetchEnable = this.clockEnable;
    core.irq = redmule.event << REDMULE_IRQ;
    core.settleRequest();
    demux.settleRequest();
    dataCut.settleRequest();
    instructionCut.settleRequest();
    outside.settleRequest();
    // Without a request the address lines are 0.
    if (redmule.periph.req === 0) redmule.periph.addr = 0;
    redmule.settleRequest();
    if (redmule.registers.unregistered !== 0) {
      // E16: RedMulE answers with what this clock's request addresses.
      demux.settleResponse();
      core.settleAnswer();
    }

    this.memory.wide.stall = this.stall;
    this.memory.settleGrant();
    this.instructions.settleGrant();
    this.bench.settleGrant();
    outside.settleGrant();
    dataCut.settleGrant();
    instructionCut.settleGrant();
    demux.settleGrant();
    core.settleGrant();
    redmule.settleGrant();
  }

  private settleResponses(): void {
    this.memory.settleResponse();
    this.instructions.settleResponse();
    this.bench.settleResponse();
    this.redmule.settleResponse();
    this.outside.settleResponse();
    this.dataCut.settleResponse();
    this.instructionCut.settleResponse();
    this.demux.settleResponse();
  }

  edge(): void {
    if (this.clockEnable !== 0) {
      this.core.edge();
      this.demux.edge();
      this.dataCut.edge();
      this.instructionCut.edge();
      this.redmule.edge();
    }
    this.outside.edge();
    this.memory.edge();
    this.instructions.edge();
    this.bench.edge();
    if (this.clock >= FETCH_ENABLE_CLOCK) this.clockEnable = 1;
    this.clock++;
  }

  /** Every block to its state after reset; the memories keep their contents. */
  reset(): void {
    for (const [, block] of this.blocks()) block.reset();
    this.clock = this.clockEnable = 0;
  }

  private blocks(): readonly (readonly [string, Block])[] {
    return [
      ["core0", this.core],
      ["demux", this.demux],
      ["data_cut", this.dataCut],
      ["instruction_cut", this.instructionCut],
      ["outside", this.outside],
      ["redmule", this.redmule],
      ["memory", this.memory],
      ["instructions", this.instructions],
      ["bench", this.bench],
    ];
  }

  scope(name: string): Scope {
    const probes = [...registersOf(this, { clock: 32, clockEnable: 1 }), wire("stall", 1, () => this.stall)];
    return { name, probes, children: this.blocks().map(([leaf, block]) => block.scope(leaf)) };
  }
}
