// What Stryker is told about mutants: which were drawn, and which expressions are no hardware.
import path from "node:path";
import { commonTokens, declareClassPlugin, declareValuePlugin, PluginKind } from "@stryker-mutator/api/plugin";

/** The texts of errors: their arguments decide nothing in the design. */
export const errorTexts = {
  shouldIgnore: (node) => (node.isThrowStatement() ? "text of an error" : undefined),
};

/** What identifies a mutant from run to run. */
export function keyOf({ fileName, location: { start, end }, mutatorName, replacement }) {
  const at = [start.line, start.column, end.line, end.column].join(":");
  return [path.relative(process.cwd(), fileName), at, mutatorName, replacement].join(" ");
}

/** Lets the drawn mutants through: a range of Stryker's option `mutate` takes in everything inside a drawn block, too. */
class DrawnMutants {
  static inject = [commonTokens.options];

  constructor(options) {
    this.drawn = new Set(options.drawnMutants);
  }

  async init() {}

  async check(mutants) {
    const result = (mutant) =>
      this.drawn.has(keyOf(mutant)) ? { status: "passed" } : { status: "compileError", reason: "not drawn" };
    return Object.fromEntries(mutants.map((mutant) => [mutant.id, result(mutant)]));
  }

  async group(mutants) {
    return [mutants.map(({ id }) => id)];
  }
}

export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, "error-texts", errorTexts),
  declareClassPlugin(PluginKind.Checker, "drawn", DrawnMutants),
];
