import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { CoreParameters } from "../../hw/cluster/core/parameters.js";
import { IDEAL } from "./bench.js";
import { load } from "./program.js";

/** The longest row takes 51264 clocks. */
const LIMIT = 60_000;

/** The measured cores (tb/reference/README.md). */
const CORES: Readonly<Record<string, readonly [isa: string, changed?: Partial<CoreParameters>]>> = {
  cv32e40p: ["rv32imc_xpulp", { loopControl: "decode" }],
  fregs: ["rv32imfc_zfh_xpulp_xfvec", { divSqrt: false }],
  zfinx: ["rv32imc_zfinx_zhinx_xpulp_xfvec", { divSqrt: false }],
  zfinx_divsqrt: ["rv32imc_zfinx_zhinx_xpulp_xfvec"],
};

type Row = [cores: string[], name: string, body: string, setup: string, offset: number, ...clocks: (number | string)[]];

function rows<T>(name: string): T[] {
  const file = new URL(`../reference/core/${name}.json.gz`, import.meta.url);
  return JSON.parse(gunzipSync(readFileSync(file)).toString()) as T[];
}

/** Clocks from the issue of the instruction at `start` to that of the one at `end`, or why there are none. */
function clocks(source: string, name: string): number | string {
  const { bench, symbol } = load(source, IDEAL, IDEAL, ...CORES[name]);
  const { csrs, id, issue } = bench.core;
  const [start, end] = ["start", "end"].map(symbol);
  let begin = -1;
  while (bench.clock < LIMIT) {
    bench.settle();
    if (csrs.trap) return "TRAP";
    const issued = issue.load && issue.valid ? id.pc : -1;
    if (begin < 0 && issued === start) begin = bench.clock;
    if (issued === end) return bench.clock - begin;
    bench.edge();
  }
  return "HANG";
}

/** Instructions of a row, a line each; only what is written as compressed is compressed. */
function lines(text: string, core: string): string {
  const named = core.startsWith("zfinx") ? text.replace(/\bf(\d+)\b/g, "x$1") : text;
  return named
    .split(";")
    .map((line) => (/\bc\.\w/.test(line) ? `.option rvc\n${line}\n.option norvc` : line))
    .join("\n");
}

/** The measuring program: `setup` once, then the aligned block of repeated bodies, and the data that rows want. */
function block([, , body, setup, offset]: Row, core: string, repetitions: number): string {
  return `
.option norvc
_start:
    la s2, buf
    ${lines(setup, core)}
    j start
    .balign 16
start:
    ${offset === 2 ? lines("c.nop", core) : ""}
${`${lines(body, core)}\n`.repeat(repetitions)}
end:
    nop
stop: j stop
f_ret: ret
    .balign 4
self: .word self
fptr: .word f_ret
buf: .word 0x3f800000, 0x40000000, 0x40400000, 4
    .rept 60
    .word 1
    .endr
    .zero 272
    .word buf
    .zero 1024
`;
}

describe.each([
  ["core_timing.csv", "timing"],
  ["xpulp_timing.csv", "xpulp-timing"],
])("clocks of 1, 8 and 64 repetitions measured on the RTL (%s)", (_origin, file) => {
  const measured = rows<Row>(file);
  test.each(Object.keys(CORES).filter((core) => measured.some(([cores]) => cores.includes(core))))("%s", (core) => {
    const own = measured.filter(([cores]) => cores.includes(core));
    const named = (row: Row, values: readonly (number | string)[]) => `${row[1]}: ${values.join(" ")}`;
    const found = own.map((row) =>
      named(
        row,
        [1, 8, 64].map((n) => clocks(block(row, core, n), core)),
      ),
    );
    expect(found).toEqual(own.map((row) => named(row, row.slice(5) as (number | string)[])));
  });
});

test.each(rows<[string, string, string, number, number]>("division"))("%s %s, %s", (op, a, b, ...expected) => {
  const row: Row = [[], op, `${op} x5, x6, x7`, `li x6, ${a}; li x7, ${b}`, 0];
  expect(["cv32e40p", "zfinx"].map((core) => clocks(block(row, core, 1), core))).toEqual(expected);
});
