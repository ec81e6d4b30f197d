import { Option } from "commander";
import type { System } from "../hw/cluster/systems/system.js";
import { PROFILE_NAMES } from "../hw/config.js";
import { UsageError } from "../hw/errors.js";
import type { Profile } from "../hw/redmule/errata.js";
import { profilePage } from "../measure/profile/page.js";
import { Profiler } from "../measure/profile/profiler.js";
import { speedscopeOf } from "../measure/profile/speedscope.js";
import { writeTextFile } from "../run/files/file-sink.js";
import type { Program } from "../sw/program.js";

/** What `--profile` names: errata of the design, as everywhere, and files for a profile of the program. */
export interface Profiles {
  readonly errata?: Profile;
  readonly files: readonly string[];
}

/** The option in place of the one that names errata alone. */
export const profilesOption = (): Option =>
  new Option(
    "--profile <file>",
    `where the clocks go: a page (.html), or a file for speedscope (.json); or errata of the design: ${PROFILE_NAMES.join(", ")}; may be given again`,
  ).argParser<Profiles | undefined>((text, before = { files: [] }) => {
    if (/\.(html|json)$/i.test(text)) return { ...before, files: [...before.files, text] };
    const errata = PROFILE_NAMES.find((name) => name === text);
    if (errata !== undefined) return { ...before, errata };
    throw new UsageError(
      `--profile is "${text}": end it in .html for a page or in .json for speedscope, or give one of ${PROFILE_NAMES.join(", ")}.`,
    );
  });

/** Profiles the program from now on; what is returned writes the files. */
export function profile(
  system: System,
  program: Program,
  name: string,
  files: readonly string[] = [],
): (() => void) | undefined {
  if (files.length === 0) return undefined;
  const profiler = new Profiler(system, program);
  return () => {
    const data = profiler.finish(name);
    for (const file of files) {
      const page = /\.html$/i.test(file);
      writeTextFile(file, page ? profilePage(data) : `${JSON.stringify(speedscopeOf(data))}\n`);
    }
  };
}
