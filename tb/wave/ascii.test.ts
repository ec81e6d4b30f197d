import { describe, expect, it } from "vitest";
import { register, wire, type Scope } from "../../hw/probe.js";
import { diagram } from "../../wave/ascii.js";
import { select } from "../../wave/select.js";
import { MemorySink } from "../../run/files/sink.js";
import { Recorder, tracksOf } from "../../wave/track.js";
import { readVcd } from "../../wave/vcd-reader.js";
import { VcdWriter } from "../../wave/vcd-writer.js";

const STATES = ["IDLE", "LOAD_W", "RUN"];

/** A load unit: requests every third clock, state and address follow. */
function loader(): { scope: Scope; edge: () => void } {
  let clock = 0;
  const scope: Scope = {
    name: "loader",
    probes: [
      wire("req", 1, () => (clock % 3 === 1 ? 1 : 0)),
      register(
        "state",
        2,
        () => (clock < 2 ? 0 : clock < 4 ? 1 : 2),
        () => undefined,
        { states: STATES },
      ),
      wire("addr", 16, () => 0x1000 + 8 * Math.floor(clock / 3)),
      wire("data", 16, () => 0x3c00 + 0x100 * Math.floor(clock / 2), { format: "fp16" }),
    ],
    children: [],
  };
  return { scope, edge: () => void clock++ };
}

function recorded(clocks: number, depth: number): Recorder {
  const { scope, edge } = loader();
  const recorder = new Recorder(select(scope, ["req", "state", "addr"]), depth);
  for (let clock = 0; clock < clocks; clock++) {
    recorder.sample(clock);
    edge();
  }
  return recorder;
}

describe("a timing diagram", () => {
  it("draws bits as lines and vectors as boxes", () => {
    expect(`\n${diagram(recorded(10, 16).tracks, { from: 0, to: 9 })}`).toMatchInlineSnapshot(`
      "
      clock        │ 0    1    2    3    4    5    6    7    8    9
                   │     ┌────┐         ┌────┐         ┌────┐
      loader.req   │─────┘    └─────────┘    └─────────┘    └─────────
                   │──────────┬─────────┬─────────────────────────────
      loader.state │ IDLE     │LOAD_W   │RUN
                   │──────────┴─────────┴─────────────────────────────
                   │───────────────┬──────────────┬──────────────┬────
      loader.addr  │ 1000          │1008          │1010          │1018
                   │───────────────┴──────────────┴──────────────┴────
      "
    `);
  });

  it("has a plain ASCII form, cuts what does not fit, and shows x where nothing was recorded", () => {
    const text = diagram(recorded(12, 8).tracks, { from: 2, to: 12, columns: 3, ascii: true });
    expect(`\n${text}`).toMatchInlineSnapshot(`
      "
      clock        | 2  3  4  5  6  7  8  9  10 11 12
                   |xxxxxx---+     +--+     +--+  xxx
      loader.req   |xxxxxx   +-----+  +-----+  +--xxx
                   |------+-----------------------+--
      loader.state | x    |RUN                    |x
                   |------+-----------------------+--
                   |------+-----+--------+--------+--
      loader.addr  | x    |1008 |1010    |1018    |x
                   |------+-----+--------+--------+--
      "
    `);
    expect(text).toMatch(/^[\x20-\x7e\n]*$/);
  });

  it("is drawn from a VCD file as well, reals included", () => {
    const { scope, edge } = loader();
    const sink = new MemorySink();
    const writer = new VcdWriter(scope, sink, { version: "v", values: true, from: 3, to: 8 });
    for (let clock = 0; clock < 10; clock++) {
      writer.sample(clock);
      edge();
    }
    writer.close();
    const tracks = tracksOf(readVcd(sink.bytes()), ["req", "addr", "data_value"]);
    expect(`\n${diagram(tracks, { from: 2, to: 9 })}`).toMatchInlineSnapshot(`
      "
      clock             │ 2    3    4    5    6    7    8    9
                        │xxxxx     ┌────┐         ┌────┐    xxxxx
      loader.req        │xxxxx─────┘    └─────────┘    └────xxxxx
                        │─────┬──────────────┬──────────────┬────
      loader.addr       │ x   │1008          │1010          │x
                        │─────┴──────────────┴──────────────┴────
                        │─────┬────┬─────────┬─────────┬────┬────
      loader.data_value │ x   │1.25│1.5      │1.75     │2   │x
                        │─────┴────┴─────────┴─────────┴────┴────
      "
    `);
  });

  it("keeps every row of one width", () => {
    const lines = diagram(recorded(40, 40).tracks, { from: 0, to: 39 }).trimEnd().split("\n").slice(1);
    expect(new Set(lines.filter((line) => line.endsWith("─")).map(({ length }) => length)).size).toBe(1);
  });

  it("refuses an empty window and columns too narrow", () => {
    expect(() => diagram([], { from: 5, to: 4 })).toThrow(/from clock 5 to 4 is empty/);
    expect(() => diagram([], { from: 0, to: 4, columns: 1 })).toThrow(/in 1 columns: give at least 2/);
  });

  it("refuses a VCD that does not count clocks", () => {
    expect(() => tracksOf(readVcd("$var wire 1 ! a $end $enddefinitions $end"), ["a"])).toThrow(/has no clk_count/);
  });
});
