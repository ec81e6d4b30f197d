import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { recordedDump } from "../diff/dump-diff.js";
import { commandLine } from "./command-line.js";
import { testFolder } from "../test-folder.js";

const folder = testFolder("diff");
const DUMP = "tb/reference/waves/gemm_12x16x16.vcd.gz";

describe("a dump of the RTL", () => {
  test("equals the model, and both sides are written", async () => {
    const wave = join(folder, "both.vcd");
    const { code: status, out: stdout } = await commandLine("diff", DUMP, "--wave", wave, "--from", "0");
    expect({ status, equal: stdout.includes("Equal: no register and no output differs in 179 clocks.") }).toEqual({
      ...{ status: 0, equal: true },
    });
    expect(readFileSync(wave, "latin1")).toMatch(/\$scope module rtl \$end[^]*\$scope module model \$end/);
  });

  test("differs where a register was changed", async () => {
    const file = join(folder, "changed.vcd");
    // The state of the controller leaves COMPUTING too early.
    const code = /\$var wire 3 (\S+) current /.exec(recordedDump())![1];
    writeFileSync(file, recordedDump().replace(`b011 ${code}\n`, `b010 ${code}\n`), "latin1");
    const told = await commandLine("diff", file);
    expect(told.code).toBe(1);
    expect(told.out).toMatch(
      /First difference in clock \d+ .*block controller: .*i_control\.current\n {2}RTL 2, model 3/,
    );
    expect(told.out).toContain("the fault is inside it");
    const { code: status, out: stdout } = await commandLine("diff", file, "--json");
    const { equal, first, byClock, clocks } = JSON.parse(stdout);
    expect({ status, equal, clocks, block: first.block, rtl: first.rtl, model: first.model }).toEqual({
      ...{ status: 1, equal: false, clocks: 209, block: "controller", rtl: 2, model: 3 },
    });
    expect(byClock[0]).toEqual({ clock: first.clock, edge: first.edge, registers: first.registers });
  });

  test("equals the model with a clock and a reset of other names, which are told", async () => {
    const file = join(folder, "renamed.vcd");
    writeFileSync(
      file,
      recordedDump()
        .replaceAll(/ clk(_i)? \$/g, " ck $")
        .replaceAll(/ rst_ni? \$/g, " por $"),
      "latin1",
    );
    const { code: status, out, err } = await commandLine("diff", file);
    expect({ status, equal: out.includes("differs in 209 clocks") }).toEqual({ status: 0, equal: true });
    expect(err).toMatch(/map's clock: TOP\.tb_top\.ck is taken .*\n.*map's reset: TOP\.tb_top\.por is taken /);
  });

  test.each([
    [["missing.vcd"], "missing.vcd cannot be read"],
    [["README.md"], "VCD file"],
    [[DUMP, "--top", "TOP.nothing"], "has no scope TOP.nothing"],
    [[DUMP, "--from", "9", "--to", "3"], "is empty"],
    [[DUMP, "--array", "12x4"], "LxHxP"],
    [[DUMP, "--propose"], "--top"],
  ])("%j is refused in a sentence", async (args, sentence) => {
    const { code: status, err: stderr } = await commandLine("diff", ...args);
    expect({ status, told: stderr.includes(sentence) }).toEqual({ status: 2, told: true });
  });
});

describe("a trace of retired instructions", () => {
  const log = join(folder, "trace.log");
  const program = ["--program", "sw/examples/hello.S", "--cores", "1"];
  beforeAll(() => commandLine("exec", "sw/examples/hello.S", "--cores", "1", "--trace", log));

  test("equals what the core retires", async () => {
    expect(existsSync(log)).toBe(true);
    const { code: status, out: stdout } = await commandLine("diff", log, ...program);
    expect({ status, told: /Equal: \d+ instructions retire/.test(stdout) }).toEqual({ status: 0, told: true });
  });

  test("differs at the instruction that writes something else, in either format", async () => {
    const lines = readFileSync(log, "utf8").split("\n");
    const commits = lines.filter((line) => /^core +0: 3 /.test(line));
    const at = commits.findIndex((line) => /0x[0-9a-f]{8} \(0x[0-9a-f]{8}\) x9 /.test(line));
    const changed = commits.map((line, i) => (i === at ? line.replace(/0x(.)(.{7})$/, "0xf$2") : line));
    const tracer = changed.map((line, i) => {
      const [, pc, word, register, value] = /0x(\w+) \(0x(\w+)\)(?: x(\d+) +0x(\w+))?/.exec(line)!;
      return `${10 * i} ns ${i} ${pc} ${word} text ${register === undefined ? "" : ` x${register}=${value}`}`;
    });
    for (const [name, text] of Object.entries({ spike: changed, tracer })) {
      const file = join(folder, `${name}.log`);
      writeFileSync(file, text.join("\n"));
      const { code: status, out: stdout } = await commandLine("diff", file, ...program, "--json");
      const { equal, first } = JSON.parse(stdout);
      expect({ name, status, equal, index: first?.index }).toEqual({ name, status: 1, equal: false, index: at });
    }
  });
});
