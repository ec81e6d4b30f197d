import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { drawn, withoutCommonScope } from "../../wave/picture.js";
import type { Track } from "../../wave/track.js";
import { waveJson, type WaveJson, type WaveLane } from "../../wave/wavedrom.js";

const STATES = ["IDLE", "PRELOAD", "LOAD_W", "WAIT"];

/** A track of these values from clock `from` on. */
function track(
  path: string,
  width: number,
  from: number,
  values: readonly (number | null)[],
  states?: string[],
): Track {
  return { path, width, real: false, ...(states && { states }), at: (clock) => values[clock - from] ?? null };
}

/** What a reader of a lane sees in every clock. */
function read({ wave, data = [] }: WaveLane): (string | number | null)[] {
  const seen: (string | number | null)[] = [];
  let boxes = 0;
  for (const letter of wave) {
    if (letter === ".") seen.push(seen.at(-1)!);
    else if (letter === "x") seen.push(null);
    else if (letter === "0" || letter === "1") seen.push(Number(letter));
    else seen.push(data[boxes++]);
  }
  expect(boxes).toBe(data.length);
  return seen;
}

const unknown = fc.constant(null);
const length = fc.integer({ min: 1, max: 30 });

describe("a WaveDrom picture", () => {
  property.prop([
    length.chain((n) =>
      fc.record({
        from: fc.nat(2000),
        bits: fc.array(fc.option(fc.nat(1)), { minLength: n, maxLength: n }),
        bytes: fc.array(fc.oneof(unknown, fc.nat(3)), { minLength: n, maxLength: n }),
        states: fc.array(fc.nat(3), { minLength: n, maxLength: n }),
      }),
    ),
  ])("has every value in its clock", ({ from, bits, bytes, states }) => {
    const tracks = [
      track("bit", 1, from, bits),
      track("byte", 8, from, bytes),
      track("state", 2, from, states, STATES),
    ];
    const { signal, head } = waveJson(tracks, { from, to: from + bits.length - 1 }, "title");
    expect(head).toMatchObject({ text: "title", tick: from });
    expect(signal[0]).toEqual({ name: "clk", wave: "p".padEnd(bits.length, ".") });
    expect(signal.map(({ wave }) => wave.length)).toEqual([1, 1, 1, 1].map(() => bits.length));
    expect(read(signal[1])).toEqual(bits);
    expect(read(signal[2])).toEqual(bytes.map((value) => value?.toString(16).padStart(2, "0") ?? null));
    expect(read(signal[3])).toEqual(states.map((value) => STATES[value]));
  });

  test("stretches clocks so that values fit, and cuts what needs more than three widths", () => {
    const scale = (states: string[]): number =>
      waveJson([track("s", 1, 0, [0, 1], states)], { from: 0, to: 1 }, "").config.hscale;
    expect([scale(["A", "B"]), scale(["EIGHT_CH", "B"]), scale(["FIFTEEN_LETTERS", "B"])]).toEqual([1, 2, 3]);
    const lane = waveJson([track("s", 1, 0, [0, 1], ["A_NAME_OF_THIRTY_ONE_CHARACTERS", "B"])], { from: 0, to: 1 }, "")
      .signal[1];
    expect(lane.data![0]).toMatch(/^A_NAME_OF_\w+…$/);
  });

  test("becomes SVG on white, with names, values and clock numbers as text", async () => {
    const tracks = withoutCommonScope([
      track("top.block.req", 1, 98, [0, 1, 1, 0]),
      track("top.block.unit.state", 2, 98, [0, 2, 2, 3], STATES),
    ]);
    const picture = { tracks, window: { from: 98, to: 101 }, title: "a <job> & more", trigger: 99 };
    const style = { width: 80, ascii: false };
    const svg = await drawn(picture, "svg", style);
    expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg".*<\/svg>\n$/s);
    expect(svg).toMatch(/<rect x="-16" y="0" width="\d+" height="\d+" fill="white"/);
    const texts = [...svg.matchAll(/>([^<>]+)<\/t(?:ext|span)>/g)].map(([, text]) => text);
    for (const text of [
      "req",
      "unit.state",
      "IDLE",
      "LOAD_W",
      "WAIT",
      "98",
      "101",
      "a &lt;job&gt; &amp; more",
      "trigger",
    ]) {
      expect(texts).toContain(text);
    }
    // The band of the trigger stands in the second clock; without one there is none.
    expect(svg).toMatch(/<rect x="40" y="0" width="40" height="120" fill="#f2c14e"/);
    expect(await drawn({ ...picture, trigger: null }, "svg", style)).not.toContain("#f2c14e");
    const lanes = JSON.parse(await drawn(picture, "json", style)) as WaveJson;
    expect(lanes.signal[1]).toEqual({ name: "trigger", wave: "010." });
  });
});
