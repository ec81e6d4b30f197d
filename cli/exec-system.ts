import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Command } from "commander";
import { regionOf } from "../hw/cluster/address-map.js";
import { FETCH_MODELS, type FetchModel } from "../hw/cluster/systems/cluster-parameters.js";
import type { SystemErratum } from "../hw/cluster/system-errata.js";
import { buildSystem, parseSystem, PRESETS, type SystemConfig } from "../hw/cluster/systems/system-config.js";
import type { System } from "../hw/cluster/systems/system.js";
import { UsageError } from "../hw/errors.js";
import { givenBytes } from "../run/files/given-file.js";
import { hex } from "../hw/hex.js";
import type { Profile } from "../hw/redmule/errata.js";
import { assemble } from "../sw/asm/assemble.js";
import { loadElf } from "../sw/elf/load.js";
import { packageFile } from "../sw/package-file.js";
import type { Program } from "../sw/program.js";
import { semihostingCalls } from "../run/programs/semihosting.js";
import { ProgramRun } from "../run/programs/program-run.js";
import { oneOf, profileOption, readJsonFile, systemErratumOption, wholeNumber } from "./options.js";
import { REDMULE_KEYS, type WaveView } from "./record-wave.js";

/** Options that say what runs a program, as commander hands them over. */
export interface SystemOptions {
  readonly preset: string;
  readonly cores?: number;
  readonly isa?: string;
  readonly fetch?: FetchModel;
  readonly profile?: Profile;
  readonly erratum?: readonly SystemErratum[];
  readonly maxClocks: number;
}

/** A program on its system, ready to run. */
export interface ExecRun {
  readonly run: ProgramRun;
  readonly system: System;
  readonly program: Program;
  readonly config: SystemConfig;
  readonly view: WaveView;
}

export function addSystemOptions(command: Command): Command {
  // `redmule wave` has these two from its jobs.
  for (const option of [profileOption(), systemErratumOption()]) {
    if (!command.options.some(({ long }) => long === option.long)) command.addOption(option);
  }
  return command
    .option("--preset <name>", `${PRESETS.join(", ")}, or a JSON file that describes a system`, "cluster")
    .option(
      "--cores <n>",
      "number of cores (default: 8 in a cluster, 1 in a bare system)",
      wholeNumber("--cores", 1, 16),
    )
    .option("--isa <string>", "what the cores are built with (default: rv32imafc_zfh_xpulp_xfvec)")
    .option(
      "--fetch <model>",
      "instructions through the cache, or ideal (default: cache)",
      oneOf("--fetch", FETCH_MODELS),
    )
    .option("--max-clocks <n>", "clocks after which the run is given up", wholeNumber("--max-clocks", 1, 2 ** 52), 1e9);
}

/**
 * Puts a program on the system that the options describe.
 * @param where names the command in errors about the system
 * @throws UsageError when the file is no program, or does not fit the system
 */
export function prepareProgram(
  file: string,
  options: SystemOptions,
  where: string,
  print: (bytes: Uint8Array) => void,
): ExecRun {
  const config = systemOf(options, where);
  const system = buildSystem(config, options.preset);
  const program = readProgram(file, system, config.isa);
  const [call] = semihostingCalls(program);
  const served = call !== undefined && config.preset === "bare";
  if (call !== undefined && !served) {
    process.stderr.write(
      `note: ${file} calls a semihosting host at ${hex(call)}, which a bare system alone has: the call is a breakpoint trap; run it with --preset bare, or print and end through redmule sdk's console and result.\n`,
    );
  }
  if (system.bench === null && !served && !program.symbols.has("tohost")) {
    process.stderr.write(
      `note: ${file} has no symbol tohost, which is how a program tells a ${system.map.name} system that it ends: it runs up to --max-clocks.\n`,
    );
  }
  const run = new ProgramRun(system, program, {
    ...{ isa: config.isa, maxClocks: options.maxClocks, print },
    say: (sentence) => process.stderr.write(`note: ${sentence}\n`),
  });
  const view = {
    name: system.map.name === "bare" ? "bare" : "cluster",
    keys: ["core*.{retired_valid,retired_pc,stall_reason}", "event_unit.buffer", ...REDMULE_KEYS],
    comment: [`${where} ${file}`, `system ${JSON.stringify(config)}`],
  };
  return { run, system, program, config, view };
}

function systemOf({ preset, cores, isa, fetch, profile, erratum }: SystemOptions, where: string): SystemConfig {
  const isFile = preset.includes("/") || preset.endsWith(".json");
  const described = isFile ? readJsonFile(preset) : { preset: oneOf("--preset", PRESETS)(preset) };
  if (isFile) parseSystem(described, preset);
  const given = {
    ...(cores === undefined ? {} : { cores }),
    ...(isa === undefined ? {} : { isa }),
    ...(fetch === undefined ? {} : { fetch }),
    ...(profile === undefined ? {} : { profile }),
    ...(erratum === undefined ? {} : { errata: [...erratum] }),
  };
  return parseSystem({ ...(described as object), ...given }, where);
}

function readProgram(file: string, system: System, isa: string): Program {
  const bytes = givenBytes(file, "the path of a program");
  if (!/\.s$/i.test(file)) return loadElf(bytes);
  const tcdm = system.map.regions.find(({ target }) => target === "tcdm");
  return assemble([{ name: file, text: bytes.toString("utf8") }], {
    march: isa,
    sections: { text: Math.max(system.map.resetPc, regionOf(system.map, "l2").base), ...(tcdm && { tcdm: tcdm.base }) },
    defines: { CORES: system.cores.length },
    include: (name) => beside(name, dirname(file), ".include").toString("utf8"),
    read: (name) => beside(name, dirname(file), ".incbin"),
  });
}

/** A file beside the program, or one of the package's sources such as `hal/redmule.S`. */
function beside(name: string, folder: string, directive: string): Buffer {
  for (const path of [join(folder, name), packageFile("sw", name)]) {
    try {
      return readFileSync(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  throw new UsageError(
    `${directive} "${name}" is neither beside the program nor in the package's sw folder: correct it.`,
  );
}
