import { commonTokens, declareClassPlugin, PluginKind } from "@stryker-mutator/api/plugin";
import { CheckStatus, type Checker, type CheckResult } from "@stryker-mutator/api/check";
import type { Mutant, StrykerOptions } from "@stryker-mutator/api/core";
import { InProcessRunner } from "./in-process-runner.js";
import { keyOf } from "./key.js";

/** Lets the drawn mutants through: a range of Stryker's option `mutate` takes in everything inside a drawn block, too. */
class DrawnMutants implements Checker {
  static readonly inject: [typeof commonTokens.options] = [commonTokens.options];
  private readonly drawn: ReadonlySet<string>;

  constructor(options: StrykerOptions) {
    this.drawn = new Set(options["drawnMutants"] as string[]);
  }

  async init(): Promise<void> {
    // Nothing to prepare.
  }

  check(mutants: Mutant[]): Promise<Record<string, CheckResult>> {
    const result = (mutant: Mutant): CheckResult =>
      this.drawn.has(keyOf(mutant))
        ? { status: CheckStatus.Passed }
        : { status: CheckStatus.CompileError, reason: "not drawn" };
    return Promise.resolve(Object.fromEntries(mutants.map((mutant) => [mutant.id, result(mutant)])));
  }

  group(mutants: Mutant[]): Promise<string[][]> {
    return Promise.resolve([mutants.map(({ id }) => id)]);
  }
}

export const strykerPlugins = [
  declareClassPlugin(PluginKind.Checker, "drawn", DrawnMutants),
  declareClassPlugin(PluginKind.TestRunner, "in-process", InProcessRunner),
];
