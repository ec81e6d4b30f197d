import { describe, expect, it } from "vitest";
import { UsageError } from "../../hw/errors.js";
import { readVcd } from "../../wave/vcd-reader.js";

const HEAD =
  "$timescale 10 ns $end\n$scope module a $end\n$var wire 4 ! v [3:0] $end\n$var reg 1 # b $end\n$upscope $end\n";
const BODY = "$enddefinitions $end\n";

describe("readVcd", () => {
  it("reads what other programs write", () => {
    const text = `$date today $end ${HEAD}$var wire 4 ! alias[3:0] $end\n$var real 64 % r $end ${BODY}#0 $dumpvars bxxxx ! X# r1e3 %
$end #5 B0101 ! 1# $comment #1 0# $end #5 b11 !\n#9 bz1 ! z# r-inf %`;
    const vcd = readVcd(text);
    expect(vcd.timescalePs).toBe(10_000);
    expect(vcd.end).toBe(9);
    expect(vcd.signals.map(({ path, type, width, times, values }) => [path, type, width, times, values])).toEqual([
      ["a.v", "wire", 4, [0, 5, 9], [null, 3, null]],
      ["a.b", "reg", 1, [0, 5, 9], [null, 1, null]],
      ["alias", "wire", 4, [0, 5, 9], [null, 3, null]],
      ["r", "real", 64, [0, 9], [1000, -Infinity]],
    ]);
  });

  it("finds the value at any time", () => {
    const [, b] = readVcd(`${HEAD}${BODY}#2 1# #7 0#`).signals;
    expect([0, 1, 2, 6, 7, 100].map((time) => b.at(time))).toEqual([null, null, 1, 1, 0, 0]);
  });

  it.each([
    ["", /line 1: the file ends before \$enddefinitions\.$/],
    [HEAD, /line 6: the file ends before \$enddefinitions/],
    ["$var wire 4 ! v", /inside a declaration, before its \$end/],
    ["hello", /"hello" stands where a declaration/],
    ["$timescale 3 ps $end", /the timescale "3ps"/],
    ["$var wire ! $end", /a \$var lacks/],
    ["$var wire 33 ! bus $end", /signal bus is 33 bits wide, while 1 to 32/],
    [`${HEAD}${BODY}#0\n1?`, /line 8: no \$var declares the identifier "\?"/],
    [`${HEAD}${BODY}#0 b1`, /no \$var declares the identifier ""/],
    [`${HEAD}${BODY}#0 b10101 !`, /5 digits are too many for the 4 bits of a\.v/],
    [`${HEAD}${BODY}#0 b12 !`, /"12" is no binary value/],
    [`${HEAD}${BODY}#0 rfast !`, /"fast" is no real value/],
    [`${HEAD}${BODY}#0 r !`, /"" is no real value/],
    [`${HEAD}${BODY}#5 #4`, /time 4 follows time 5/],
    [`${HEAD}${BODY}#-1`, /"#-1" is no time/],
    [`${HEAD}${BODY}#0 hello`, /"hello" is no value change/],
  ])("refuses %j in a sentence", (text, message) => {
    expect(() => readVcd(text)).toThrow(UsageError);
    expect(() => readVcd(text)).toThrow(message);
  });
});
