import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { IsaModel } from "../../golden/isa/isa.js";
import { decode } from "../../hw/cluster/core/decoder.js";
import { Special } from "../../hw/cluster/core/instruction.js";
import { coreParameters } from "../../hw/cluster/core/parameters.js";
import { allInstructions } from "../../sw/isa/isa.js";

const ISAS = [
  "rv32imc",
  "rv32imc_xpulp",
  "rv32imafc_zfh",
  "rv32imc_zfinx",
  "rv32imafc_zfh_xpulp_xfvec",
  "rv32imac_zfinx_zhinx_xpulp_xfvec",
];
const ILLEGAL = 2;
const SYSTEM = 0x73;
/** Mac-loads are checked by their vectors. */
const MAC_LOAD = 0x77;
const MAJORS = Array.from({ length: 32 }, (_, i) => 4 * i + 3).filter((major) => major !== MAC_LOAD);
const WORDS = allInstructions().filter(({ bytes, match }) => bytes === 4 && (match & 0x7f) !== MAC_LOAD);

/** Any word of a 32-bit major opcode, or one from an instruction table with some bits turned over. */
const words = fc.oneof(
  fc.tuple(fc.constantFrom(...MAJORS), fc.nat(0x1ffffff)).map(([major, rest]) => ((rest << 7) | major) >>> 0),
  fc
    .tuple(fc.constantFrom(...WORDS), fc.nat(0xffffffff), fc.constantFrom(0, 0, 1), fc.nat(24))
    .map(([{ match, mask }, fields, turned, bit]) => (match ^ (fields & ~mask) ^ (turned << (7 + bit))) >>> 0),
);

describe.each(ISAS)("%s", (isa) => {
  const parameters = coreParameters(isa);
  let code = 0;
  const model = new IsaModel({ read: (at) => (at < 4 ? (code >>> (8 * at)) & 0xff : 0), write: () => true }, 0, isa);
  const disagree = (word: number): boolean => {
    code = word;
    model.pc = 0;
    model.csrs.write(2, 0);
    model.csrs.write(0x300, 0x2000);
    const illegal = model.step().trap === ILLEGAL;
    return illegal !== (decode(word | 0, parameters).special === Special.illegal);
  };

  // The model has no counters, so that CSR instructions are left to random programs.
  test.prop([words.filter((word) => (word & 0x7f) !== SYSTEM || (word & 0x7000) === 0)], { numRuns: 3000 })(
    "core and model agree on which 32-bit words are instructions",
    (word) => {
      expect(disagree(word)).toBe(false);
    },
  );

  test("and on every compressed one", () => {
    const halves = Array.from({ length: 0x10000 }, (_, half) => half).filter((half) => (half & 3) !== 3);
    expect(halves.filter(disagree)).toEqual([]);
  });
});
