import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { UsageError } from "../hw/errors.js";
import { packageFile } from "../sw/package-file.js";

/** Parts of the SDK that a project gets a copy of. */
const PARTS = ["cluster.ld", "gcc.cmake", "include", "src"];
const EXAMPLES = ["dma", "feed", "fp16", "pmsis", "timer", "loops"] as const;
/** What stands for the command in the files of the template. */
const COMMAND = "@REDMULE@";

interface SdkOptions {
  readonly example?: string;
}

/** `redmule sdk`. */
export function sdkCommand(): Command {
  return new Command("sdk")
    .description("write a C project for the modelled cluster: linker script, start-up, headers, Makefile, an example")
    .argument("<folder>", "a new folder, or an empty one")
    .option("--example <name>", `the program: ${EXAMPLES.join(", ")} (default: greetings and a job of RedMulE)`)
    .addHelpText(
      "after",
      "\nThen `make -C <folder> run` builds it with riscv64-unknown-elf-gcc and picolibc and runs it.\n",
    )
    .action((folder: string, options: SdkOptions) => {
      writeProject(folder, options);
      process.stdout.write(`${folder} is ready: make -C ${folder} run\n`);
    });
}

function writeProject(folder: string, { example }: SdkOptions): void {
  if (example !== undefined && !EXAMPLES.some((name) => name === example)) {
    throw new UsageError(`--example ${example} is none of ${EXAMPLES.join(", ")}.`);
  }
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new UsageError(`${folder} is not empty: name a new folder.`);
  }
  const sdk = (...names: string[]): string => packageFile("sw", "sdk", ...names);
  try {
    mkdirSync(join(folder, "sdk"), { recursive: true });
    for (const part of PARTS) cpSync(sdk(part), join(folder, "sdk", part), { recursive: true });
    for (const name of readdirSync(sdk("template"))) {
      const text = readFileSync(sdk("template", name), "utf8").replaceAll(COMMAND, invocation());
      writeFileSync(join(folder, name), text);
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
