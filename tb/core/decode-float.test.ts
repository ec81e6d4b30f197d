import { describe, expect, test } from "vitest";
import { decodeFloat } from "../../hw/cluster/core/decode-float.js";
import { DYNAMIC_ROUNDING, FloatOp } from "../../hw/fpu/float-operation.js";
import { Instruction, Unit } from "../../hw/cluster/core/instruction.js";
import { coreParameters } from "../../hw/cluster/core/parameters.js";
import { FP16 } from "../../hw/fpu/format.js";

const F = "rv32imafc_zfh";
const SMALL = "rv32imafc_zfh_xpulp_xfvec";
const [FADD_S, FADD_H, FADD_D, FMADD_S] = [0x0062_8253, 0x0462_8253, 0x0262_8253, 0x3862_8243];
const [FSGNJ_H, FMV_X_S, FEQ_S, FCVT_S_W] = [0x2462_8253, 0xe002_8253, 0xa062_a253, 0xd002_8253];
const [VFMAC_H, VFEQ_H, VFCPKB_H, VFCPKB_B] = [0x9062_a233, 0xa062_a233, 0xb062_e233, 0xb062_f233];
const withRounding = (word: number, rm: number): number => (word & ~0x7000) | (rm << 12);

function decoded(word: number, isa: string): Instruction | undefined {
  const d = new Instruction();
  return decodeFloat(d, word, coreParameters(isa)) ? d : undefined;
}

describe("a floating-point instruction that the core lacks is none", () => {
  test.each([
    ["fadd.s without F", FADD_S, "rv32imc"],
    ["fadd.h without Zfh", FADD_H, "rv32imafc"],
    ["fadd.d", FADD_D, SMALL],
    ["fadd.b without Xfvec", 0x0662_8253, F],
    ["bfloat16 without Xfvec", withRounding(FADD_H, 5), F],
    ["fsgnj.ah without Xfvec", withRounding(FSGNJ_H, 4), F],
    ["fmulex.s.h without Xfvec", 0x4c62_8253, F],
    ["fmulex.s.ah", withRounding(0x4c62_8253, 5), SMALL],
    ["vfmac.h without Xfvec", VFMAC_H, F],
    ["vfadd of FP32 elements", 0x8262_8233, SMALL],
    ["vfcpkb.h.s", VFCPKB_H, SMALL],
    ["static rounding 5", withRounding(FADD_S, 5), SMALL],
    ["static rounding 6", withRounding(FMADD_S, 6), SMALL],
    ["fcvt.s.s", 0x4002_8253, SMALL],
    ["fsqrt with rs2", 0x5862_8253, SMALL],
    ["fsgnj with funct3 3", withRounding(FSGNJ_H, 3), SMALL],
  ])("%s", (_name, word, isa) => expect(decoded(word, isa)).toBeUndefined());
});

describe("registers", () => {
  test.each([
    ["fadd.s", FADD_S, [36, 37, 38]],
    ["fmadd.s", FMADD_S, [36, 37, 38, 39]],
    ["fmv.x.s", FMV_X_S, [4, 37]],
    ["feq.s", FEQ_S, [4, 37, 38]],
    ["fcvt.s.w", FCVT_S_W, [36, 5]],
    ["vfmac.h", VFMAC_H, [36, 37, 38, 36]],
    ["vfeq.h", VFEQ_H, [4, 37, 38]],
    ["vfcpkb.b.s", VFCPKB_B, [36, 37, 38]],
  ])("of %s are those of F, or x registers with Zfinx", (_name, word, registers) => {
    for (const [isa, base] of [
      [SMALL, 0],
      ["rv32imc_zfinx_zhinx_xfvec", 32],
    ] as const) {
      const d = decoded(word, isa)!;
      const used = [d.rd, d.rs1, ...(d.usesRs2 ? [d.rs2] : []), ...(d.usesRs3 ? [d.rs3] : [])];
      expect(d.unit).toBe(Unit.float);
      expect(used).toEqual(registers.map((r) => (r >= 32 ? r - base : r)));
    }
  });
});

test("rounding is the field's, and frm's for rm 7, bfloat16 and packed operations", () => {
  expect(decoded(withRounding(FADD_S, 3), F)?.float?.rounding).toBe(3);
  expect(decoded(withRounding(FADD_S, 7), F)?.float?.rounding).toBe(DYNAMIC_ROUNDING);
  expect(decoded(withRounding(FADD_H, 5), SMALL)?.float).toMatchObject({ rounding: DYNAMIC_ROUNDING, lanes: 1 });
  expect(decoded(VFMAC_H, SMALL)?.float).toEqual({
    op: FloatOp.madd,
    format: FP16,
    source: FP16,
    rounding: DYNAMIC_ROUNDING,
    lanes: 2,
    replicate: false,
    exact: false,
  });
  expect(decoded(VFEQ_H, SMALL)?.float).toMatchObject({ rounding: 0, exact: false });
  expect(decoded(FSGNJ_H, F)?.float).toMatchObject({ rounding: 0, exact: true });
});
