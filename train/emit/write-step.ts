import { join } from "node:path";
import { makeDirectory, writeFiles } from "../../run/files/file-sink.js";
import type { ProgramPlan } from "../plan/plan.js";
import { DATA_FILE, dataText, stepText } from "./step-program.js";

/** Names of the files of a step program. */
export const STEP_FILES = ["step.S", DATA_FILE, "system.json"] as const;

/**
 * Writes a step program, its data and the system that runs it, all files or none: `redmule exec DIR/step.S --preset DIR/system.json`.
 * @param l2Bytes size of L2 that program and tensors need
 * @param valueOf bytes of a tensor before the step
 * @throws UsageError when the directory cannot be written
 */
export function writeStep(
  directory: string,
  plan: ProgramPlan,
  l2Bytes: number,
  valueOf: (name: string) => Uint8Array | undefined,
): readonly string[] {
  const { cores, tcdmBytes } = plan.target;
  const system = { preset: "cluster", cores, tcdmKib: tcdmBytes / 1024, map: { l2: { bytes: l2Bytes } } };
  const texts = [stepText(plan), dataText(plan, valueOf), `${JSON.stringify(system, undefined, 2)}\n`];
  const files = new Map(STEP_FILES.map((name, i) => [join(directory, name), texts[i]]));
  makeDirectory(directory, "--emit");
  writeFiles(files);
  return [...files.keys()];
}
