import { expect, test } from "vitest";
import { pinnedDump, type PinnedDump } from "../../measure/diff/map/pin-search.js";
import { diffOf, MAP, recordedDump } from "./dump-diff.js";
import { lateDump } from "./late-dump.js";
import { modelDump } from "./model-dump.js";

/** Clock and reset under names that no map has. */
function anonymous(text: string): string {
  return text
    .replaceAll(/ clk(_i)?( \[0:0\])? \$end/g, " beat $end")
    .replaceAll(/ rst_ni?( \[0:0\])? \$end/g, " go $end");
}

/** What is found in a dump that comes in pieces, and the text that is given on. */
async function pinned(text: string, size = 5000): Promise<Omit<PinnedDump, "bytes"> & { text: string }> {
  const bytes = Buffer.from(text, "latin1");
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const { map, remarks, bytes: given } = await pinnedDump(pieces(), [MAP]);
  const all: Uint8Array[] = [];
  for await (const piece of given) all.push(piece);
  return { map, remarks, text: Buffer.concat(all).toString("latin1") };
}

const small = modelDump({
  array: { L: 2, H: 2, P: 1 },
  jobs: [{ op: "GEMM", fmt: "fp16", m: 3, n: 6, k: 5, stall: 0.1 }],
});

test.each([
  ["of the RTL", recordedDump(), "/TOP.tb_top."],
  ["of the model", small, "/tb.dut."],
])("clock and reset are found by what they do in a dump %s, which is given on whole", async (_name, dump, scope) => {
  const text = anonymous(dump);
  expect(() => diffOf(text)).toThrow("does not have the clock");
  const found = await pinned(text);
  expect({ clock: found.map.clock, reset: found.map.reset }).toEqual({ clock: `${scope}beat`, reset: `${scope}go` });
  expect(found.remarks).toHaveLength(2);
  expect(found.text === text).toBe(true);
  const { equal, clocks } = diffOf(found.text, { map: found.map }).result;
  expect({ equal, clocks }).toEqual({ equal: true, clocks: diffOf(dump).result.clocks });
});

test("names of the map are taken where the dump has them", async () => {
  const { map, remarks, text } = await pinned(small);
  expect({ same: map === MAP, remarks, whole: text === small }).toEqual({ same: true, remarks: [], whole: true });
});

test("a dump that begins behind the reset has a clock, and no other signal is taken for its reset", async () => {
  const { map, remarks, text } = await pinned(anonymous(lateDump(small, 10 * (diffOf(small).run.trigger! + 12))));
  expect({ clock: map.clock, reset: map.reset, told: remarks.length }).toEqual({
    ...{ clock: "/tb.dut.beat", reset: MAP.reset },
    told: 1,
  });
  expect(diffOf(text, { map }).result).toMatchObject({ equal: true, first: null });
});
