import type { Command } from "commander";
import { UsageError } from "../hw/errors.js";
import { wholeNumber } from "./options.js";
import { checkDump } from "./wave-files.js";

/** Options of a waveform as commander hands them over. */
export interface WaveFlags {
  readonly wave?: string;
  readonly waveFrom?: number;
  readonly waveTo?: number;
  readonly waveValues?: true;
}

/** @param origin what the clocks of the window are counted from */
export function addWaveOptions(command: Command, origin: string): Command {
  const clock = (flag: string) => wholeNumber(flag, 0, Number.MAX_SAFE_INTEGER);
  return command
    .option(
      "--wave <file>",
      "write a waveform (.vcd, or .fst where vcd2fst is installed) and a .gtkw for GTKWave beside it",
    )
    .option("--wave-from <clock>", `first clock of the waveform, counted from ${origin}`, clock("--wave-from"))
    .option("--wave-to <clock>", `last clock of the waveform, counted from ${origin}`, clock("--wave-to"))
    .option("--wave-values", "a real-valued signal beside each FP16 bus");
}

/** @throws UsageError for a window or values without a file, or a file of no known form */
export function checkWaveOptions({ wave, waveFrom, waveTo, waveValues }: WaveFlags): void {
  if (wave === undefined && (waveFrom ?? waveTo ?? waveValues) !== undefined) {
    throw new UsageError("A window or values of a waveform need its file: give --wave FILE.");
  }
  if (wave !== undefined) checkDump(wave, "--wave");
}
