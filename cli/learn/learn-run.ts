import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_EXTERNAL } from "../../hw/cluster/external/external-map.js";
import { UsageError } from "../../hw/errors.js";
import { activityFrom, countOf, plus } from "../../measure/energy/activity.js";
import { energyOf } from "../../measure/energy/estimate.js";
import { milliseconds, OPERATING_POINTS, type Point } from "../../measure/energy/operating-points.js";
import { makeDirectory } from "../../run/files/file-sink.js";
import { QuantizedMismatch, QuantizedProgram } from "../../train/int8/cycles.js";
import { StepMismatch } from "../../train/session.js";
import { ClusterMeter } from "../../train/cycles/cluster-meter.js";
import { fingerprintOf } from "../../train/checkpoint.js";
import { Checkpoints, writeWhole } from "../../train/learn/checkpoint.js";
import { CodeStage } from "../../train/learn/frozen.js";
import { EMBEDDED, readImages } from "../../train/learn/images.js";
import { Learner, type EventResult, type LearnerSettings } from "../../train/learn/learner.js";
import { MeasuredSteps } from "../../train/learn/measure.js";
import { LearnSession } from "../../train/learn/session.js";
import {
  defaultRate,
  initialClasses,
  LOSS_SCALE,
  networkFrom,
  readsEightBit,
  SHIPPED,
  type LearnModel,
} from "../../train/learn/setup.js";
import { storeOf } from "../../train/learn/stores.js";
import { encodeTrained, OnnxFile } from "../../train/onnx/model-file.js";
import { checkLearnOptions, type LearnOptions } from "./learn-options.js";
import { learnReport, REPORT_FILE, type LearnImage, type LearnReport } from "./learn-report.js";

/** Cores and TCDM of the papers' cluster. */
const CLUSTER = { cores: 8, tcdmBytes: 128 * 1024 } as const;
/** Defaults for the subset that comes with the package, and for whole sets. */
const REPLAYS = 500;
const EVENTS = { embedded: 12, given: 48 } as const;
const SPLIT = "l11";
const WEIGHTS = "weights.onnx";

export interface LearnResult {
  readonly report: LearnReport;
  readonly written: readonly string[];
}

export interface LearnListener {
  begun(learner: Learner): void;
  ended(result: EventResult): void;
}

function settingsOf(options: LearnOptions, path: string): LearnerSettings {
  const { engine, split = SPLIT, frozen, seed } = options;
  const precision = options.precision ?? (engine === "cores" ? "fp32" : "mixed");
  const { store = storeOf("u8"), replays = REPLAYS } = options;
  const one = networkFrom(path)(1);
  const lossScale = options.lossScale ?? (precision === "mixed" ? LOSS_SCALE : undefined);
  if (options.network !== undefined && options.initial === undefined) {
    throw new UsageError("--network needs --initial: the classes that it has been trained on.");
  }
  return {
    ...{ split, replays, store, precision, frozen, seed },
    eightBit: readsEightBit(one, { split, store, engine, precision, products: options.products }),
    lr: options.lr ?? defaultRate(one, split),
    ...(lossScale !== undefined && { lossScale }),
    events: options.events ?? (options.dataDir === undefined ? EVENTS.embedded : EVENTS.given),
    initial: initialClasses(options.initial),
  };
}

/** Everything that `redmule learn` does but print. */
export function learn(options: LearnOptions, listener: LearnListener): LearnResult {
  checkLearnOptions(options);
  const path = options.network ?? SHIPPED;
  const source = options.dataDir ?? EMBEDDED;
  const settings = settingsOf(options, path);
  const learner = new Learner(networkFrom(path), readImages(source), settings);
  const { engine, model, out } = options;
  const target = { ...CLUSTER, engine, priority: engine, external: DEFAULT_EXTERNAL };
  const measured = model === "functional" ? undefined : new MeasuredSteps(new ClusterMeter(target, options.point));
  let checkpoints: Checkpoints | undefined;
  if (out !== undefined) {
    makeDirectory(out, "--out");
    const digest = createHash("sha256").update(readFileSync(path)).digest("hex");
    checkpoints = new Checkpoints(out, fingerprintOf([settings, digest, source]));
    if (options.resume) checkpoints.restore(learner);
    else checkpoints.clear();
  }
  listener.begun(learner);
  const session = new LearnSession(learner, model, { measured, checkpoints });
  const started = process.hrtime.bigint();
  session.run((result) => listener.ended(result));
  const image = model === "functional" ? null : frozenImage(learner, model, options.point);
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const report = learnReport(session, options, seconds, image);
  const written = out === undefined ? [] : writeResults(out, path, learner, report);
  return { report, written };
}

function writeResults(out: string, path: string, learner: Learner, report: LearnReport): readonly string[] {
  const files = [join(out, REPORT_FILE), join(out, WEIGHTS)];
  const file = new OnnxFile(path);
  const values = new Map([...file.network({ batch: 1 }).parameters].map(([name, { values }]) => [name, values]));
  for (const [name, learnt] of learner.adaptive.parameters()) values.set(name, learnt);
  writeWhole(files[0], new TextEncoder().encode(`${JSON.stringify(report, undefined, 1)}\n`));
  writeWhole(files[1], encodeTrained(WEIGHTS, file.network({ batch: 1 }), values, file));
  return files;
}

/**
 * The frozen stage on the cluster: one image, or all of the first event; null for FP32.
 * @throws StepMismatch where a code differs from the run without clocks
 */
function frozenImage(learner: Learner, model: LearnModel, point: Point): LearnImage | null {
  const { frozen } = learner;
  if (!(frozen instanceof CodeStage)) return null;
  const codes = frozen.inputCodes(learner.imagesOf(0));
  const all = learner.events[0].images.length;
  const images = model === "step" ? 1 : all;
  const size = codes.length / all;
  const program = new QuantizedProgram(frozen.network, CLUSTER);
  let activity = activityFrom({});
  for (let image = 0; image < images; image++) {
    try {
      activity = plus(activity, program.run(codes.subarray(image * size, (image + 1) * size)).activity);
    } catch (error) {
      if (!(error instanceof QuantizedMismatch)) throw error;
      throw new StepMismatch(`The frozen stage differs in image ${image + 1}: ${error.message}`);
    }
  }
  const clocks = countOf(activity, "clusterClock") / images;
  const { microjoules, low, high } = energyOf(activity, OPERATING_POINTS[point]);
  return {
    ...{ clocks: Math.round(clocks), milliseconds: milliseconds(clocks, OPERATING_POINTS[point]), images },
    ...{ microjoules: microjoules / images, low: low / images, high: high / images },
  };
}
