import type { InterconnectParameters } from "../../hw/cluster/tcdm/interconnect.js";
import { Interconnect } from "../../hw/cluster/tcdm/interconnect.js";
import { interconnectBytes } from "../../hw/cluster/tcdm/interconnect-record.js";
import { DEFAULT_TCDM } from "../../hw/cluster/tcdm/tcdm-size.js";
import { NarrowPort } from "../../hw/ports.js";
import type { Scope } from "../../hw/probe.js";
import type { CeModel } from "../../hw/redmule/ce-model.js";
import { errataOf, type ErrataSwitches } from "../../hw/redmule/errata.js";
import { DEFAULT_PARAMETERS, type RedmuleParameters } from "../../hw/redmule/parameters.js";
import { Redmule } from "../../hw/redmule/redmule.js";
import { jobWords, REGISTER } from "../../hw/redmule/registers.js";
import { memoryOf } from "../../hw/wasm-module.js";
import { attach, type Watch } from "../attach.js";
import { fillGarbage } from "../redmule/placed-job.js";
import type { Observer } from "../redmule/redmule-bench.js";
import { RegisterDriver } from "../redmule/register-driver.js";
import type { LoadStorage } from "./load-generators.js";
import { LOAD_BYTES } from "./load-layout.js";
import { mastersScope } from "./masters-scope.js";

/** Narrow masters beside RedMulE in the recorded runs. */
export const CORES = 8;

/** Errata of the recorded runs under contention: those of the reference RTL, E2 repaired. */
export const CONTENTION_ERRATA: ErrataSwitches = Object.freeze({ ...errataOf("upstream-51cd064"), E2: false });

/** Clocks between the last job register and the trigger, in which the tiler settles. */
const TILER_CLOCKS = 64;

/** An FP16 GEMM in the TCDM: byte addresses of X, W and of Y, which Z replaces. */
export interface ContentionJob {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly x: number;
  readonly w: number;
  readonly yz: number;
}

/** Who goes first at the banks, and the guard of the f7fbfcd arbiter. */
export interface Sharing {
  /** 0: the cores, 1: RedMulE. */
  readonly invertPrio: number;
  readonly maxStall: number;
}

/** What the bench is built from, where it differs from the recorded set-up. */
export interface ContendedDesign {
  readonly redmule?: RedmuleParameters;
  readonly tcdm?: InterconnectParameters;
  readonly ce?: CeModel;
}

/**
 * RedMulE and eight narrow masters on one TCDM. Whoever steps it drives `ports`, at the start of a clock: requests that stand
 * there are those of the clock.
 */
export class ContendedRedmule extends RegisterDriver {
  readonly redmule: Redmule;
  readonly ports = Array.from({ length: CORES }, () => new NarrowPort());
  readonly interconnect: Interconnect;
  /** What RedMulE's port sees: the interconnect, or what stands for it. */
  memory: Pick<Interconnect, "settleResponse" | "settleGrant" | "edge">;
  /** Where masters that drive the ports may lie. */
  readonly loadStorage: LoadStorage;
  readonly observers: Observer[] = [];
  /** The clock that settles next, counted from the trigger write. */
  cycle = 0;
  /** Protocol checkers; to be taken away by whoever overwrites registers. */
  checks: Watch | null;

  constructor({ redmule, tcdm, ce }: ContendedDesign = {}) {
    super();
    this.redmule = new Redmule(redmule ?? { ...DEFAULT_PARAMETERS, errata: CONTENTION_ERRATA }, ce);
    const parameters = tcdm ?? { ...DEFAULT_TCDM, arbiter: "f7fbfcd" };
    const bytes = interconnectBytes(parameters, this.redmule.tcdm.words);
    const memory = memoryOf(bytes + LOAD_BYTES);
    this.interconnect = new Interconnect(this.ports, this.redmule.tcdm, parameters, { memory, address: 0 });
    this.memory = this.interconnect;
    this.loadStorage = { memory, address: bytes, record: 0 };
    fillGarbage(this.interconnect.tcdm.words);
    this.checks = attach({ redmule: this.redmule, interconnect: this.interconnect });
  }

  settle(): void {
    const { redmule, memory } = this;
    memory.settleResponse();
    redmule.settleResponse();
    redmule.settleRequest();
    memory.settleGrant();
    redmule.settleGrant();
    for (let i = 0; i < this.observers.length; i++) this.observers[i](this.cycle);
  }

  edge(): void {
    this.checks?.check(this.cycle);
    this.memory.edge();
    this.redmule.edge();
    this.redmule.periph.req = this.redmule.periph.addr = 0;
    this.cycle++;
  }

  step(): void {
    this.settle();
    this.edge();
  }

  /** Programs a job, lets the tiler settle and puts the trigger write on the port: the next clock is clock 0. */
  start({ m, n, k, x, w, yz }: ContentionJob, { invertPrio, maxStall }: Sharing): void {
    Object.assign(this.interconnect.arbiter, { invertPrio, maxStall });
    this.softClear();
    this.program([x, w, yz, ...jobWords({ op: "GEMM", fmt: "fp16", m, n, k })], TILER_CLOCKS);
    this.request(REGISTER.TRIGGER, 0);
    this.cycle = 0;
  }

  scope(name: string): Scope {
    const children = [
      mastersScope("masters", this.ports),
      this.interconnect.scope("interconnect"),
      this.redmule.scope("redmule"),
    ];
    return { name, probes: [], children };
  }
}
