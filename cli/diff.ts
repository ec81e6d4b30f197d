import { Command } from "commander";
import { UsageError } from "../hw/errors.js";
import { parseArray } from "../hw/config.js";
import { validated } from "../hw/schema.js";
import { BothSides } from "../measure/diff/both-sides.js";
import { DiffRun, type DiffOptions } from "../measure/diff/diff-run.js";
import { mapSchema, type SignalMap } from "../measure/diff/map.js";
import { REDMULE_51CD064 } from "../measure/diff/maps/redmule-51cd064.js";
import { dumpBytes } from "../measure/diff/read-dump.js";
import { resultOf } from "../measure/diff/result.js";
import { FileSink } from "../run/files/file-sink.js";
import { packageVersion } from "../sw/package-file.js";
import { diffText } from "./diff-screen.js";
import { EXIT } from "./exit.js";
import { jsonOption, profileOption, readJsonFile } from "./options.js";

/** Options as commander hands them over. */
interface DiffFlags {
  readonly map?: string;
  readonly top?: string;
  readonly array?: string;
  readonly profile?: DiffOptions["profile"];
  readonly from?: number;
  readonly to?: number;
  readonly wave?: string;
  readonly json?: true;
}

/** `redmule diff`: a waveform of the RTL beside the model; exit code 1 when they differ, 2 when the dump does not do. */
export function diffCommand(): Command {
  return new Command("diff")
    .description("compare a waveform of the RTL with the model, register by register and clock by clock")
    .argument("<dump>", "VCD file of an RTL simulator, packed (.gz) or not; - for standard input")
    .option("--map <file>", "JSON map of RTL signals to probes of the model (default: that of RedMulE 51cd064)")
    .option("--top <scope>", "scope of the design in the dump (default: where the map's signals are)")
    .option("--array <LxHxP>", "array of the design (default: by the widths in the dump)")
    .addOption(profileOption().default("upstream-51cd064"))
    .option("--from <clock>", "first clock to compare, 0 being the first trigger write", clock("--from"))
    .option("--to <clock>", "last clock to compare", clock("--to"))
    .option("--wave <file>", "write a waveform with both sides (.vcd)")
    .addOption(jsonOption())
    .action(async (dump: string, flags: DiffFlags) => {
      process.exitCode = await diff(dump, flags);
    });
}

async function diff(dump: string, { map, wave, json, array, top, profile, from, to }: DiffFlags): Promise<number> {
  if (from !== undefined && to !== undefined && from > to) {
    throw new UsageError(`The window from clock ${from} to ${to} is empty: --to must not lie before --from.`);
  }
  if (wave !== undefined && !wave.endsWith(".vcd")) throw new UsageError(`--wave is "${wave}": name a .vcd file.`);
  const sides = wave === undefined ? null : new BothSides(new FileSink(wave), `redmule ${packageVersion()}`);
  const run = new DiffRun(
    { map: readMap(map), top, profile, from, to, array: array === undefined ? undefined : parseArray(array) },
    sides,
  );
  try {
    for await (const bytes of dumpBytes(dump)) run.stream.push(bytes);
    run.finish();
    sides?.close();
  } catch (error) {
    sides?.abort();
    throw error;
  }
  const result = resultOf(run);
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : diffText(run, result, wave));
  return result.equal ? EXIT.ok : EXIT.checkFailed;
}

function readMap(file: string | undefined): SignalMap {
  return file === undefined
    ? mapSchema.parse(REDMULE_51CD064)
    : validated(mapSchema, readJsonFile(file, "the path of a map in JSON"), file);
}

function clock(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^-?\d+$/.test(text.trim()) || !Number.isSafeInteger(value)) {
      throw new UsageError(`${option} is "${text}": give a whole number of clocks.`);
    }
    return value;
  };
}
