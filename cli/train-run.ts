import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { UsageError } from "../hw/errors.js";
import type { NdArray } from "../run/data/nd-array.js";
import { readNpz } from "../run/data/npz.js";
import { FileSink } from "../run/files/file-sink.js";
import { encodeCheckpoint, fingerprintOf, restoreCheckpoint } from "../train/checkpoint.js";
import { datasetFrom, seededDataset, type Dataset } from "../train/data/dataset.js";
import { isTrainable, type Network } from "../train/network.js";
import { defaultLoss } from "../train/networks/built-in.js";
import { encodeTrained } from "../train/onnx/model-file.js";
import { defaultLossScale } from "../train/program.js";
import { frozenBy, Session, type SessionStep } from "../train/session.js";
import { ProgressLine } from "./progress-line.js";
import { precisionOf } from "./precision-options.js";
import { meterFor } from "./train-meter.js";
import { loadNetwork, type LoadedNetwork } from "./train-network.js";
import { checkTrainOptions, optimizerOf, type TrainOptions } from "./train-options.js";

export interface TrainResult {
  readonly network: Network;
  readonly session: Session;
  readonly trained: readonly string[];
  /** Files that were written. */
  readonly written: readonly string[];
}

/** Writes a file whole or not at all. */
function writeWhole(path: string, bytes: Uint8Array): void {
  const sink = new FileSink(path);
  sink.write(bytes, bytes.length);
  sink.close();
}

/** Refuses an output that cannot be written before any work is done. */
function probe(path: string): void {
  const sink = new FileSink(path);
  sink.abort();
}

const checkpointOf = (out: string): string => `${out}.checkpoint`;

/** Everything that `redmule train` does but print. */
export async function train(
  name: string,
  options: TrainOptions,
  report: (step: SessionStep) => void,
): Promise<TrainResult> {
  checkTrainOptions(options);
  const arrays = options.data === undefined ? undefined : readNpz(options.data);
  const loaded = await loadNetwork(name, options, options.seed, sampleOf(arrays));
  const { network } = loaded;
  const loss = options.loss ?? defaultLoss(name);
  const dataset =
    arrays === undefined
      ? seededDataset(network, loss, options.seed)
      : datasetFrom(arrays, network, loss, options.data!);
  const isFrozen = frozenBy(network, options.freeze);
  const steps = stepsOf(options, network, dataset);
  const lossScale = options.lossScale ?? defaultLossScale(options.precision);
  const meter = meterFor(options, network);
  const session = new Session(network, dataset, {
    trainer: {
      precision: precisionOf(options, network),
      layout: options.layout,
      variance: options.bnVariance,
      loss,
      target: dataset.target,
      optimizer: optimizerOf(options),
      ...(options.clipNorm !== undefined && { clipNorm: options.clipNorm }),
      accumulate: options.accumulate,
      ...(lossScale !== undefined && { lossScale }),
      isFrozen,
      lr: options.lr,
      schedule: options.schedule(steps),
      seed: options.seed,
    },
    steps,
    shuffle: options.shuffle ?? false,
    seed: options.seed,
    ...(options.model === "cycles" && meter && { meter }),
    ...(options.checkStep !== undefined && meter && { check: { step: options.checkStep, meter } }),
    counts: options.counters ?? false,
  });
  const first = [...network.parameters.values()].map(({ values }) => values);
  const fingerprint = fingerprintOf([
    ...[network.layers, digest(first), digest([...dataset.inputs, dataset.targets])],
    ...[{ ...options, ...NOT_PART_OF_A_RUN }, session.settings.trainer.schedule],
  ]);
  if (options.out !== undefined) probe(options.out);
  if (options.resume) resume(session, options.out!, fingerprint);
  const emitted = options.emit === undefined ? [] : session.emit(meter!, options.emit);
  const line = new ProgressLine(process.stderr);
  line.begin(`step ${session.steps.length + 1} of ${steps} ...`);
  line.during(() =>
    session.run((step) => {
      line.clear();
      report(step);
      if (step.step < steps) line.begin(`step ${step.step + 1} of ${steps} ...`);
    }),
  );
  const written = options.out === undefined ? [] : writeResults(options.out, loaded, session, fingerprint);
  const trained = [...network.parameters.values()].filter(isTrainable).map((parameter) => parameter.name);
  const all = [...emitted, ...written];
  return { network, session, trained: trained.filter((parameter) => !isFrozen(parameter)), written: all };
}

/** Options that may differ between a run and its continuation. */
const NOT_PART_OF_A_RUN = {
  ...{ out: undefined, resume: undefined, json: undefined, steps: undefined, epochs: undefined, counters: undefined },
  ...{ model: undefined, engine: undefined, plan: undefined, l2Kib: undefined, checkStep: undefined, emit: undefined },
  ...{ point: undefined, data: undefined, timeline: undefined },
};

function digest(arrays: readonly (Float32Array | Float64Array)[]): string {
  const hash = createHash("sha256");
  for (const { buffer, byteOffset, byteLength } of arrays) hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.digest("hex");
}

function sampleOf(arrays: ReadonlyMap<string, NdArray> | undefined): { samples?: number; sample?: readonly number[] } {
  const x = arrays?.get("x");
  return x === undefined || x.shape.length === 0 ? {} : { samples: x.shape[0], sample: x.shape.slice(1) };
}

function stepsOf(options: TrainOptions, network: Network, dataset: Dataset): number {
  if (options.epochs === undefined) return options.steps ?? 1;
  const samples = network.shapes.get(network.inputs[0])![0] * options.accumulate;
  return Math.ceil((options.epochs * dataset.samples) / samples);
}

function resume(session: Session, out: string, fingerprint: string): void {
  const file = checkpointOf(out);
  if (!existsSync(file)) {
    throw new UsageError(`--resume needs the checkpoint ${file}, which is not there: run without --resume first.`);
  }
  const losses = restoreCheckpoint(session.trainer, readFileSync(file), fingerprint, file);
  losses.forEach((loss, i) => session.steps.push({ step: i + 1, loss, clocks: null, skipped: false }));
}

function writeResults(out: string, loaded: LoadedNetwork, session: Session, fingerprint: string): readonly string[] {
  const values = session.trainer.parameters();
  const bytes = encodeTrained(out, loaded.network, values, loaded.file);
  const losses = session.steps.map(({ loss }) => loss);
  const checkpoint = encodeCheckpoint(session.trainer, losses, fingerprint);
  writeWhole(out, bytes);
  writeWhole(checkpointOf(out), checkpoint);
  return [out, checkpointOf(out)];
}
