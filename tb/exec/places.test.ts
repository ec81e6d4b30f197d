import { expect, test } from "vitest";
import { Places } from "../../run/programs/places.js";
import { assemble } from "../../sw/asm/assemble.js";

test("a place is a function, the distance from its start and a line, as far as they are known", () => {
  const source = "_start: nop\n1: nop\n.Lown: nop\nhelper: nop\n  nop\n.equ CONSTANT, 8\n";
  const program = assemble([{ name: "p.S", text: source }], { march: "rv32i", sections: { text: 0x8000_0000 } });
  const places = new Places(program);
  expect([0, 4, 8, 12, 16, 20].map((offset) => places.of(0x8000_0000 + offset))).toEqual([
    "_start, p.S:1",
    "_start + 0x4, p.S:2",
    "_start + 0x8, p.S:3",
    "helper, p.S:4",
    "helper + 0x4, p.S:5",
    "",
  ]);
  expect(new Places({ ...program, lines: new Map() }).of(0x8000_0010 | 0)).toBe("helper + 0x4");
  expect(new Places({ ...program, symbols: new Map(), lines: new Map() }).of(0x8000_0010)).toBe("");
});
