import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { decodeTable, encodeNumber } from "../../golden/arithmetic/number.js";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import { SplitMix64 } from "../../run/data/random.js";
import { LayerCall, type Elements } from "../../run/kernels/layer-call.js";
import { elements } from "./tensor.js";

const SMALL = ["fp8", "fp8alt"] as const;
type Small = (typeof SMALL)[number];

const NAN: Readonly<Record<Small, number>> = { fp8: 0x7e, fp8alt: 0x7c };
const HALVES = decodeTable("fp16");
const PART = 8192;

/** Codes of halves as a conversion without a factor gives them, and clocks that it takes. */
function cast(from: string, to: string, x: Elements, offset = 0): { readonly call: LayerCall; readonly z: number } {
  const call = new LayerCall(new Cluster(), { files: ["cast-fp8"], layer: `layer_cast_${from}_${to}` });
  const place = call.place(x.byteLength, 16, offset * x.BYTES_PER_ELEMENT);
  call.store(place, x);
  const z = call.place(4 * x.length);
  call.describe("FLAT", { x: place, y: 0, z, count: x.length, c: 0, d: 0, factor: 0 });
  call.finish();
  return { call, z };
}

describe.each(SMALL)("%s", (small) => {
  const encode = (half: number): number => {
    const value = HALVES[half];
    return Number.isNaN(value) ? NAN[small] : encodeNumber(small, value);
  };
  const table = decodeTable(small);

  // Shares with NaN go one by one, all others by words.
  test.each([...Array(65_536 / PART).keys()])("every half of part %i is rounded once", (part) => {
    const x = Uint16Array.from({ length: PART }, (_, i) => part * PART + i);
    const { call, z } = cast("fp16", small, x);
    expect(call.load(new Uint8Array(PART), z)).toEqual(Uint8Array.from(x, encode));
  });

  property.prop([fc.integer({ min: 1, max: 90 }), fc.nat(3), fc.nat(), fc.boolean()], { numRuns: 10 })(
    "any count from any place, there and back",
    (count, offset, seed, isFinite) => {
      const random = new SplitMix64(seed);
      const codes = Uint8Array.from({ length: count }, () => random.integer(isFinite ? 120 : 256));
      const halves = elements(
        "fp16",
        Float64Array.from(codes, (code) => table[code]),
      );
      const up = cast(small, "fp16", codes, offset);
      expect(up.call.load(new Uint16Array(count), up.z)).toEqual(halves);
      const down = cast("fp16", small, halves, offset);
      expect(down.call.load(new Uint8Array(count), down.z)).toEqual(Uint8Array.from(halves, encode));
    },
  );

  test("numbers take less than half of the clocks of one by one", () => {
    const [numbers, withNan] = [0x3c00, 0x7e00].map((half) => {
      const x = new Uint16Array(2048).fill(half);
      return [cast("fp16", small, x), cast(small, "fp16", Uint8Array.from(x, encode))].map(({ call }) => call.clocks());
    });
    numbers.forEach((clocks, i) => expect(clocks).toBeLessThan(withNan[i] / 2));
  });
});
