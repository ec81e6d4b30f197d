import type { Cluster } from "../hw/cluster/systems/cluster.js";
import type { FirmwareBench } from "../run/cluster/firmware-bench.js";
import type { PlacedJob } from "../run/redmule/placed-job.js";
import { pagedDiagram } from "../wave/ascii.js";
import { select } from "../wave/select.js";
import { Recorder } from "../wave/track.js";
import { inSlices } from "./in-slices.js";
import { REDMULE_KEYS, withoutContents } from "./record-wave.js";
import type { WrongWrite } from "./run-report.js";

/** Clocks before and after the write that are shown, and the columns of a terminal. */
const BEFORE = 5;
const AFTER = 3;
const WIDTH = 118;
const SLICE = 4096;

/** A job in a cluster of its own, ready to run. */
interface Runnable {
  readonly cluster: Cluster;
  readonly bench: FirmwareBench;
  readonly placed: PlacedJob;
}

/**
 * Where a wrong Z comes from: runs the job again and watches the elements that are wrong.
 * @param ended the run whose Z is wrong
 * @param build the same job once more, in a cluster of its own
 */
export async function wrongWriteOf(
  { placed, bench }: Runnable,
  build: () => Runnable,
): Promise<WrongWrite | undefined> {
  const elements = placed.wrongElements();
  const again = build();
  const watch = again.placed.watch(elements);
  again.cluster.observers.push((clock) => watch.sample(clock));
  const share = (): string =>
    `looking for the first wrong write: clock ${again.cluster.clock} of ${bench.cluster.clock}`;
  await inSlices(() => again.bench.advance(SLICE), { progress: share });
  watch.sample(again.cluster.clock);
  if (watch.first === undefined) return undefined;
  const { clock, index } = watch.first;
  const { row, column } = elements[index];
  return { row, column, clock, diagram: await diagramAround(clock, build()) };
}

async function diagramAround(clock: number, { cluster, bench }: Runnable): Promise<string> {
  const to = clock + AFTER;
  const scope = withoutContents(cluster.scope("cluster"));
  const keys = REDMULE_KEYS.map((key) => `cluster.${key}`);
  const recorder = new Recorder(select(scope, keys), BEFORE + AFTER + 1);
  cluster.observers.push((now) => {
    if (now <= to) recorder.sample(now);
  });
  await inSlices(() => cluster.clock > to || bench.advance(Math.min(SLICE, to + 1 - cluster.clock)));
  return pagedDiagram(
    recorder.tracks,
    { from: Math.max(0, clock - BEFORE), to: Math.min(to, cluster.clock - 1) },
    WIDTH,
  );
}
