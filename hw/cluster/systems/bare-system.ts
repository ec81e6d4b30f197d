import { registersOf, watched, type Scope } from "../../probe.js";
import { BARE_MAP, regionOf, type AddressMap } from "../address-map.js";
import { Core } from "../core/core.js";
import type { CoreParameters } from "../core/parameters.js";
import { DataDemux } from "../demux.js";
import { MemoryView, type LoadableProgram } from "../memory-view.js";
import { Ram } from "../ram.js";
import { RunAhead, type RunAheadHost } from "../run-ahead/run-ahead.js";
import { SteppedSystem, type System } from "./system.js";

/** Scopes of a core whose registers programs see: they are no part of the pipeline's state. */
const ARCHITECTURAL = ["registers", "csr", "loops", "mac_load"];

/** Port of the memory through which the first core fetches. */
const FETCH_PORT = 0;

/** Structure of a system of cores and one memory. */
export interface BareParameters {
  readonly map: AddressMap;
  /** Number of cores, 1 to 16. */
  readonly cores: number;
  readonly core: CoreParameters;
}

/** Cores on one ideal memory with two true ports for each, as riscv-tests and benchmarks of a core alone want it. */
export class BareSystem extends SteppedSystem implements System {
  readonly map: AddressMap;
  readonly cores: readonly Core[];
  readonly bench = null;
  readonly redmule = null;
  readonly pending = 0;
  readonly ram: Ram;
  readonly endsAsleep = 0;

  /** Of a core alone. */
  readonly runAhead: RunAhead | null;

  private readonly demuxes: readonly DataDemux[];
  protected readonly memories: MemoryView;

  constructor(given: Partial<BareParameters> & Pick<BareParameters, "core">) {
    super();
    const p = { map: BARE_MAP, cores: 1, ...given };
    this.map = p.map;
    this.cores = Array.from({ length: p.cores }, (_, i) => {
      const core = new Core(p.core);
      core.hartId = i;
      core.csrs.timer = this;
      core.fetchEnable = 1;
      return core;
    });
    this.demuxes = this.cores.map(({ dataPort }) => new DataDemux(dataPort, p.map));
    const ports = [...this.cores.map((core) => core.instructionPort), ...this.demuxes.map((d) => d.slave("l2"))];
    this.ram = new Ram(ports, regionOf(p.map, "l2"));
    this.memories = new MemoryView(p.map, [["l2", this.ram.bytes]], "l2");
    this.runAhead = this.cores.length === 1 ? new RunAhead(this.runAheadHost()) : null;
    this.reset();
  }

  private runAheadHost(): RunAheadHost {
    const [core] = this.cores;
    const own = core.scope("core");
    const stages = own.children.filter(({ name }) => !ARCHITECTURAL.includes(name));
    const ram = this.ram.scope("ram");
    const answers = { ...ram, probes: ram.probes.filter(({ name }) => name !== "words" && name !== "reserved") };
    return {
      core,
      ...{ words: this.ram.words, base: this.ram.base, reservations: this.ram.reservations },
      pipeline: { ...own, children: [...stages, this.demuxes[0].scope("demux"), answers] },
      refetch: (address) => this.ram.read(FETCH_PORT, address),
      settle: () => this.settle(),
      edge: () => this.edge(),
    };
  }

  override step(): void {
    this.runAhead?.forget();
    super.step();
  }

  override load(program: LoadableProgram): void {
    super.load(program);
    this.runAhead?.forget();
  }

  /**
   * As many clocks as go at once, at least one and at most `limit`, with the same result as so many steps; observers see
   * none of them. Only in a system of one core.
   */
  advance(limit: number): number {
    const runAhead = this.runAhead!;
    const clocks = runAhead.advance(limit);
    this.clock += runAhead.totals.clocks;
    return clocks;
  }

  /** All settle steps of a clock. */
  settle(): void {
    const { cores, demuxes, ram } = this;
    ram.settleResponse();
    for (let i = 0; i < cores.length; i++) {
      demuxes[i].settleResponse();
      cores[i].settleRequest();
      demuxes[i].settleRequest();
    }
    ram.settleGrant();
    for (let i = 0; i < cores.length; i++) {
      demuxes[i].settleGrant();
      cores[i].settleGrant();
    }
  }

  edge(): void {
    const { cores, demuxes } = this;
    for (let i = 0; i < cores.length; i++) {
      cores[i].edge();
      demuxes[i].edge();
    }
    this.ram.edge();
    this.clock++;
  }

  reset(): void {
    for (const block of [...this.cores, ...this.demuxes, this.ram]) block.reset();
    this.runAhead?.forget();
    this.clock = 0;
  }

  scope(name: string): Scope {
    const { cores, demuxes } = this;
    const children = [
      ...cores.map((core, i) => core.scope(`core${i}`)),
      ...demuxes.map((demux, i) => demux.scope(`demux${i}`)),
      this.ram.scope("ram"),
    ];
    const own = { name, probes: registersOf(this, { clock: 32 }), children };
    return watched(own, () => this.runAhead?.forget());
  }
}
