import { describe, expect, test } from "vitest";
import { decodeFloat } from "../../hw/cluster/core/decode-float.js";
import { Instruction } from "../../hw/cluster/core/instruction.js";
import { coreErrataOf } from "../../hw/cluster/core/errata.js";
import { coreParameters, fpuRulesOf } from "../../hw/cluster/core/parameters.js";
import { CoreFpu } from "../../hw/fpu/core-fpu.js";
import { namedColumns, vectorLines, type VectorLine } from "../core/xpulp-vectors.js";

const PARAMETERS = coreParameters("rv32imc_zfinx_zhinx_xpulp_xfvec", coreErrataOf("upstream-51cd064"));
const [RD, RS1, RS2, RS3] = [5, 6, 7, 8];

/** The word of an instruction, its rounding mode where it has one that is static. */
function encode({ match, format }: VectorLine, rm: number): number {
  let word = Number(match) | (RD << 7) | (RS1 << 15);
  if (format.includes("rs2")) word |= RS2 << 20;
  if (format.includes("rs3")) word |= RS3 << 27;
  if (format.includes(",rm")) word |= rm << 12;
  return word;
}

function check(line: VectorLine): void {
  const fpu = new CoreFpu(fpuRulesOf(PARAMETERS));
  for (const vector of line.vectors) {
    const v = namedColumns(line, vector);
    const d = new Instruction();
    expect(decodeFloat(d, encode(line, v.rm), PARAMETERS)).toBe(true);
    const c = d.rs3 === RD ? v.rd_before : v.rs3;
    fpu.execute(d.float!, v.rs1, v.rs2 ?? 0, c ?? 0, v.rm);
    expect({ vector, rd: fpu.result >>> 0, fflags: fpu.flags }).toEqual({ vector, rd: v.rd, fflags: v.fflags });
  }
}

/** What the cores of the reference do as intended: packed operations are packed, and nothing is a don't-care. */
const asIntended = vectorLines("float-intended");
const asShipped = vectorLines("float").filter(
  ({ insn, core, unreliable }) =>
    /wop7/.test(core) && !/^f[ls][bhw]$/.test(insn) && !unreliable && !asIntended.some((line) => line.insn === insn),
);

describe("results and flags recorded on the RTL", () => {
  test("cover the instructions", () => expect(asShipped.length + asIntended.length).toBe(237));
  test.each(asShipped.map((line) => [line.insn, line] as const))("%s", (_insn, line) => check(line));
  test.each(asIntended.map((line) => [line.insn, line] as const))("%s, decoder repaired", (_insn, line) => check(line));
});
