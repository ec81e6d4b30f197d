import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fc, test as property } from "@fast-check/vitest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LearnReport } from "../../cli/learn/learn-report.js";
import { gathered } from "../../train/plan/gather.js";
import type { Schedule } from "../../train/plan/slots.js";
import { at } from "../../train/plan/tile.js";
import { writeNetwork } from "../../train/onnx/write-network.js";
import { commandLine } from "../cli/command-line.js";
import { smallImages, smallNetwork } from "./small.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "redmule-placing-"));
  writeFileSync(join(folder, "net.onnx"), writeNetwork(smallNetwork(4)));
  writeFileSync(join(folder, "data.npz"), smallImages());
});
afterAll(() => rmSync(folder, { recursive: true }));
const learn = (...args: string[]) => {
  const data = ["--network", join(folder, "net.onnx"), "--data-dir", join(folder, "data.npz"), "--initial", "0,1"];
  return commandLine("learn", ...data, "--events", "4", "--replays", "60", ...args);
};

describe("where replays lie", () => {
  test("from L2 or from outside, the bits are the same", async () => {
    const [split, store] = ["d", "fp16"];
    const [inside, outside] = [join(folder, `${split}-l2`), join(folder, `${split}-external`)];
    const reports: LearnReport[] = [];
    for (const [keep, out] of [
      ["auto", inside],
      ["external", outside],
    ]) {
      const { code, out: text } = await learn(
        "--split",
        split,
        "--store",
        store,
        "--events",
        "1",
        "--keep",
        keep,
        "--out",
        out,
        "--json",
      );
      expect(code).toBe(0);
      reports.push(JSON.parse(text) as LearnReport);
    }
    expect(reports.map(({ memory }) => memory.place)).toEqual(["l2", "external"]);
    expect(reports[0].step!.clocks).not.toBe(reports[1].step!.clocks);
    expect(readFileSync(join(inside, "weights.onnx"))).toEqual(readFileSync(join(outside, "weights.onnx")));
  });

  test.each([
    [
      ["--split", "d", "--store", "fp32", "--keep", "l2", "--l2-kib", "100"],
      /^error: 30720 bytes of replays and \d+ of a step do not fit the 102400 of L2: give --l2-kib \d+, fewer --replays, a narrower --store, or --keep external\.\n$/,
    ],
    [
      ["--split", "p", "--store", "e4m3", "--keep", "l2"],
      /^error: --keep l2 gathers replays one by one, but products read FP8 replays in rows: .*\n$/,
    ],
    [["--keep", "tcdm"], /^error: --keep is "tcdm".*\n$/],
  ])("%j is refused in one sentence", async (args, sentence) => {
    const { code, err } = await learn("--model", "functional", ...args);
    expect(err).toMatch(sentence);
    expect(code).toBe(2);
  });

  test("what does not fit L2 goes outside by itself", async () => {
    const { out } = await learn("--split", "d", "--store", "fp32", "--l2-kib", "100", "--model", "functional");
    expect(out).toContain("kept in the external memory");
  });
});

property.prop([
  fc.integer({ min: 1, max: 40 }),
  fc.integer({ min: 1, max: 9 }),
  fc.nat(400),
  fc.integer({ min: 1, max: 400 }),
])("pieces of a load are its bytes, item by item", (itemBytes, count, from, size) => {
  const begin = 64;
  const all = itemBytes * count;
  const first = from % all;
  const bytes = Math.min(size, all - first);
  const buffer = { name: "codes", bytes: bytes + 3 };
  const other = { place: at(buffer), l2: begin + all, bytes: 5 };
  const slot = {
    ...{ stores: [], jobs: [], calls: [], cores: 0, redmule: 0, step: 0 },
    loads: [{ place: at(buffer, 3), l2: begin + first, bytes }, other],
  };
  const schedule: Schedule = { slots: [slot], addresses: new Map(), residents: [], peak: 0, clocks: 0 };
  const l2 = { offsets: new Map([["replays", begin]]), bytes: 0, peak: { bytes: 0, step: "", holders: [] } };
  const gather = { tensor: "replays", store: "store", list: "slots", itemBytes, count };
  const loads = [...gathered(schedule, l2, gather).slots[0].loads];
  expect(loads.pop()).toEqual(other);
  let next = first;
  for (const { place, bytes: piece, item } of loads) {
    expect(item!.index * itemBytes + item!.byte).toBe(next);
    expect(item!.byte + piece).toBeLessThanOrEqual(itemBytes);
    expect(place.offset).toBe(3 + next - first);
    next += piece;
  }
  expect(next).toBe(first + bytes);
});
