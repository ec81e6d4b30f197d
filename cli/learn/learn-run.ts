import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_EXTERNAL } from "../../hw/cluster/external/external-map.js";
import { UsageError } from "../../hw/errors.js";
import { makeDirectory } from "../../run/files/file-sink.js";
import { ClusterMeter } from "../../train/cycles/cluster-meter.js";
import { fingerprintOf } from "../../train/checkpoint.js";
import { Checkpoints, writeWhole } from "../../train/learn/checkpoint.js";
import { CodeStage } from "../../train/learn/frozen.js";
import { EMBEDDED, readImages } from "../../train/learn/images.js";
import { Learner } from "../../train/learn/learner.js";
import type { LearnerSettings } from "../../train/learn/settings.js";
import { imageMeasure, MeasuredImages, MeasuredSteps, type Measurements } from "../../train/learn/measure.js";
import { LearnSession, type ClusterParts, type SessionListener } from "../../train/learn/session.js";
import { defaultLossScale, defaultRate, initialClasses, readsEightBit, SHIPPED } from "../../train/learn/setup.js";
import { NetworkSource } from "../../train/learn/source.js";
import { storeOf } from "../../train/learn/stores.js";
import { checkLearnOptions, type LearnOptions } from "./learn-options.js";
import { learnReport, REPORT_FILE, type LearnReport } from "./learn-report.js";

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

export interface LearnListener extends SessionListener {
  begun(learner: Learner): void;
}

function settingsOf(options: LearnOptions, network: NetworkSource): LearnerSettings {
  const { engine, frozen, seed } = options;
  const precision = options.precision ?? (engine === "cores" ? "fp32" : "mixed");
  const { store = storeOf("u8"), replays = REPLAYS } = options;
  const split = network.tensor(options.split ?? SPLIT);
  const one = network.of(1);
  const eightBit = readsEightBit(one, { split, store, engine, precision, products: options.products });
  const lossScale = options.lossScale ?? defaultLossScale(precision, eightBit, store);
  if (options.network !== undefined && options.initial === undefined) {
    throw new UsageError("--network needs --initial: the classes that it has been trained on.");
  }
  return {
    ...{ split, replays, store, precision, eightBit, frozen, seed },
    ...(options.keep !== undefined && { keep: options.keep }),
    ...(options.l2Kib !== undefined && { l2Bytes: 1024 * options.l2Kib }),
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
  const network = new NetworkSource(path);
  const settings = settingsOf(options, network);
  const images = readImages(source);
  const stage = settings.frozen === "int8" ? network.latents(settings.split, images) : undefined;
  const learner = new Learner(network.of, images, settings, stage);
  const { model, out } = options;
  const cluster = model === "functional" ? undefined : clusterOf(learner, options);
  let checkpoints: Checkpoints | undefined;
  let earlier: Measurements | undefined;
  if (out !== undefined) {
    makeDirectory(out, "--out");
    const digest = createHash("sha256").update(readFileSync(path)).digest("hex");
    checkpoints = new Checkpoints(out, fingerprintOf([settings, digest, source]));
    if (options.resume) earlier = checkpoints.restore(learner);
    else checkpoints.clear();
  }
  listener.begun(learner);
  const session = new LearnSession(learner, model, { cluster, checkpoints, earlier });
  session.run(listener);
  const report = learnReport(session, options, imageMeasure(session.measurements, options.point));
  const written = out === undefined ? [] : writeResults(out, network, learner, report);
  return { report, written };
}

/** @throws UsageError when the frozen stage does not fit the cluster */
function clusterOf({ frozen, placing }: Learner, { engine, point }: LearnOptions): ClusterParts {
  const target = { ...CLUSTER, engine, priority: engine };
  // Replays in L2 are there with all of the step.
  const { place, l2Bytes } = placing;
  const memory = place === "l2" ? { l2Bytes } : { external: DEFAULT_EXTERNAL };
  return {
    machine: `${engine} ${point}`,
    steps: new MeasuredSteps(new ClusterMeter({ ...target, ...memory }, point)),
    ...(frozen instanceof CodeStage && { images: new MeasuredImages(frozen, CLUSTER) }),
  };
}

function writeResults(out: string, network: NetworkSource, learner: Learner, report: LearnReport): readonly string[] {
  const files = [join(out, REPORT_FILE), join(out, WEIGHTS)];
  writeWhole(files[0], new TextEncoder().encode(`${JSON.stringify(report, undefined, 1)}\n`));
  writeWhole(files[1], network.encode(learner.adaptive.parameters()));
  return files;
}
