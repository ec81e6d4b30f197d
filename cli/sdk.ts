import { readFileSync, realpathSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { Command } from "commander";
import { UsageError } from "../hw/errors.js";
import { makeDirectory } from "../run/files/file-sink.js";
import { NewFolder } from "../run/files/new-folder.js";
import { packageFile } from "../sw/package-file.js";
import { oneOf } from "./options.js";

/** Systems with a start-up and linker script of their own. */
const PRESETS = ["cluster", "bare", "core-complex"] as const;
type Preset = (typeof PRESETS)[number];

/** Where each part of a project's sdk folder comes from, the folders first. */
type Parts = Readonly<Record<string, string>>;

const TOOLS: Parts = Object.fromEntries(
  ["gcc.cmake", "clang.cmake", "debug.gdb"].map((name) => [name, `toolchain/${name}`]),
);
const ONE_CORE: Parts = {
  ...{ include: "one-core/include", src: "one-core/src", "sections.ld": "one-core/sections.ld" },
  ...Object.fromEntries(["xpulp.h", "xfvec.h", "xloop.h"].map((name) => [`include/redmule/${name}`, header(name)])),
  ...Object.fromEntries(["half.c", "cxx.c", "system.c"].map((name) => [`src/${name}`, `src/${name}`])),
};

/** What is a preset's own: the parts, the linker script, bytes of stack, options of `redmule exec`, and the examples by name. */
const PROJECTS: Readonly<Record<Preset, { parts: Parts; words: Parts; examples: Parts }>> = {
  cluster: {
    parts: { include: "include", src: "src", "cluster.ld": "cluster.ld" },
    words: { SYSTEM: "the cluster", LINK: "cluster.ld", STACK: "2048", OPTIONS: "" },
    examples: Object.fromEntries(
      ["dma", "feed", "fp16", "pmsis", "timer", "loops"].map((name) => [name, `examples/${name}.c`]),
    ),
  },
  bare: {
    parts: { ...ONE_CORE, "link.ld": "one-core/bare/link.ld", "src/host.c": "one-core/bare/host.c" },
    words: { SYSTEM: "one core", LINK: "link.ld", STACK: "8192", OPTIONS: " --preset bare" },
    examples: { loops: "examples/loops.c" },
  },
  "core-complex": {
    parts: {
      ...ONE_CORE,
      ...{ "link.ld": "one-core/core-complex/link.ld", "src/host.c": "one-core/core-complex/host.c" },
      "include/redmule/job.h": header("job.h"),
      ...{ "include/redmule/map.h": "one-core/core-complex/map.h" },
      ...{ "include/redmule/redmule.h": "one-core/core-complex/redmule.h" },
    },
    words: { SYSTEM: "the core complex", LINK: "link.ld", STACK: "8192", OPTIONS: " --preset core-complex" },
    examples: { loops: "examples/loops.c", feed: "one-core/core-complex/feed.c" },
  },
};

function header(name: string): string {
  return `include/redmule/${name}`;
}

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
    .option(
      "--example <name>",
      "the program: dma, feed, fp16, pmsis, timer, loops; bare: loops; core-complex: loops, feed (default: greetings)",
    )
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
  const { parts, words, examples } = PROJECTS[preset];
  if (example !== undefined && !Object.hasOwn(examples, example)) {
    throw new UsageError(`--example ${example} is none of ${Object.keys(examples).join(", ")}, those of ${preset}.`);
  }
  const sdk = (...names: string[]): string => packageFile("sw", "sdk", ...names);
  const filled: Parts = { ...words, REDMULE: invocation(), PRESET: preset };
  makeDirectory(dirname(resolve(folder)), "the project");
  const project = new NewFolder(folder);
  for (const [to, from] of Object.entries({ ...parts, ...TOOLS })) project.copy(sdk(from), `sdk/${to}`);
  const own = preset === "cluster" ? "template" : "one-core/template";
  const templates = ["template/Makefile", "template/CMakeLists.txt", `${own}/README.md`, `${own}/main.c`];
  for (const name of templates) {
    const text = readFileSync(sdk(name), "utf8").replace(/@([A-Z]+)@/g, (all, word: string) => filled[word] ?? all);
    project.write(basename(name), text);
  }
  if (example !== undefined) project.copy(sdk(examples[example]), "main.c");
  project.close();
}

/** The command as it runs now, for the project's Makefile. */
function invocation(): string {
  const node = process.argv[0];
  // Not a link in a cache of npx, which goes away.
  const script = realpathSync(process.argv[1]);
  const loader = script.endsWith(".ts") ? ` --import ${import.meta.resolve("tsx")}` : "";
  return `${node}${loader} ${script}`;
}
