import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { UsageError } from "../hw/errors.js";
import { packageFile } from "../sw/package-file.js";
import { oneOf } from "./options.js";

/** Systems with a start-up and linker script of their own. */
const PRESETS = ["cluster", "bare", "core-complex"] as const;
type Preset = (typeof PRESETS)[number];

/** Parts of the SDK that a project gets a copy of: where each comes from, and where it goes in the project's sdk folder. */
const CLUSTER_PARTS = ["cluster.ld", "gcc.cmake", "include", "src"].map((part) => [part, part] as const);
const ONE_CORE_PARTS = (preset: Preset): typeof CLUSTER_PARTS => [
  ...["sections.ld", "include", "src"].map((part) => [`one-core/${part}`, part] as const),
  [`one-core/${preset}/link.ld`, "link.ld"],
  [`one-core/${preset}/host.c`, "src/host.c"],
];
const EXAMPLES = ["dma", "feed", "fp16", "pmsis", "timer", "loops"] as const;
/** What stands for the command in the files of the template. */
const COMMAND = "@REDMULE@";
const PRESET = "@PRESET@";

interface SdkOptions {
  readonly example?: string;
  readonly preset: Preset;
}

/** `redmule sdk`. */
export function sdkCommand(): Command {
  return new Command("sdk")
    .description(
      "write a C project for the modelled cluster or one core: linker script, start-up, headers, Makefile, an example",
    )
    .argument("<folder>", "a new folder, or an empty one")
    .option("--example <name>", `the program: ${EXAMPLES.join(", ")} (default: greetings and a job of RedMulE)`)
    .option("--preset <name>", `the system: ${PRESETS.join(", ")}`, oneOf("--preset", PRESETS), "cluster")
    .addHelpText(
      "after",
      "\nThen `make -C <folder> run` builds it with riscv64-unknown-elf-gcc and picolibc and runs it.\n",
    )
    .action((folder: string, options: SdkOptions) => {
      writeProject(folder, options);
      process.stdout.write(`${folder} is ready: make -C ${folder} run\n`);
    });
}

function writeProject(folder: string, { example, preset }: SdkOptions): void {
  const cluster = preset === "cluster";
  if (example !== undefined && !cluster) {
    throw new UsageError(`--example ${example} is for the cluster: leave it or --preset ${preset} out.`);
  }
  if (example !== undefined && !EXAMPLES.some((name) => name === example)) {
    throw new UsageError(`--example ${example} is none of ${EXAMPLES.join(", ")}.`);
  }
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new UsageError(`${folder} is not empty: name a new folder.`);
  }
  const sdk = (...names: string[]): string => packageFile("sw", "sdk", ...names);
  try {
    mkdirSync(join(folder, "sdk"), { recursive: true });
    for (const [from, to] of cluster ? CLUSTER_PARTS : ONE_CORE_PARTS(preset)) {
      cpSync(sdk(from), join(folder, "sdk", to), { recursive: true });
    }
    const template = cluster ? sdk("template") : sdk("one-core", "template");
    for (const name of readdirSync(template)) {
      const text = readFileSync(join(template, name), "utf8");
      writeFileSync(join(folder, name), text.replaceAll(COMMAND, invocation()).replaceAll(PRESET, preset));
    }
    if (example !== undefined) cpSync(sdk("examples", `${example}.c`), join(folder, "main.c"));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UsageError(`${folder} cannot be written (${code}): choose a writable place.`);
  }
}

/** The command as it runs now, for the project's Makefile. */
function invocation(): string {
  const [node, script] = process.argv;
  const loader = script.endsWith(".ts") ? ` --import ${import.meta.resolve("tsx")}` : "";
  return `${node}${loader} ${script}`;
}
