import { Command } from "commander";
import { UsageError } from "../hw/errors.js";
import { drawn, type Picture, type TextStyle } from "../wave/picture.js";
import { addSystemOptions, type SystemOptions } from "./exec-system.js";
import { systemErratumOption, wholeNumber } from "./options.js";
import { addJobOptions, type JobOptions } from "./run-options.js";
import { waveFile, type WaveFile } from "./wave-files.js";
import { waveRun } from "./wave-run.js";
import { WaveShow, writePictures, type Shown, type ShowOptions } from "./wave-show.js";

/** Options as commander hands them over. */
interface WaveOptions extends ShowOptions, JobOptions, SystemOptions {
  readonly out?: readonly string[];
  readonly width?: number;
  readonly ascii?: true;
  readonly json?: true;
}

/** Clocks before and after the trigger, unless the options say otherwise. */
const BEFORE = 8;
const AFTER = 31;

/** Characters of a line where standard output is no terminal. */
const WIDTH = 120;

const CONDITIONS = `
Conditions
  A signal is named by its path or the end of it: scheduler.state, redmule.busy, x_buffer.pad[3]. States go by their
  names: scheduler.state==LOAD_W. Numbers are decimal, 0x... or 0b...; a signal alone holds when it is not 0.
  == != < <= > >=   ! && ||   ( )   rose(...) fell(...) changed(...) from one clock to the next

Signals
  Globs over paths or their ends: * and ? inside a name, ** over levels, {a,b}; "redmule.scheduler.*", "**.stall*".
`;

/** `redmule wave`: runs a job or a program and shows its signals; exit code 1 when there was nothing to show. */
export function waveCommand(): Command {
  const clock = (flag: string) => wholeNumber(flag, 0, Number.MAX_SAFE_INTEGER);
  const command = new Command("wave")
    .description("run a job, or a program, and show its signals as a timing diagram, or write them to files")
    .argument("[program]", "ELF32 executable, or assembly with the name *.S or *.s; without it, a job")
    .optionsGroup("What to show:")
    .option("--signals <globs...>", "signals (default: the key signals; in .vcd and .fst all)")
    .option("--from <clock>", "first clock, counted from reset; with --trigger, where to look for it", clock("--from"))
    .option("--to <clock>", "last clock, counted from reset; with --trigger, where to look for it", clock("--to"))
    .option("--trigger <condition>", "show the clocks around the first one in which the condition holds")
    .option("--before <clocks>", "clocks shown before the trigger", wholeNumber("--before", 0, 1e6), BEFORE)
    .option("--after <clocks>", "clocks shown after it", wholeNumber("--after", 0, 1e6), AFTER)
    .optionsGroup("How to show it:")
    .option("--out <files...>", "files instead of the terminal: .vcd, .fst, .svg, .json (WaveDrom), .txt")
    .option("--values", "in .vcd and .fst, a real-valued signal beside each FP16 bus")
    .option("--ascii", "plain ASCII instead of box-drawing characters")
    .option("--width <characters>", "of a line (default: that of the terminal)", wholeNumber("--width", 20, 10_000))
    .option("--json", "print the chosen signals clock by clock as JSON instead of the diagram")
    .optionsGroup("A job:");
  addJobOptions(command, systemErratumOption());
  addSystemOptions(command.optionsGroup("A program:"));
  return command.addHelpText("after", CONDITIONS).action(async (file: string | undefined, options: WaveOptions) => {
    process.exitCode = await wave(file, options, command);
  });
}

async function wave(file: string | undefined, options: WaveOptions, command: Command): Promise<number> {
  checkWindow(options);
  const files = (options.out ?? []).map(waveFile);
  const pictured = files.length === 0 || options.json === true || files.some(({ picture }) => picture !== null);
  const shown = await new WaveShow(waveRun(file, options, command), options, files, pictured).show();
  if (typeof shown === "string") {
    process.stderr.write(`${shown}\n`);
    return 1;
  }
  await present(shown, files, options);
  if (shown.fault === undefined) return 0;
  process.stderr.write(`${shown.fault}\n`);
  return 1;
}

function checkWindow({ from = 0, to = Infinity }: WaveOptions): void {
  if (from > to) {
    throw new UsageError(`The window from clock ${from} to ${to} is empty: the end must not lie before the start.`);
  }
}

async function present(shown: Shown, files: readonly WaveFile[], options: WaveOptions): Promise<void> {
  const style = { width: options.width ?? process.stdout.columns ?? WIDTH, ascii: options.ascii ?? false };
  const { picture } = shown;
  if (picture !== null) await writePictures(picture, files, style);
  if (options.json) process.stdout.write(`${JSON.stringify(record(shown, picture!))}\n`);
  else process.stdout.write(files.length > 0 ? fileLines(shown, files) : await screen(shown, picture!, style));
}

async function screen({ trigger }: Shown, picture: Picture, style: TextStyle): Promise<string> {
  const head = trigger === null ? picture.title : `${picture.title}, trigger in clock ${trigger}`;
  return `${head}\n\n${await drawn(picture, "txt", style)}`;
}

function fileLines({ picture, window, trigger }: Shown, files: readonly WaveFile[]): string {
  const lines = files.map(({ path, picture: form }) => {
    const { from, to } = form === null ? window : picture!.window;
    return `${path}: clocks ${from} to ${to}${trigger === null ? "" : `, trigger in clock ${trigger}`}\n`;
  });
  return lines.join("");
}

/** What `--json` prints. */
function record({ trigger, fault }: Shown, { tracks, window, title }: Picture) {
  const { from, to } = window;
  const signals = tracks.map(({ path, width, states, at }) => ({
    ...{ path, width, ...(states && { states }) },
    values: Array.from({ length: to - from + 1 }, (_, i) => at(from + i)),
  }));
  return { title, from, to, trigger, fault: fault ?? null, signals };
}
