import { test as property, fc } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../hw/errors.js";
import { timelineReport } from "../../cli/clock-report.js";
import { seededDataset } from "../../train/data/dataset.js";
import { ClusterMeter } from "../../train/cycles/cluster-meter.js";
import { Session } from "../../train/session.js";
import { networkOf } from "../train/random-network.js";
import { SGD } from "../train/layer-probe.js";
import { Share } from "../../view/step/share.js";
import { Span } from "../../view/step/span.js";
import { parseStep, type TrainingStep } from "../../view/step/step-file.js";
import { StepModel } from "../../view/step/step-model.js";

/** A step of a small network, with lanes or without. */
function stepOf(lanes: boolean) {
  const network = networkOf({
    ...{ image: [3, 6, 6], batch: 2, pooled: true, normed: false, classes: 3, seed: 5 },
    blocks: [
      {
        ...{ kind: "conv", channels: 6, kernel: [3, 3], stride: [1, 1], padding: [1, 1, 1, 1], dilation: [1, 1] },
        ...{ groups: 1, bias: true, activation: "relu" },
      },
    ],
  });
  const meter = new ClusterMeter({ cores: 8, tcdmBytes: 128 * 1024, engine: "redmule" }, "0.65V", lanes);
  const session = new Session(network, seededDataset(network, "cross-entropy", 5), {
    trainer: {
      ...{ precision: { precision: "fp16", rules: [] }, layout: "hwc", variance: "unbiased" },
      ...{ loss: "cross-entropy", target: "labels", optimizer: SGD, accumulate: 1, isFrozen: () => false },
      ...{ lr: 0.05, schedule: { kind: "constant" }, seed: 1 },
    },
    ...{ steps: 1, shuffle: false, seed: 1, meter, counts: false },
  });
  session.run();
  return session.clocks!;
}

const measured = stepOf(true);
const text = JSON.stringify({
  ...{ network: "small", precision: "fp16", engine: "redmule", batch: 2, clocks: measured.clocks, macs: 1000 },
  timeline: timelineReport(measured.timeline),
});

describe("a step with its lanes", () => {
  const { timeline, clocks, redmuleBusy } = measured;
  const lanes = timeline.lanes!;

  test("takes the clocks that it takes without", () => {
    const plain = stepOf(false);
    expect(plain.timeline.lanes).toBeUndefined();
    expect([plain.clocks, plain.redmuleBusy, plain.timeline.stretches]).toEqual([
      ...[clocks, redmuleBusy, timeline.stretches],
    ]);
  });

  test("counts every clock of RedMulE and of the cores", () => {
    const sum = (list: readonly number[]): number => list.reduce((all, each) => all + each, 0);
    expect(sum(lanes.redmule)).toBe(redmuleBusy);
    let before = 0;
    lanes.ends.forEach((end, i) => {
      for (const { work, stall } of lanes.cores) {
        expect(work[i]).toBeGreaterThanOrEqual(0);
        expect(work[i] + stall[i]).toBeLessThanOrEqual(end - before);
      }
      expect(lanes.dma[i]).toBeLessThanOrEqual(end - before);
      before = end;
    });
    for (const { work } of lanes.cores) expect(sum(work)).toBeGreaterThan(100);
  });

  test("comes back from its file with parts that follow one another", () => {
    const model = new StepModel(parseStep(text, "step.json"));
    expect(model.end).toBe(clocks);
    expect(model.parts[0].from).toBe(0);
    expect(model.parts.at(-1)!.to).toBe(clocks);
    model.parts.slice(1).forEach(({ from }, i) => expect(from).toBe(model.parts[i].to));
    expect(model.redmule.between(-Infinity, Infinity)).toBe(redmuleBusy);
    const reasons = model.reasons.reduce((sum, reason) => sum + reason.between(0, clocks), 0);
    expect(reasons).toBe(clocks);
    for (let i = 0; i < timeline.stretches.length; i++) expect(model.stretchAt(model.beginOf(i))).toBe(i);
  });
});

describe("a file", () => {
  const read = JSON.parse(text) as TrainingStep & { timeline: Record<string, unknown> };
  const with_ = (timeline: unknown): string => JSON.stringify({ ...read, timeline });

  test.each([
    ["{", /^f\.json is no JSON: run redmule train NETWORK --json --timeline > FILE\.$/],
    ["[]", /^f\.json holds no timeline of a step: run /],
    [with_(null), /^f\.json holds no timeline of a step: run /],
    [with_({ ...read.timeline, lanes: undefined }), /^f\.json does not say how busy the cores were: run /],
    [
      with_({ ...read.timeline, lanes: { ...measured.timeline.lanes, dma: [1] } }),
      /^f\.json does not say how busy the cores were/,
    ],
    [with_({ ...read.timeline, stretches: [] }), /^f\.json has a timeline that is not whole: run /],
    [with_({ ...read.timeline, stretches: [[0, "1", 2, 3]] }), /^f\.json has a timeline that is not whole/],
  ])("%.12s… is refused in one sentence", (content, message) => {
    expect(() => parseStep(content, "f.json")).toThrow(UsageError);
    expect(() => parseStep(content, "f.json")).toThrow(message);
  });
});

property.prop([
  fc.array(fc.tuple(fc.nat(50), fc.nat(50)), { minLength: 1, maxLength: 20 }),
  fc.nat(1000),
  fc.nat(1000),
])("shares of neighbouring times add up, and those of slices are exact", (slices, one, other) => {
  const edges = [0];
  for (const [clocks] of slices) edges.push(edges.at(-1)! + clocks + 1);
  const busy = slices.map(([clocks, part]) => Math.min(part, clocks + 1));
  const share = new Share(edges, busy);
  busy.forEach((clocks, i) => expect(share.between(edges[i], edges[i + 1])).toBeCloseTo(clocks, 9));
  const [from, to] = [Math.min(one, other), Math.max(one, other)];
  const middle = (from + to) / 2;
  expect(share.between(from, middle) + share.between(middle, to)).toBeCloseTo(share.between(from, to), 9);
});

property.prop([
  fc.integer({ min: 100, max: 1e6 }),
  fc.array(fc.tuple(fc.double({ min: -1, max: 2, noNaN: true }), fc.double({ min: 0.1, max: 8, noNaN: true }))),
])("the window stays inside the step", (end, moves) => {
  const span = new Span(end);
  for (const [place, factor] of moves) {
    span.zoom(factor, place * end);
    span.pan(place * span.clocks);
    span.follow(Math.min(end, Math.max(0, place * end)));
    expect(span.from).toBeGreaterThanOrEqual(0);
    expect(span.to).toBeLessThanOrEqual(end + 1e-6);
    expect(span.clocks).toBeGreaterThan(0);
  }
});
