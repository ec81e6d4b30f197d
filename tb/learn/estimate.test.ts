import { expect, test } from "vitest";
import type { EstimateReport } from "../../cli/learn/learn-estimate.js";
import { countOf } from "../../measure/energy/activity.js";
import { QuantizedProgram } from "../../train/int8/cycles.js";
import { quantizeNetwork } from "../../train/int8/quantize.js";
import { mobilenetRates } from "../../train/learn/rates.js";
import { SeededBuilder } from "../../train/networks/convolutional.js";
import { commandLine } from "../cli/command-line.js";

const estimate = (...args: string[]) => commandLine("learn", "--estimate", "mobilenet-v1-128", ...args);

/** Of the papers' configuration, from the shapes: split, elements of a latent, MAC of the frozen stage and of training, both of a sample. */
const FACTS: readonly (readonly [split: number, latent: number, frozen: number, trained: number])[] = [
  [19, 32768, 125.8, 178.45],
  [21, 32768, 142.9, 127.24],
  [23, 32768, 160.0, 76.24],
  [25, 16384, 168.5, 50.78],
  [27, 1024, 185.4, 0.102],
];

test("bytes and MAC are those of the papers' configuration, hours those of the joules", async () => {
  const { code, out } = await estimate("--json");
  expect(code).toBe(0);
  const { choices, battery } = JSON.parse(out) as EstimateReport;
  expect(choices).toHaveLength(20);
  for (const [split, latent, frozen, trained] of FACTS) {
    const choice = choices.find((one) => one.split === split && one.replays === 3000 && one.store === "u7")!;
    expect(choice.latent).toBe(latent);
    expect(choice.bytes.replays).toBe((3000 * latent * 7) / 8);
    expect(Math.abs(choice.macs.frozen / 21e6 - frozen)).toBeLessThan(0.06);
    expect(Math.abs(choice.macs.step / 128e6 - trained)).toBeLessThan(0.006);
  }
  const fitting = choices.filter(({ bytes }) => bytes.fits).map((one) => `${one.split} ${one.replays} ${one.store}`);
  expect(fitting).toContain("23 1500 u8");
  expect(fitting).toContain("25 3000 u8");
  expect(fitting).not.toContain("21 1500 u8");
  expect(fitting).not.toContain("23 3000 u7");
  for (const { costs, macs } of choices) {
    for (const { joules, hours, clocks, low, high } of costs) {
      expect(hours).toBeCloseTo((battery.milliampereHours * 3.6 * battery.volts) / (joules / 60 + 1.7e-6) / 3600, 6);
      expect(low).toBeLessThan(joules);
      expect(high).toBeGreaterThan(joules);
      expect(clocks.together - clocks.frozen - clocks.step - clocks.wait).toBeLessThanOrEqual(2);
      expect((macs.frozen + macs.step) / clocks.together).toBeLessThan(48);
    }
  }
});

test("a layer measured again takes what the table has", () => {
  const b = new SeededBuilder("again", 1);
  const network = b.build([b.convNormRelu("dw12", b.input("x", [1, 512, 8, 8]), 512, [3, 3], [2, 2], 512)]);
  const data = Float32Array.from({ length: 512 * 64 }, (_, i) => (i % 97) / 97);
  const program = new QuantizedProgram(quantizeNetwork(network, { data, count: 1 }), { cores: 8, tcdmBytes: 1 << 17 });
  const { clocks } = program.run(Uint8Array.from(data, (value) => 255 * value));
  const known = mobilenetRates().frozen.find(({ layer }) => layer === "dw12")!;
  const measured = countOf(Float64Array.from(known.activity), "clusterClock");
  expect(Math.abs(clocks / measured - 1)).toBeLessThan(0.05);
});

test("the screen names what is measured, what is scaled, and the constants", async () => {
  const { code, out } = await estimate("--replays", "1500", "--store", "u8", "--split", "23");
  expect(code).toBe(0);
  for (const words of ["3300 mAh at 3.7 V", "535 h", "64 MB", "scaled", "fitted"]) expect(out).toContain(words);
});

test.each([
  [["--split", "28"], /--split is "28": give a whole number from 13 to 27\.\n$/],
  [["--split", "19,x"], /--split is "x"/],
  [["--store", "u8,u9"], /--store is "u9": use one of u8/],
  [["--replays", "-1"], /--replays is "-1"/],
  [["--data-dir", "x"], /--data-dir is given, but --estimate runs nothing: leave it out\.\n$/],
  [["--estimate", "lenet"], /--estimate is "lenet": use one of mobilenet-v1-128\.\n$/],
])("%s: one sentence, exit 2", async (args, message) => {
  const { code, out, err } = await estimate(...args);
  expect(code).toBe(2);
  expect(out).toBe("");
  expect(err).toMatch(message);
});
