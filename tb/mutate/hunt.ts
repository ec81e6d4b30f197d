import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Fault } from "./fault.js";
import { huntersOf } from "./hunters.js";
import { faultySources } from "./patched-tree.js";

/** What the tests say of a design with a fault. */
export interface Finding {
  /** The test that failed; null if none did. */
  readonly test: string | null;
  /** Random cases until the first that failed; null for a test of one case. */
  readonly cases: number | null;
  /** The smallest failing case, or the first line of the failure. */
  readonly smallest: string;
}

interface TestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

function findingOf(report: TestReport): Finding {
  const failed = report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === "failed");
  // A random test says most: how many cases it took, and the smallest.
  const told = failed.map(({ fullName, failureMessages }) => {
    const text = failureMessages.join("\n");
    const cases = /failed after (\d+) tests/.exec(text);
    const smallest = /Counterexample: (.*)/.exec(text)?.[1] ?? text.split("\n")[0];
    return { test: fullName, cases: cases === null ? null : Number(cases[1]), smallest };
  });
  return told.find(({ cases }) => cases !== null) ?? told[0] ?? { test: null, cases: null, smallest: "" };
}

/** Bytes that the tests may print. */
const MOST_TEXT = 2 ** 26;

/** Runs test files against a copy of the sources with a fault. Throws when the tests do not run at all. */
export async function hunt(fault: Fault, files: readonly string[] = huntersOf(fault)): Promise<Finding> {
  const root = faultySources(fault);
  const output = join(root, "report.json");
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const options = ["--root", root, "--maxWorkers=1", "--reporter=json", `--outputFile=${output}`];
  // Not synchronous, so that Ctrl-C is heard meanwhile.
  const stderr = await new Promise<string>((resolve) => {
    const settings = { cwd: root, maxBuffer: MOST_TEXT };
    execFile(process.execPath, [vitest, "run", ...options, ...files], settings, (_error, _out, err) => resolve(err));
  });
  if (!existsSync(output)) throw new Error(`the tests of fault ${fault.name} did not run: ${stderr}`);
  const report = JSON.parse(readFileSync(output, "utf8")) as TestReport;
  const broken = report.testResults.find(({ assertionResults }) => assertionResults.length === 0);
  if (broken !== undefined) throw new Error(`${broken.name} did not run: ${broken.message}`);
  return findingOf(report);
}
