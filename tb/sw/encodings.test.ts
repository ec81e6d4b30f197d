import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { assemble } from "../../sw/asm/assemble.js";
import { allInstructions } from "../../sw/isa/isa.js";
import { encodingSource } from "./encoding-source.js";

const ROWS = readFileSync(new URL("../reference/sw/encodings.tsv", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => line.split("\t"));

for (const [option, march] of [
  ["norvc", "rv32imaf_zfh"],
  ["rvc", "rv32imaf_zfh"],
  ["zfinx", "rv32ima_zhinx"],
]) {
  const rows = ROWS.filter(([first]) => first === option);
  test(`${rows.length} statements (${option}) are encoded as GNU as encodes them`, () => {
    const source = encodingSource(
      rows.map(([, statement]) => statement),
      option === "rvc",
    );
    const { segments, symbols } = assemble(source, { march, sections: { text: 0, data: 0x123450 } });
    const ours = rows.map(([, statement], index) => {
      const bytes = segments[0].bytes.subarray(symbols.get(`s${index}`), symbols.get(`e${index}`));
      return [option, statement, Buffer.from(bytes).toString("hex")];
    });
    expect(ours).toEqual(rows);
  });
}

test("every mnemonic of the tables that GNU as knows stands in the reference", () => {
  const covered = new Set(ROWS.map(([, statement]) => statement.split(" ")[0]));
  const missing = allInstructions()
    .filter(({ extension, mnemonic }) => !/^(xtensor|xpulp|xfvec|.insn)$/.test(extension) && mnemonic !== "pause")
    .filter(({ mnemonic }) => !covered.has(mnemonic));
  expect(missing.map(({ mnemonic }) => mnemonic)).toEqual([]);
});

test("mcnfig and marith follow the fields of redmule.md section 1", () => {
  const { bytes } = assemble("mcnfig x5, x6\nmarith x5, x6, x7, 1, 3, 2\npause\n").segments[0];
  const words = new DataView(bytes.buffer);
  expect(words.getUint32(0, true)).toBe((0x0b | (5 << 15) | (6 << 20)) >>> 0);
  expect(words.getUint32(4, true)).toBe(
    (0x2b | (5 << 15) | (6 << 20) | (7 << 27) | (1 << 14) | (3 << 10) | (2 << 7)) >>> 0,
  );
  expect(words.getUint32(8, true)).toBe(0x0100000f);
});
