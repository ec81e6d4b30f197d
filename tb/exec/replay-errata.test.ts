import { expect, test } from "vitest";
import { coreErrataOf } from "../../hw/cluster/core/errata.js";
import { coreParameters } from "../../hw/cluster/core/parameters.js";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import type { Profile } from "../../hw/redmule/errata.js";
import { assemble } from "../../sw/asm/assemble.js";

/** Conversions and halves, boxed or not, in a loop long enough to be replayed; what comes out is summed up. */
const SOURCE = (isa: string): string => `
_start:
    li a4, 0x7f800000
    li a5, 70000
    li a6, 0x00003c00
    li s0, 200
${isa.includes("zfinx") ? "" : "    fmv.w.x fa4, a4\n    fmv.w.x fa6, a6\n"}
1:  fcvt.h.s ${isa.includes("zfinx") ? "a0, a4" : "fa0, fa4"}, rtz
    fcvt.h.w ${isa.includes("zfinx") ? "a1" : "fa1"}, a5, rtz
    fadd.h ${isa.includes("zfinx") ? "a2, a6, a6" : "fa2, fa6, fa6"}
${isa.includes("zfinx") ? "    add a3, a3, a2\n" : "    fmv.x.w a2, fa2\n    fmv.x.w a0, fa0\n    add a3, a3, a2\n"}
    add a3, a3, a0
    addi s0, s0, -1
    bnez s0, 1b
2:  j 2b
`;

test.each([
  ["rv32imafc_zfh", "sound"],
  ["rv32imafc_zfh", "upstream-51cd064"],
  ["rv32imac_zfinx_zhinx", "sound"],
  ["rv32imac_zfinx_zhinx", "upstream-51cd064"],
] as const)(
  "a cluster of %s, %s, replays its floating point to the same registers and flags",
  (isa, profile: Profile) => {
    const states = [true, false].map((steps) => {
      const cluster = new Cluster({ cores: 2, core: coreParameters(isa, coreErrataOf(profile)) });
      cluster.load(assemble(SOURCE(isa), { march: isa, sections: { text: cluster.map.resetPc } }));
      cluster.reset();
      while (cluster.clock < 1500) {
        if (steps) cluster.step();
        else cluster.advance(1500 - cluster.clock);
      }
      return cluster.cores.map(({ registers, csrs }) => [[...registers.values], csrs.fflags]);
    });
    expect(states[1]).toEqual(states[0]);
  },
);
