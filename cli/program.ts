import { Command, CommanderError } from "commander";
import { UsageError } from "../hw/errors.js";
import { packageVersion } from "../sw/package-file.js";
import { COMMANDS } from "./commands.js";
import { EXIT, EXIT_CODES } from "./exit.js";
import { invocation, rememberWords } from "./invocation.js";

function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}\n`).join("")}`;
}

/** The program with the one subcommand that `args` name in full and the others as one-line summaries. */
async function program(args: readonly string[]): Promise<Command> {
  const top = new Command("redmule")
    .description("RedMulE in its PULP cluster, bit-true and cycle-exact")
    .version(packageVersion(), "-V, --version")
    .showSuggestionAfterError(true)
    .exitOverride();
  const used = args.find((arg) => Object.hasOwn(COMMANDS, arg));
  for (const [name, entry] of Object.entries(COMMANDS)) {
    if (name !== used) {
      top.command(name).description(entry.summary).allowUnknownOption().allowExcessArguments();
      continue;
    }
    const command = await entry.load();
    for (const option of command.options) {
      // Words without the quotes that commander puts around them.
      if (typeof option.defaultValue === "string") option.defaultValueDescription ??= option.defaultValue;
    }
    const text = `${examples(entry.examples)}\n${EXIT_CODES}`;
    top.addCommand(command.copyInheritedSettings(top).addHelpText("after", text));
  }
  const all = [...Object.values(COMMANDS).map((entry) => entry.examples[0]), "redmule run --help"];
  return top.addHelpText("after", `${examples(all)}\n${EXIT_CODES}\n`);
}

/** Runs the command line after the program's name; the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    process.exitCode = EXIT.ok;
    rememberWords(args);
    const top = await program(args);
    if (args.length === 0) top.help({ error: true });
    await top.parseAsync([...args], { from: "user" });
    return Number(process.exitCode);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (error instanceof UsageError) {
      process.stderr.write(`error: ${error.message}\n`);
      return EXIT.usage;
    }
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(
      `${detail}\nThis is a fault of redmule ${packageVersion()}: please report it together with the command "${invocation()} ${args.join(" ")}".\n`,
    );
    return EXIT.internal;
  }
}
