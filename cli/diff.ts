import { Command } from "commander";
import { UsageError } from "../hw/errors.js";
import { parseArray } from "../hw/config.js";
import { validated } from "../hw/schema.js";
import { BothSides } from "../measure/diff/both-sides.js";
import { DiffRun, type DiffOptions } from "../measure/diff/diff-run.js";
import { changesSchema, mapSchema, type SignalMap } from "../measure/diff/map/map.js";
import { shippedMaps } from "../measure/diff/maps/shipped.js";
import { pinnedDump, type PinnedDump } from "../measure/diff/map/pin-search.js";
import { ProposeRun } from "../measure/diff/map/propose.js";
import { dumpBytes } from "../measure/diff/dump/read-dump.js";
import { resultOf } from "../measure/diff/result.js";
import { FileSink } from "../run/files/file-sink.js";
import { packageVersion } from "../sw/package-file.js";
import { diffCore, type CoreFlags } from "./diff-core.js";
import { diffText } from "./diff-screen.js";
import { addSystemOptions } from "./exec-system.js";
import { EXIT } from "./exit.js";
import { jsonOption, profileOption, readJsonFile, wholeNumber } from "./options.js";

/** Options as commander hands them over. */
interface DiffFlags {
  readonly map?: string;
  readonly top?: string;
  readonly array?: string;
  readonly profile?: DiffOptions["profile"];
  readonly from?: number;
  readonly to?: number;
  readonly wave?: string;
  readonly propose?: true;
  readonly json?: true;
}

/** `redmule diff`: a waveform of the RTL beside the model; exit code 1 when they differ, 2 when the dump does not do. */
export function diffCommand(): Command {
  const command = new Command("diff")
    .description("compare a waveform of the RTL with the model, register by register and clock by clock")
    .argument("<dump>", "VCD file of an RTL simulator, packed (.gz) or not; - for standard input")
    .option(
      "--map <file>",
      "JSON map of RTL signals to probes of the model (default: of those that ship, RedMulE and its interconnect, the one that fits best)",
    )
    .option("--top <scope>", "scope of the design in the dump (default: where the map's signals are)")
    .option("--array <LxHxP>", "array of the design (default: by the widths in the dump)")
    .addOption(profileOption("").default("upstream-51cd064", "upstream-51cd064"))
    .option("--from <clock>", "first clock to compare, 0 being the first trigger write", clock("--from"))
    .option("--to <clock>", "last clock to compare", clock("--to"))
    .option("--wave <file>", "write a waveform with both sides (.vcd)")
    .option("--propose", "suggest a map for a design with other names, by widths and behaviour, as JSON for --map")
    .addOption(jsonOption())
    .option(
      "--program <file>",
      "the file is a trace of retired instructions: compare it with a core that runs this program",
    )
    .option("--trace-core <n>", "the core that the trace is of", wholeNumber("--trace-core", 0, 15))
    .optionsGroup("What runs the program, with --program:");
  return addSystemOptions(command).action(async (dump: string, flags: DiffFlags & Partial<CoreFlags>) => {
    if (flags.program !== undefined) {
      // The profile of the RTL's RedMulE is none of the cores' unless it is asked for.
      const { profile, ...others } = flags as CoreFlags;
      const asked = command.getOptionValueSource("profile") === "cli" && profile !== undefined;
      process.exitCode = diffCore(dump, { ...others, ...(asked && { profile }) });
      return;
    }
    process.exitCode = flags.propose ? await propose(dump, flags) : await diff(dump, flags);
  });
}

async function diff(dump: string, { map, wave, json, array, top, profile, from, to }: DiffFlags): Promise<number> {
  if (from !== undefined && to !== undefined && from > to) {
    throw new UsageError(`The window from clock ${from} to ${to} is empty: --to must not lie before --from.`);
  }
  if (wave !== undefined && !wave.endsWith(".vcd")) throw new UsageError(`--wave is "${wave}": name a .vcd file.`);
  const pinned = await openDump(dump, map, top);
  const sides = wave === undefined ? null : new BothSides(new FileSink(wave), `redmule ${packageVersion()}`);
  const run = new DiffRun(
    { map: pinned.map, top, profile, from, to, array: array === undefined ? undefined : parseArray(array) },
    sides,
  );
  try {
    for await (const bytes of pinned.bytes) run.stream.push(bytes);
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

/** Prints the changes to the map that fit it to the dump; what nothing fits goes to standard error. */
async function propose(dump: string, { map, top, array, profile }: DiffFlags): Promise<number> {
  if (top === undefined) throw new UsageError("--propose needs the scope of the design: give it with --top.");
  const pinned = await openDump(dump, map, top);
  const run = new ProposeRun(pinned.map, top, { array: array === undefined ? undefined : parseArray(array), profile });
  for await (const bytes of pinned.bytes) run.stream.push(bytes);
  const { base, rename, kept, unknown, still } = run.finish();
  const { clock, reset } = pinned.map;
  const pins = pinned.remarks.length > 0 ? { clock, reset } : {};
  process.stdout.write(`${JSON.stringify({ base, ...pins, rename }, null, 2)}\n`);
  process.stderr.write(
    `${kept} signals have their names, ${Object.keys(rename).length} have others, ${unknown.length} behave like none of the dump, ${still.length} never move.\n`,
  );
  return unknown.length === 0 ? EXIT.ok : EXIT.checkFailed;
}

/** A dump with its map; a clock or reset that had to be looked for is told on standard error. */
async function openDump(dump: string, map: string | undefined, top: string | undefined): Promise<PinnedDump> {
  const pinned = await pinnedDump(dumpBytes(dump), readMaps(map), top);
  for (const remark of pinned.remarks) process.stderr.write(`${remark}\n`);
  return pinned;
}

/** The maps that ship, or the one of a file: a whole map, or changes to one that ships and is named as its base. */
function readMaps(file: string | undefined): SignalMap[] {
  const shipped = shippedMaps();
  if (file === undefined) return shipped;
  const input = readJsonFile(file, "the path of a map in JSON");
  if (typeof input !== "object" || input === null || !("base" in input)) return [validated(mapSchema, input, file)];
  const { base, ...changes } = validated(changesSchema, input, file);
  const changed = shipped.find(({ name }) => name === base);
  if (changed === undefined) {
    const names = shipped.map(({ name }) => `"${name}"`).join(", ");
    throw new UsageError(`${file}: base is "${base}": give one of ${names}.`);
  }
  // What the file leaves out stays as it ships, whatever a whole map would have by default.
  const given = Object.entries(changes).filter(([name]) => Object.hasOwn(input, name));
  return [{ ...changed, ...(Object.fromEntries(given) as Partial<SignalMap>) }];
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
