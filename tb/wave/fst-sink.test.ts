import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { dumpSink, FstSink } from "../../wave/fst-sink.js";
import { MemorySink, type Sink } from "../../run/files/sink.js";
import { readVcd } from "../../wave/vcd-reader.js";
import { VcdWriter } from "../../wave/vcd-writer.js";
import { MockDesign } from "./mock-design.js";
import { testFolder } from "../test-folder.js";

const folder = testFolder("fst");
const file = (name: string): string => join(folder, name);

const installed = ["vcd2fst", "fst2vcd"].every((tool) => spawnSync(tool, ["--help"]).error === undefined);
if (!installed) console.log("vcd2fst and fst2vcd are not installed: tests of FST files are skipped.");

function write(sink: Sink): void {
  const design = new MockDesign(7);
  const writer = new VcdWriter(design.top, sink, { version: "test" });
  for (let clock = 0; clock < 40; clock++) {
    writer.sample(clock);
    design.edge();
  }
  writer.close();
}

describe.skipIf(!installed)("an FST file", () => {
  test("has every change of the VCD, and nothing else stays behind", () => {
    const memory = new MemorySink();
    write(memory);
    write(dumpSink(file("job.fst")));
    expect(readdirSync(folder)).toEqual(["job.fst"]);
    const back = spawnSync("fst2vcd", [file("job.fst")], { encoding: "utf8" }).stdout;
    const [expected, got] = [readVcd(memory.text()), readVcd(back)];
    expect(got.signals.map(({ path }) => path).sort()).toEqual(expected.signals.map(({ path }) => path).sort());
    for (const signal of expected.signals) {
      const found = got.signals.find(({ path }) => path === signal.path)!;
      for (const time of signal.times)
        expect([signal.path, time, found.at(time)]).toEqual([signal.path, time, signal.at(time)]);
    }
  });

  test("that is given up leaves the old one alone", () => {
    writeFileSync(file("old.fst"), "old");
    const sink = new FstSink(file("old.fst"));
    sink.write(new Uint8Array(10), 10);
    sink.abort();
    expect(readFileSync(file("old.fst"), "utf8")).toBe("old");
    expect(readdirSync(folder).filter((name) => name.startsWith("old"))).toEqual(["old.fst"]);
  });

  test("in a folder that does not exist is a user's mistake", () => {
    expect(() => new FstSink(file("none/job.fst"))).toThrow(/Cannot write ".*job\.fst" \(ENOENT\)/);
  });
});

test("without vcd2fst one sentence says what to do, before anything is written", () => {
  const { PATH } = process.env;
  process.env["PATH"] = folder;
  try {
    expect(() => new FstSink(file("x.fst"))).toThrow(
      /^".*x\.fst" would be an FST file, but vcd2fst is not installed: install GTKWave or write a \.vcd\.$/,
    );
  } finally {
    process.env["PATH"] = PATH;
  }
  expect(readdirSync(folder)).not.toContain("x.fst");
});
