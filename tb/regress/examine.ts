import { UsageError } from "../../hw/errors.js";
import type { Scope } from "../../hw/probe.js";
import type { Erratum } from "../../hw/redmule/errata.js";
import { packageVersion } from "../../sw/package-file.js";
import { diagram } from "../../wave/ascii.js";
import { FileSink, writeTextFile } from "../../run/files/file-sink.js";
import { writeGtkw } from "../../wave/gtkw.js";
import { select } from "../../wave/select.js";
import { Recorder } from "../../wave/track.js";
import { VcdWriter } from "../../wave/vcd-writer.js";
import type { RegressJob } from "./regress-job.js";
import { runRegressJob, type Verdict } from "./run.js";
import { shrink } from "./shrink.js";

/** Clocks before the failure in the waveform and on the terminal. */
const WAVE_CLOCKS = 200;
const SCREEN_CLOCKS = 12;

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
  /** The last clocks as a timing diagram. */
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
  const { fault } = runRegressJob(job, { errata });
  if (fault === null) throw new UsageError("The job does not fail: nothing is to be explained.");
  const vcd = `${path}.vcd`;
  const diagram = record(job, errata, fault.clock, vcd);
  // The last one: it says that the job has been explained.
  writeTextFile(`${path}.json`, `${JSON.stringify(job)}\n`);
  return { job, fault, diagram, files: [`${path}.json`, vcd] };
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
  return diagram(recorder.tracks, { from: Math.max(0, to - SCREEN_CLOCKS), to: to - 1 });
}

/** The port of a memory without its contents. */
function port({ name, probes }: Scope): Scope {
  return { name, probes: probes.filter((probe) => probe.name !== "words"), children: [] };
}
