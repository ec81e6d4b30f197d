/** Runs `redmule exec` on source texts. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ExecReport } from "../../cli/exec-screen.js";
import { testFolder } from "../test-folder.js";
import { commandLine } from "./command-line.js";

/** Ends a program with the value of a0. */
export const END = "li t0, 0x80000000\n sw a0, 0(t0)\n1: wfi\n j 1b\n";
export const SLEEP = "sleep: wfi\n j sleep\n";

/** A source in a folder of its own, and what the command wrote last. */
export class SourceProgram {
  out = "";
  err = "";
  private readonly folder = testFolder("exec");

  file(name: string): string {
    return join(this.folder, name);
  }

  /** Runs the command on a source text, program.S; its exit code. */
  async exec(source: string, ...args: string[]): Promise<number> {
    const file = this.file("program.S");
    writeFileSync(file, source);
    const { code, out, err } = await commandLine("exec", file, ...args);
    [this.out, this.err] = [out, err];
    return code;
  }

  /** What --json printed. */
  report(): ExecReport {
    return JSON.parse(this.out) as ExecReport;
  }
}
