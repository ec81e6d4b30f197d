import { describe, expect, test } from "vitest";
import { regionOf } from "../../hw/cluster/address-map.js";
import { DEFAULT_ISA } from "../../hw/cluster/core/parameters.js";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import { CoreComplex } from "../../hw/cluster/systems/core-complex.js";
import { CE_MODELS, type CeModel } from "../../hw/redmule/ce-model.js";
import { errataOf, type Profile } from "../../hw/redmule/errata.js";
import { redmuleParameters } from "../../hw/redmule/parameters.js";
import { SplitMix64 } from "../../run/data/random.js";
import { ProgramRun } from "../../run/programs/program-run.js";
import { assemble } from "../../sw/asm/assemble.js";

/** Registers that the program loads into, in this order. */
const LOADED = ["s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "a0", "a1", "a2", "a3"];
const NUMBER: Readonly<Record<string, number>> = Object.fromEntries(
  LOADED.map((name, i) => [name, name.startsWith("a") ? 10 + i - 12 : i < 2 ? 8 + i : 16 + i]),
);

const SYSTEMS = {
  cluster: (ce: CeModel, profile: Profile) =>
    new Cluster({ cores: 1, ce, redmule: redmuleParameters({ errata: errataOf(profile) }) }),
  "core complex": (ce: CeModel, profile: Profile) =>
    new CoreComplex({ ce, redmule: redmuleParameters({ errata: errataOf(profile) }) }),
};

/** A program that fills the storage of RedMulE and then reads it, now back to back, now with gaps and writes in between. */
function source(base: number, random: SplitMix64): string {
  const lines = [`_start: li a5, ${base}`];
  for (let offset = 0x20; offset < 0x100; offset += 4) lines.push(`li t1, ${0x1000 + offset}`, `sw t1, ${offset}(a5)`);
  for (const register of LOADED) {
    const offset = random.integer(4) === 0 ? 0x10 : 0x20 + 4 * random.integer(24);
    lines.push(`lw ${register}, ${offset}(a5)`);
    for (let gap = Math.max(0, random.integer(7) - 4); gap > 0; gap--)
      lines.push(random.integer(3) === 0 ? "sw zero, 0xf8(a5)" : "nop");
  }
  return [...lines, "1: j 1b"].join("\n");
}

/** What stands in a word of the reference's storage, by the formula of its address map; context 0 is programmed. */
class Storage {
  private readonly words = new Map<number, number>();

  private place(address: number): number {
    const offset = address & 0xfc;
    return (offset < 0x40 ? (offset - 0x20) >> 2 : 6 + ((offset - 0x40) >> 2)) & 63;
  }

  write(address: number, value: number): void {
    this.words.set(this.place(address), value);
  }

  read(address: number): number {
    return this.words.get(this.place(address)) ?? 0;
  }
}

describe.each(Object.keys(SYSTEMS) as (keyof typeof SYSTEMS)[])("%s", (name) => {
  test.each(CE_MODELS)("E16: a core sees the word that the access of the next clock reads; array %s", (ce) => {
    const system = SYSTEMS[name](ce, "upstream-51cd064");
    const { periph } = system.redmule;
    const base = regionOf(system.map, "redmule").base;
    const program = assemble(source(base, new SplitMix64(5)), {
      march: DEFAULT_ISA,
      sections: { text: system.map.resetPc },
    });
    const storage = new Storage();
    const wanted: number[] = [];
    let before: number | null = null;
    system.observers.push(() => {
      const asks = periph.req & periph.gnt;
      if (before !== null) wanted.push(before < 0x20 ? 0 : asks && !periph.write ? storage.read(periph.addr) : 0);
      before = asks && !periph.write ? periph.addr & 0xfc : null;
      if (asks && periph.write) storage.write(periph.addr, periph.wdata);
    });
    new ProgramRun(system, program, { isa: DEFAULT_ISA, maxClocks: 1500, print: () => undefined }).advance();
    const { values } = system.cores[0].registers;
    expect(wanted).toHaveLength(LOADED.length);
    expect(LOADED.map((register) => values[NUMBER[register]])).toEqual(wanted);
    expect(wanted.filter((value) => value !== 0).length).toBeGreaterThan(2);
    expect(wanted).toContain(0);
  });

  test("by default a core sees what stood in the register that it reads", () => {
    const system = SYSTEMS[name]("simd", "sound");
    const base = regionOf(system.map, "redmule").base;
    const program = assemble(source(base, new SplitMix64(5)), {
      march: DEFAULT_ISA,
      sections: { text: system.map.resetPc },
    });
    const { periph } = system.redmule;
    const wanted: number[] = [];
    system.observers.push(() => {
      if (!(periph.req & periph.gnt) || periph.write) return;
      const offset = periph.addr & 0xfc;
      wanted.push(offset >= 0x40 && offset <= 0x54 ? 0x1000 + offset : 0);
    });
    new ProgramRun(system, program, { isa: DEFAULT_ISA, maxClocks: 1500, print: () => undefined }).advance();
    const { values } = system.cores[0].registers;
    expect(LOADED.map((register) => values[NUMBER[register]])).toEqual(wanted);
  });
});
