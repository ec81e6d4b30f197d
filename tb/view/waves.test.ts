import { test as property, fc } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../hw/errors.js";
import { CLOCK_KINDS } from "../../hw/redmule/account.js";
import type { Place } from "../../view/camera.js";
import { packEntry, Tally, type ClockEntry } from "../../view/clock-log.js";
import { Strip } from "../../view/strip.js";
import { cellText, fullText, valueText } from "../../view/value-text.js";
import { signalsFor, WaveStore } from "../../view/wave-store.js";
import { WaveWindow } from "../../view/wave-window.js";

const PLACES: readonly Place[] = [
  { path: "redmule.scheduler.state", at: 0, width: 2, length: 1, states: ["IDLE", "PRELOAD"] },
  { path: "redmule.engine.row0.ce0.output", at: 1, width: 16, length: 1, format: "fp16" },
  { path: "redmule.z_buffer.data", at: 2, width: 16, length: 4, format: "fp16" },
  { path: "interconnect.tcdm.words", at: -1, width: 32, length: 1000 },
];

describe("signals", () => {
  test.each([
    ["redmule.scheduler.state", ["redmule.scheduler.state"]],
    ["**.state", ["redmule.scheduler.state"]],
    ["redmule.z_buffer.data[2]", ["redmule.z_buffer.data[2]"]],
    ["**.data", [0, 1, 2, 3].map((i) => `redmule.z_buffer.data[${i}]`)],
    ["**.words[999]", ["interconnect.tcdm.words[999]"]],
  ])("%s are found", (pattern, paths) => {
    expect(signalsFor(PLACES, pattern)).toEqual(paths);
  });

  test.each([
    ["nothing", /^No signal matches "nothing": .*\.$/],
    ["**.data[4]", /^No signal matches/],
    ["**.words", /^"\*\*\.words" matches more than 64 signals: /],
    ["a{b", /unbalanced braces/],
  ])("%s is refused", (pattern, message) => {
    expect(() => signalsFor(PLACES, pattern)).toThrow(UsageError);
    expect(() => signalsFor(PLACES, pattern)).toThrow(message);
  });

  test("are kept row by row from their first clock on", () => {
    const store = new WaveStore(PLACES, ["redmule.z_buffer.data[1]", "redmule.gone", "redmule.scheduler.state"]);
    expect(store.tracks.map(({ path }) => path)).toEqual(["redmule.z_buffer.data[1]", "redmule.scheduler.state"]);
    store.append({ from: 7, values: Uint32Array.of(10, 11, 20, 21) });
    store.append({ from: 9, values: Uint32Array.of(30, 31) });
    expect([store.from, store.end, store.at(0, 8), store.at(1, 9)]).toEqual([7, 10, 20, 31]);
  });
});

describe("the window", () => {
  property.prop([fc.double({ min: 0, max: 1e4, noNaN: true }), fc.integer({ min: 0, max: 900 }), fc.boolean()])(
    "zooms about the mouse",
    (from, x, closer) => {
      const view = new WaveWindow();
      view.from = from;
      const clock = view.clockAt(x);
      view.zoom(closer ? 2 : 0.5, x);
      expect(view.scale).toBe(closer ? 24 : 6);
      // The left edge stays at clock 0 or behind it.
      if (view.from > 0) expect(view.clockAt(x)).toBeCloseTo(clock, 6);
      else expect(clock - x / view.scale).toBeLessThanOrEqual(0);
    },
  );

  property.prop([fc.nat(5000), fc.nat(5000), fc.integer({ min: 50, max: 2000 })])(
    "follows the clock that is shown",
    (before, clock, width) => {
      const view = new WaveWindow();
      view.from = before;
      view.follow(clock, width);
      expect(view.xOf(clock)).toBeGreaterThanOrEqual(0);
      expect(view.xOf(clock)).toBeLessThanOrEqual(width);
    },
  );

  test("names its cursors and their distance", () => {
    const view = new WaveWindow();
    expect(view.describe()).toBe("");
    view.cursorA = 12;
    expect(view.describe()).toBe("A 12");
    view.cursorB = 7;
    expect(view.describe()).toBe("A 12 · B 7 · B − A = -5 clocks");
  });
});

