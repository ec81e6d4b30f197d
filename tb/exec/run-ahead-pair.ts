import { BareSystem } from "../../hw/cluster/systems/bare-system.js";
import { coreParameters, DEFAULT_ISA } from "../../hw/cluster/core/parameters.js";
import { assemble } from "../../sw/asm/assemble.js";
import { CoreStatistics } from "../../run/programs/core-statistics.js";

const CSRS = [0x001, 0x300, 0x305, 0x341, 0x342, 0x343, 0xb00, 0xb02, 0xb80, 0xb82];

/** A system with a program, and what its core did. */
export function start(source: string, isa: string): { system: BareSystem; statistics: CoreStatistics } {
  const system = new BareSystem({ core: coreParameters(isa) });
  system.load(assemble(source, { march: `${isa}_zicsr_zifencei`, sections: { text: 0x8000_0000 } }));
  return { system, statistics: new CoreStatistics(system.cores[0]) };
}

export function state(system: BareSystem, statistics: CoreStatistics): unknown {
  const [{ registers, csrs, id }] = system.cores;
  return {
    clock: system.clock,
    pc: id.pc >>> 0,
    registers: [...registers.values],
    csrs: CSRS.map((csr) => csrs.read(csr) >>> 0),
    memory: Buffer.from(system.ram.bytes.subarray(0, 0x4000)).toString("base64"),
    statistics: statistics.report(),
  };
}

/** State after so many clocks, one at a time. */
export function stepped(source: string, clocks: number, isa = DEFAULT_ISA): unknown {
  const { system, statistics } = start(source, isa);
  system.observers.push(() => statistics.sample());
  for (let n = 0; n < clocks; n++) system.step();
  return state(system, statistics);
}

/** The same with the core running ahead, in slices; and the clocks that were replayed. */
export function ahead(
  source: string,
  clocks: number,
  slice: number,
  isa = DEFAULT_ISA,
): { state: unknown; replayed: number } {
  const { system, statistics } = start(source, isa);
  let replayed = 0;
  while (system.clock < clocks) {
    system.advance(Math.min(slice, clocks - system.clock));
    const { totals } = system.runAhead!;
    replayed += totals.clocks;
    if (totals.clocks > 0) statistics.add(totals);
    else statistics.sample();
  }
  return { state: state(system, statistics), replayed };
}
