import { describe, expect, test } from "vitest";
import { UsageError } from "../../hw/errors.js";
import { DumpIndex } from "../../wave/dump-index.js";
import { VcdStream, type Followed } from "../../wave/vcd-stream.js";

/** Reads a dump in pieces of some bytes; every time with the followed vectors behind it, as binary digits. */
function read(text: string, paths: readonly string[], piece: number): string[] {
  const seen: string[] = [];
  let followed: readonly Followed[] = [];
  const stream: VcdStream = new VcdStream({
    select(header) {
      const index = new DumpIndex(header);
      followed = paths.flatMap((path) => index.find(path)!.parts.map(({ code, width }) => ({ code, width })));
      return followed;
    },
    step(time) {
      const values = followed.map(({ width }, v) =>
        Array.from({ length: width }, (_, i) => {
          const bit = width - 1 - i;
          const word = stream.offsets[v] + (bit >> 5);
          return (stream.nextUnknown[word] >>> (bit & 31)) & 1 ? "x" : (stream.next[word] >>> (bit & 31)) & 1;
        }).join(""),
      );
      seen.push(`${time}: ${values.join(" ")}`);
    },
    pause: () => seen.push("pause"),
  });
  const bytes = Buffer.from(text, "latin1");
  for (let at = 0; at < bytes.length; at += piece) stream.push(bytes.subarray(at, at + piece));
  stream.finish();
  return seen;
}

const wide = `${"10".repeat(48)}1`;

const DIALECTS: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
  [
    "Verilator: no $dumpvars, one code under two names, an element of an array",
    `$version V $end $timescale 1ps $end
 $scope module TOP $end
  $var wire 1 ! clk $end
  $scope module dut $end
   $var wire 1 ! clk_i $end
   $var wire 97 "#% mem[0] [96:0] $end
  $upscope $end
 $upscope $end
$enddefinitions $end
#0
0!
b${wide} "#%
#5
1!
#10
0!
b1 "#%
`,
    ["TOP.dut.clk_i", "TOP.dut.mem[0]"],
    [`0: 0 ${wide}`, `5: 1 ${wide}`, `10: 0 ${"1".padStart(97, "0")}`],
  ],
  [
    "Questa: a vector bit by bit, x at the start, $dumpoff",
    `$date today $end $version M $end $timescale 1ns $end
$scope module tb $end $var reg 1 ! a [2] $end $var reg 1 " a [1] $end $var reg 1 # a [0] $end $upscope $end
$enddefinitions $end
#0 $dumpvars x! x" x# $end
#1 1! 0" z#
$dumpoff x! x" x# $end
#3
$dumpon 0! 1" 1# $end
`,
    ["tb.a"],
    ["0: x x x", "pause", "1: x x x", "3: 0 1 1"],
  ],
  [
    "VCS: a struct as a scope, a comment between the changes, an escaped name",
    `$timescale 10 ps $end
$scope module top $end $scope struct ctrl $end
$var logic 1 ! valid $end $var logic 4 " op [3:0] $end
$upscope $end $var wire 2 # \\esc.aped[1:0] [1:0] $end $upscope $end $enddefinitions $end
#0
$comment a change: b1 # $end
1!
bx01 "
b10 #
`,
    ["top.ctrl", "top.esc.aped[1:0]"],
    ["0: 1 xx01 10"],
  ],
  [
    "Icarus: reals, strings and events beside the vectors",
    `$timescale 1s $end $scope module t $end
$var real 64 ! r $end $var event 1 " e $end $var parameter 8 # p $end $var reg 8 $ q [7:0] $end
$upscope $end $enddefinitions $end
$dumpall b1 # $end
#0
r1.5e-3 !
1"
shello !
bz $
#7
B101 $
`,
    ["t.q", "t.p"],
    ["0: xxxxxxxx 00000001", "7: 00000101 00000001"],
  ],
];

describe.each(DIALECTS)("%s", (_name, text, paths, seen) => {
  test.each([1, 7, 1 << 16])("in pieces of %i bytes", (piece) => {
    const found = read(text, paths, piece);
    expect(found).toEqual(seen);
  });
});

test.each([
  ["$scope module t $end", "before $enddefinitions"],
  ["$enddefinitions $end #5 #4", "goes back from time 5 to time 4"],
  ["$enddefinitions $end #0 quite", "is no value change"],
  ["$enddefinitions $end #0 pHHL 6 6 !", "extended VCD"],
  ["hello $end", "where a declaration such as $var is expected"],
])("%s is refused", (text, sentence) => {
  const attempt = (): string[] => read(`${text}\n`, [], 1 << 16);
  expect(attempt).toThrow(UsageError);
  expect(attempt).toThrow(sentence);
});
