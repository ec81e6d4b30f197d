import { UsageError } from "../../hw/errors.js";
import type { Scope } from "../../hw/probe.js";
import type { Erratum } from "../../hw/redmule/errata.js";
import { packageVersion } from "../../sw/package-file.js";
import { pagedDiagram } from "../../wave/ascii.js";
import { FileSink, writeTextFile } from "../../run/files/file-sink.js";
import { writeGtkw } from "../../wave/gtkw.js";
import { select } from "../../wave/select.js";
import { Recorder } from "../../wave/track.js";
import { VcdWriter } from "../../wave/vcd-writer.js";
import type { ElementWatch } from "../../run/data/element-watch.js";
import type { Observer } from "../../run/redmule/redmule-bench.js";
import type { RegressBench } from "./regress-bench.js";
import type { RegressJob } from "./regress-job.js";
import { runRegressJob, type Verdict } from "./run.js";
import { shrink } from "./shrink.js";

/** Clocks before the failure in the waveform and on the terminal. */
const WAVE_CLOCKS = 200;
const SCREEN_CLOCKS = 14;
/** Clocks after the first wrong write that are shown, too. */
const CLOCKS_AFTER = 4;
/** Columns of a terminal. */
const WIDTH = 118;

/** Signals on the terminal, narrow enough for its width, and in the saved view of the waveform. */
const SCREEN_KEYS = [
  "redmule.{event,busy}",
  "redmule.controller.state",
  "redmule.scheduler.{state,stall_w,stall_x,stall_y}",
  "redmule.z_buffer.state",
  "redmule.streamer.{req,gnt,write}",
].map((key) => `bench.${key}`);
const WAVE_KEYS = [...SCREEN_KEYS, "bench.redmule.streamer.addr"];

/** A job that fails, explained. */
export interface Examination {
  readonly job: RegressJob;
  readonly fault: NonNullable<Verdict["fault"]>;
  /** The clocks up to the fault, or around the first wrong write, as a timing diagram. */
  readonly diagram: string;
  /** The job as JSON and its waveform. */
  readonly files: readonly string[];
}

/**
 * Shrinks a job that fails and writes its JSON, its waveform and a save file for GTKWave.
 * @param path of the files without their endings
 * @throws UsageError when the job does not fail or a file cannot be written
 */
export function examine(given: RegressJob, errata: readonly Erratum[], path: string, shrinks: boolean): Examination {
  const job = shrinks ? shrink(given, (candidate) => attempt(candidate, errata)) : given;
  const fault = causeOf(job, errata);
  const vcd = `${path}.vcd`;
  const diagram = record(job, errata, fault.clock, vcd);
  // The last one: it says that the job has been explained.
  writeTextFile(`${path}.json`, `${JSON.stringify(job)}\n`);
  return { job, fault, diagram, files: [`${path}.json`, vcd] };
}

/** What a job breaks; of a wrong result the write that brought the first wrong element, which came long before the event. */
function causeOf(job: RegressJob, errata: readonly Erratum[]): Examination["fault"] {
  const benches: RegressBench[] = [];
  const keep = (bench: RegressBench): Observer => {
    benches.push(bench);
    return () => undefined;
  };
  const { fault } = runRegressJob(job, { errata, observeSequence: keep });
  if (fault === null) throw new UsageError("The job does not fail: nothing is to be explained.");
  const { wrong } = benches[0] ?? {};
  if (fault.kind !== "mismatch" || !wrong) return fault;
  const { text, clock } = wrongWriteOf(job, errata, wrong);
  const to = clock === undefined ? fault.clock : Math.min(fault.clock, clock + CLOCKS_AFTER + 1);
  return { ...fault, text: `${fault.text} ${text}`, clock: to };
}

function wrongWriteOf(
  job: RegressJob,
  errata: readonly Erratum[],
  { job: placed, elements }: NonNullable<RegressBench["wrong"]>,
): { text: string; clock?: number } {
  const watches: { watch: ElementWatch; bench: RegressBench }[] = [];
  const observeSequence = (bench: RegressBench): Observer => {
    const watch = placed.watch(elements, bench.memory.bytes);
    watches.push({ watch, bench });
    return (clock) => watch.sample(clock);
  };
  runRegressJob(job, { errata, observeSequence });
  const [{ watch, bench }] = watches;
  watch.sample(bench.cycle);
  const { first } = watch;
  if (first === undefined) return { text: "No wrong element was ever written." };
  const { row, column } = elements[first.index];
  return { text: `The first wrong write is that of Z[${row}][${column}] in clock ${first.clock}.`, clock: first.clock };
}

/** Candidates of errata must fit the reference design; those that do not are no failures. */
function attempt(job: RegressJob, errata: readonly Erratum[]): { fails: boolean; clocks: number } {
  try {
    const { fault, clocks } = runRegressJob(job, { errata });
    return { fails: fault !== null, clocks };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { fails: false, clocks: 0 };
  }
}

function record(job: RegressJob, errata: readonly Erratum[], to: number, file: string): string {
  const waves: { writer: VcdWriter; recorder: Recorder }[] = [];
  runRegressJob(job, {
    errata,
    observe: ({ redmule, memory }) => {
      const scope: Scope = {
        name: "bench",
        probes: [],
        children: [redmule.scope("redmule"), port(memory.scope("port"))],
      };
      const comment = [JSON.stringify(job), `errata ${errata.join(",") || "none"}`];
      const options = { version: `redmule ${packageVersion()}`, comment, from: Math.max(0, to - WAVE_CLOCKS) };
      const writer = new VcdWriter(scope, new FileSink(file), options);
      const recorder = new Recorder(select(scope, SCREEN_KEYS), SCREEN_CLOCKS);
      waves.push({ writer, recorder });
      return (clock) => {
        // A hang is known long after its last clock worth seeing.
        if (clock >= to) return;
        writer.sample(clock);
        recorder.sample(clock);
      };
    },
  });
  const [{ writer, recorder }] = waves;
  writer.close();
  writeGtkw(file, writer.variables, WAVE_KEYS);
  return pagedDiagram(recorder.tracks, { from: Math.max(0, to - SCREEN_CLOCKS), to: to - 1 }, WIDTH);
}

/** The port of a memory without its contents. */
function port({ name, probes }: Scope): Scope {
  return { name, probes: probes.filter((probe) => probe.name !== "words"), children: [] };
}
