import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { INSTRUMENTER_CONSTANTS, type InstrumenterContext } from "@stryker-mutator/api/core";
import {
  determineHitLimitReached,
  DryRunStatus,
  toMutantRunResult,
  TestStatus,
  type DryRunResult,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
  type TestRunnerCapabilities,
} from "@stryker-mutator/api/test-runner";
import { collectTests, getFn, type Task, type Test, type VitestRunner } from "@vitest/runner";
import fc from "fast-check";
import { TestRunner as VitestTestRunner } from "vitest";
import { MUTANT_TESTS } from "./tests.js";

/** In the sandbox: times of the tests, from the process that ran all of them to the others. */
const TIMES = "test-times.json";

/** A test as it was collected. */
interface LoadedTest {
  readonly id: string;
  readonly name: string;
  readonly fileName: string;
  readonly task: Test;
}

/**
 * Runs the tests of a mutant in a process that has loaded them once, shortest first, up to the first that fails. Stryker's
 * own runner starts vitest's workers for each mutant, which takes longer than most mutants live.
 *
 * What a mutant leaves behind in tables that are filled at first use must neither kill nor spare the next one. So a
 * failed test has to pass without the mutant, and a mutant that survives has to have been reached; else the process
 * ends, and Stryker runs the mutant in a new one.
 */
export class InProcessRunner implements TestRunner {
  private readonly tests: LoadedTest[] = [];
  private readonly context: InstrumenterContext;
  /** No mutant has run in this process. */
  private fresh = true;
  private spoilt = false;

  constructor() {
    const globals = globalThis as unknown as Record<string, InstrumenterContext | undefined>;
    this.context = globals[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {};
  }

  capabilities(): TestRunnerCapabilities {
    return { reloadEnvironment: false };
  }

  async init(): Promise<void> {
    fc.configureGlobal({ seed: 1, endOnFailure: true });
    const files = await collectTests(
      MUTANT_TESTS.map((file) => ({ filepath: resolve(file) })),
      minimalRunner(),
    );
    for (const file of files) for (const task of file.tasks) this.add(file.filepath, task, "");
  }

  private add(fileName: string, task: Task, above: string): void {
    const name = `${above}${task.name}`;
    if (task.type === "suite") for (const inner of task.tasks) this.add(fileName, inner, `${name} > `);
    else if (task.type === "test" && (task.mode === "run" || task.mode === "queued")) {
      const id = `${this.tests.length} ${name}`;
      this.tests.push({ id, name, fileName, task });
    }
  }

  async dryRun(): Promise<DryRunResult> {
    const tests: TestResult[] = [];
    for (const test of this.tests) {
      this.context.currentTestId = test.id;
      tests.push(await this.result(test));
    }
    writeFileSync(TIMES, JSON.stringify(Object.fromEntries(tests.map(({ id, timeSpentMs }) => [id, timeSpentMs]))));
    delete this.context.currentTestId;
    const { mutantCoverage } = this.context;
    return { status: DryRunStatus.Complete, tests, ...(mutantCoverage && { mutantCoverage }) };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit }: MutantRunOptions): Promise<MutantRunResult> {
    if (this.spoilt) this.renew();
    const { context, fresh } = this;
    this.fresh = false;
    const tests = this.shortestFirst(new Set(testFilter));
    const results: TestResult[] = [];
    let failed: LoadedTest | undefined;
    Object.assign(context, { activeMutant: activeMutant.id, hitCount: 0, hitLimit });
    for (const test of tests) {
      const result = await this.result(test);
      results.push(result);
      if (result.status === TestStatus.Failed) failed = test;
      if (failed) break;
    }
    const hits = context.hitCount;
    delete context.activeMutant;
    delete context.hitCount;
    if (failed === undefined && hits === 0 && !fresh) this.renew();
    if (failed && (await this.result(failed)).status === TestStatus.Failed) {
      if (!fresh) this.renew();
      this.spoilt = true;
    }
    return toMutantRunResult(
      determineHitLimitReached(hits, hitLimit) ?? { status: DryRunStatus.Complete, tests: results },
    );
  }

  private shortestFirst(ids: ReadonlySet<string>): LoadedTest[] {
    const times = existsSync(TIMES) ? (JSON.parse(readFileSync(TIMES, "utf8")) as Record<string, number>) : {};
    return this.tests.filter(({ id }) => ids.has(id)).sort((a, b) => (times[a.id] ?? 0) - (times[b.id] ?? 0));
  }

  /** Stryker goes on in a new process with the mutant at hand. */
  private renew(): never {
    process.exit(1);
  }

  private async result({ id, name, fileName, task }: LoadedTest): Promise<TestResult> {
    const from = performance.now();
    const test = { id, name, fileName };
    try {
      // Random tests ask for the test in which they are.
      VitestTestRunner.getCurrentTest = <T>() => task as T;
      await getFn(task)();
    } catch (error) {
      const failureMessage = error instanceof Error ? error.message.slice(0, 300) : String(error);
      return { ...test, status: TestStatus.Failed, failureMessage, timeSpentMs: performance.now() - from };
    }
    return { ...test, status: TestStatus.Success, timeSpentMs: performance.now() - from };
  }
}

/** What vitest needs to know to collect tests. */
function minimalRunner(): VitestRunner {
  const sequence = { shuffle: false, concurrent: false, seed: 1, hooks: "stack", setupFiles: "list" } as const;
  const config = {
    ...{ root: process.cwd(), setupFiles: [], name: "", passWithNoTests: false, allowOnly: false, sequence },
    ...{ chaiConfig: {}, maxConcurrency: 1, testTimeout: 600_000, hookTimeout: 600_000, retry: 0 },
    ...{ includeTaskLocation: false, tags: [], tagsFilter: undefined, strictTags: false },
    ...{ testNamePattern: undefined, diffOptions: undefined },
  };
  return { config: config as unknown as VitestRunner["config"], importFile: (file) => import(file) };
}
