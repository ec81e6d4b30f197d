import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { registerArray, wire, type Scope } from "../../hw/probe.js";
import { gtkw, writeGtkw } from "../../wave/gtkw.js";
import { MemorySink } from "../../run/files/sink.js";
import { readVcd } from "../../wave/vcd-reader.js";
import { VcdWriter } from "../../wave/vcd-writer.js";
import { MockDesign } from "./mock-design.js";

/** Names of the traces of a save file, without bit ranges. */
function tracesOf(text: string): string[] {
  return text
    .split("\n")
    .filter((line) => /^[^[\]@*\-\s]/.test(line))
    .map((line) => line.replace(/\[\d+:\d+\]$/, ""));
}

const PATHS = { vcd: "/runs/out.vcd", gtkw: "/runs/out.gtkw" };

describe("the GTKWave save file", () => {
  it("lists every signal of the VCD and no other", () => {
    for (let seed = 0; seed < 20; seed++) {
      const sink = new MemorySink();
      const writer = new VcdWriter(new MockDesign(seed).top, sink, { version: "v", values: true });
      writer.close();
      const paths = readVcd(sink.bytes()).signals.map(({ path }) => path);
      const text = gtkw(writer.variables, [], PATHS);
      expect(tracesOf(text).sort()).toEqual(paths.sort());
      const vectors = sink.text().match(/\S+ \[\d+:0\](?= \$end)/g) ?? [];
      expect(vectors.filter((name) => !text.includes(`.${name.replace(" ", "")}\n`))).toEqual([]);
    }
  });

  it("shows the key signals first, in an open group, and then the blocks", () => {
    const engine: Scope = {
      name: "engine",
      probes: [registerArray("acc", 16, new Uint16Array(2), { format: "fp16" }), wire("busy", 1, () => 0)],
      children: [],
    };
    const top: Scope = { name: "top", probes: [wire("state", 3, () => 0)], children: [engine] };
    const { variables } = new VcdWriter(top, new MemorySink(), { version: "v", values: true });
    const text = gtkw(variables, ["**.busy", "state", "other.*"], PATHS);
    expect(text.replace(/^\*.*$/m, "*")).toMatchInlineSnapshot(`
      "[dumpfile] "/runs/out.vcd"
      [savefile] "/runs/out.gtkw"
      [timestart] 0
      [sst_expanded] 1
      *
      @28
      top.clk
      @24
      top.clk_count
      @800200
      -key signals
      @28
      top.engine.busy
      @22
      top.state[2:0]
      @1000200
      -key signals
      @c00200
      -top
      @22
      top.state[2:0]
      @1401200
      -top
      @c00200
      -top.engine
      @22
      top.engine.acc[0][15:0]
      @22
      top.engine.acc[1][15:0]
      @24
      top.engine.acc[0]_value
      @24
      top.engine.acc[1]_value
      @28
      top.engine.busy
      @1401200
      -top.engine
      "
    `);
  });

  it("is written beside the VCD", () => {
    const directory = mkdtempSync(join(tmpdir(), "wave-"));
    const written = writeGtkw(join(directory, "job.vcd"), [{ path: "top.a", type: "wire", width: 1 }], []);
    expect(written).toBe(join(directory, "job.gtkw"));
    expect(readFileSync(written, "utf8")).toContain(`[dumpfile] "${join(directory, "job.vcd")}"`);
    expect(readdirSync(directory)).toEqual(["job.gtkw"]);
    rmSync(directory, { recursive: true });
  });
});
