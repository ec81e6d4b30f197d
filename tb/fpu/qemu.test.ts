import { describe, expect, test } from "vitest";
import type { CoreErratum } from "../../hw/cluster/core/errata.js";
import { compareWithQemu, qemuVersion } from "./qemu.js";
import { blocksOf, SCALAR_ISAS, type ScalarIsa } from "./scalar-program.js";

const ISAS = Object.keys(SCALAR_ISAS) as ScalarIsa[];
const SEED = 1;

test("every instruction of F and Zfh that computes is among the cases", () => {
  const mnemonics = (isa: ScalarIsa): Set<string> =>
    new Set(blocksOf(isa, [1, 1, 1], SEED).map(({ text }) => text.split(" ")[0]));
  expect(ISAS.map((isa) => mnemonics(isa).size)).toEqual([50, 46]);
});

describe.skipIf(qemuVersion() === undefined)("scalar floating point equals QEMU (qemu-riscv32)", () => {
  test.each(ISAS)("of %s, in value and flags, in every rounding mode", { timeout: 60_000 }, (isa) => {
    expect(compareWithQemu(isa, [60, 90, 120], SEED).differences.slice(0, 5)).toEqual([]);
  });

  test.each([
    ["C1", "rv32imfc_zfh", /^fcvt\.[hs]\.[hs] /],
    ["C2", "rv32imfc_zfh", /^fcvt\.h\.wu? /],
    ["C3", "rv32imfc_zfh", /\.h /],
    ["C4", "rv32imc_zfinx_zhinx", /\.h(\.wu?)? a0|fcvt\.h/],
    ["C5", "rv32imfc_zfh", /^(f(n?m(add|sub)|mul|add|sub)\.[hs]|fcvt\.h\.s) /],
  ] as const)("%s shows, where it should", { timeout: 60_000 }, (erratum: CoreErratum, isa, where) => {
    const { differences } = compareWithQemu(isa, [80, 60, 60], SEED, [erratum]);
    expect(differences.length).toBeGreaterThan(0);
    expect(differences.filter(({ instruction }) => !where.test(instruction))).toEqual([]);
  });
});