const entry: fc.Arbitrary<ClockEntry> = fc.record({
  kind: fc.nat(CLOCK_KINDS.length - 1),
  request: fc.nat(1),
  grant: fc.nat(1),
  channel: fc.nat(3),
  working: fc.nat(2 ** 25 - 1),
});

describe("the account", () => {
  property.prop([fc.array(entry, { minLength: 1, maxLength: 60 }), fc.array(fc.nat(), { maxLength: 4 })])(
    "sums what happened up to a clock, going forth and back",
    (entries, stops) => {
      const log = Uint32Array.from(entries, packEntry);
      const tally = new Tally();
      for (const stop of stops.map((pick) => pick % (entries.length + 1))) {
        tally.to(log, stop);
        const past = entries.slice(0, stop);
        expect([...tally.kinds]).toEqual(CLOCK_KINDS.map((_, i) => past.filter(({ kind }) => kind === i).length));
        expect([...tally.beats]).toEqual(
          [0, 1, 2, 3].map((i) => past.filter(({ channel, grant }) => grant && channel === i).length),
        );
        expect(tally.refused).toBe(past.filter(({ request, grant }) => request && !grant).length);
        expect(tally.working).toBe(past.reduce((sum, { working }) => sum + working, 0));
      }
    },
  );

  test("halves its strip as the run grows, and loses no clock", () => {
    const log = Uint32Array.from({ length: 1001 }, (_, clock) => (clock < 600 ? 1 : 4));
    const strip = new Strip();
    strip.extend(log, 300);
    strip.extend(log, log.length);
    const sum = (kind: number) =>
      Array.from({ length: strip.length }, (_, i) => strip.count(i, kind)).reduce((a, b) => a + b, 0);
    expect([strip.stretch, strip.length, sum(1), sum(4)]).toEqual([8, 126, 600, 401]);
    expect([strip.count(74, 1), strip.count(75, 4), strip.count(125, 4)]).toEqual([8, 8, 1]);
  });
});

describe("values", () => {
  const state = PLACES[0];
  const number = PLACES[1];
  const word = PLACES[3];

  test("are shown as their probes ask for, or as bits", () => {
    expect([valueText(state, 1, false), valueText(state, 1, true), valueText(state, 3, false)]).toEqual([
      "PRELOAD",
      "PRELOAD",
      "3",
    ]);
    expect([valueText(number, 0xc500, false), valueText(number, 0xc500, true)]).toEqual(["-5", "c500"]);
    expect([valueText(word, 0x1f0, false), valueText(word, 0x1f0, true)]).toEqual(["1f0", "000001f0"]);
    expect(fullText(number, 0x3e00)).toBe("1.5  0x3e00  0 01111 1000000000");
    expect(fullText(state, 1)).toBe("PRELOAD (1)");
  });

  test.each([
    [0x0000, "0", "0"],
    [0x8000, "-0", "-0"],
    [0x3800, ".50", ".50"],
    [0xb800, "-.50", "-.50"],
    [0xc500, "-5.0", "-5.00"],
    [0x7bff, "66k", "65504"],
    [0xfbff, "-66k", "-66k"],
    [0x0001, "6e-8", "6e-8"],
    [0x8001, "-.00", "-6e-8"],
    [0x7c00, "inf", "inf"],
    [0xfc00, "-inf", "-inf"],
    [0x7e00, "nan", "nan"],
  ])("%i fits a cell of four or five characters", (bits, four, five) => {
    expect([cellText(bits, false, 4.2), cellText(bits, false, 5), cellText(bits, false, 3.9)]).toEqual([
      four,
      five,
      "",
    ]);
  });

  property.prop([fc.nat(0xffff)])("never outgrow their cell", (bits) => {
    for (const room of [4, 5]) expect(cellText(bits, false, room).length).toBeLessThanOrEqual(room);
    expect(cellText(bits, true, 4)).toHaveLength(4);
  });
});
