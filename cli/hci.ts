import { Command } from "commander";
import { UsageError } from "../hw/errors.js";
import { givenText } from "../run/files/given-file.js";
import { ContentionBench } from "../tb/hci/contention-bench.js";
import { CONTENTION_FIELDS, parseContentionTrace } from "../tb/hci/contention-trace.js";
import { replay, type Recording, type ReplayBench } from "../tb/hci/replay.js";
import { TraceBench } from "../tb/hci/trace-bench.js";
import { parseTrace, TRACE_FIELDS } from "../tb/hci/trace.js";
import { describeReplay } from "./hci-report.js";
import { recordWave, REDMULE_KEYS } from "./record-wave.js";
import { addWaveOptions, checkWaveOptions, type WaveFlags } from "./wave-options.js";

interface HciOptions extends WaveFlags {
  readonly withRedmule?: true;
  readonly json?: true;
}

/** What the save file for GTKWave shows first. */
const WAVE_KEYS = [
  "interconnect.arbiter.{counter,suppressed,contended}",
  "interconnect.lic.{req,gnt}",
  "interconnect.router.{req,gnt,addr,write}",
  "interconnect.tcdm.{req,row,write}",
  ...REDMULE_KEYS,
];

/** `redmule hci`: replays a recorded interconnect trace; exit code 0 without, 1 with a difference. */
export function hciCommand(): Command {
  const command = new Command("hci")
    .description("replay a recorded trace of the TCDM interconnect and compare every clock")
    .argument("<trace>", "JSON lines file, one line per clock after the header")
    .option("--with-redmule", "RedMulE drives the wide port: 12 x 4, errata of the reference RTL, E2 repaired");
  return addWaveOptions(command, "the first clock of the trace")
    .option("--json", "print the result as JSON")
    .action((file: string, options: HciOptions) => {
      checkWaveOptions(options);
      const text = givenText(file, "the path of a trace");
      checkKind(text, file, options.withRedmule === true);
      if (options.withRedmule === true) {
        const trace = parseContentionTrace(text, file);
        run(trace, new ContentionBench(trace), CONTENTION_FIELDS, options);
      } else {
        const trace = parseTrace(text, file);
        run(trace, new TraceBench(trace.header), TRACE_FIELDS, options);
      }
    });
}

function run<Inputs, Field extends string>(
  trace: Recording<Inputs, Field>,
  bench: ReplayBench<Inputs, Field>,
  labels: Readonly<Record<Field, string>>,
  options: HciOptions,
): void {
  const finishWave = recordWave(bench, options, { name: "hci", keys: WAVE_KEYS, comment: [`trace ${trace.name}`] });
  const result = replay(trace, bench);
  finishWave?.();
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : describeReplay(result, labels));
  if (result.difference) process.exitCode = 1;
}

/** The two kinds of traces differ in their headers: one has the job, the other the masters. */
function checkKind(text: string, file: string, withRedmule: boolean): void {
  const header = text.slice(0, text.indexOf("\n"));
  if (withRedmule && header.includes('"n_core"')) {
    throw new UsageError(`${file} records the wide port's requests, too: leave out --with-redmule.`);
  }
  if (!withRedmule && header.includes('"max_stall"')) {
    throw new UsageError(`${file} records a job of RedMulE beside the cores: add --with-redmule.`);
  }
}
