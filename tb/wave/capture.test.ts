import { fc, test as property } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { Capture } from "../../wave/capture.js";
import { Condition } from "../../wave/condition.js";
import { Replay } from "../../wave/replay.js";
import { signalsOf } from "../../wave/select.js";
import { MemorySink } from "../../run/files/sink.js";
import { VcdWriter } from "../../wave/vcd-writer.js";
import { MockDesign } from "./mock-design.js";

const CLOCKS = 60;
const seeds = fc.integer({ min: 1, max: 1e6 });
const clock = fc.nat(CLOCKS - 1);

/** Runs a design for `CLOCKS` clocks under a capture; the state of every clock. */
function history(design: MockDesign, capture: Capture): Map<string, number>[] {
  return Array.from({ length: CLOCKS }, (_, at) => {
    capture.sample(at);
    const state = design.state();
    design.edge();
    return state;
  });
}

describe("a capture", () => {
  property.prop([seeds, clock, clock], { numRuns: 30 })("keeps the clocks of a window", (seed, one, other) => {
    const [from, to] = [Math.min(one, other), Math.max(one, other)];
    const design = new MockDesign(seed);
    const capture = new Capture(signalsOf(design.top), { from, to });
    const states = history(design, capture);
    expect([capture.window, capture.done, capture.triggered]).toEqual([{ from, to }, true, null]);
    for (let at = from; at <= to; at++) {
      expect(new Map(capture.tracks.map((track) => [track.path, track.at(at)]))).toEqual(states[at]);
    }
  });

  property.prop([seeds, clock, fc.nat(20), fc.nat(20), fc.nat(7)], { numRuns: 60 })(
    "keeps the clocks around a trigger, as far as there are any",
    (seed, from, before, after, wanted) => {
      const design = new MockDesign(seed);
      const [{ path }] = signalsOf(design.top);
      const condition = new Condition(`${path} == ${wanted}`, signalsOf(design.top));
      const capture = new Capture(signalsOf(design.top), { condition, before, after, from, to: CLOCKS });
      const states = history(design, capture);
      const found = states.findIndex((state, at) => at >= from && state.get(path) === wanted);
      expect(capture.triggered).toBe(found < 0 ? null : found);
      expect(capture.done).toBe(found >= 0 && found + after < CLOCKS);
      if (found < 0) {
        expect(capture.window).toBeNull();
        return;
      }
      const window = { from: Math.max(0, found - before), to: Math.min(CLOCKS - 1, found + after) };
      expect(capture.window).toEqual(window);
      for (let at = window.from; at <= window.to; at++) {
        expect(new Map(capture.tracks.map((track) => [track.path, track.at(at)]))).toEqual(states[at]);
      }
    },
  );

  property.prop([seeds], { numRuns: 20 })("replayed gives the file that a live writer writes", (seed) => {
    const design = new MockDesign(seed);
    const capture = new Capture(signalsOf(design.top), { from: 0, to: CLOCKS - 1 });
    const replay = new Replay(design.top, capture.tracks);
    const [live, late] = [new MemorySink(), new MemorySink()];
    const writer = new VcdWriter(design.top, live, { version: "test" });
    for (let at = 0; at < CLOCKS; at++) {
      capture.sample(at);
      writer.sample(at);
      design.edge();
    }
    writer.close();
    const second = new VcdWriter(replay.scope, late, { version: "test" });
    for (let at = 0; at < CLOCKS; at++) {
      replay.clock = at;
      second.sample(at);
    }
    second.close();
    expect(late.text()).toBe(live.text());
  });
});
