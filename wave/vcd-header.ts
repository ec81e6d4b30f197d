import type { Probe, Scope } from "../hw/probe.js";
import { elementName } from "./select.js";
import { idCode } from "./vcd-bytes.js";

/** One `$var` of a VCD file; its place in the list is its signal number. */
export interface Variable {
  /** Dotted path with the element, e.g. `redmule.engine.acc[3]`. */
  readonly path: string;
  readonly type: "reg" | "wire" | "real" | "integer";
  readonly width: number;
  /** Whether a space separates value and identifier. */
  readonly spaced: boolean;
}

/** A probe with the numbers of its first element and, where it has one, of its first real-valued shadow. */
export interface Traced {
  readonly probe: Probe;
  readonly first: number;
  readonly shadow: number | undefined;
}

/** What a VCD file declares, and the text that declares it. */
export interface Declarations {
  readonly variables: readonly Variable[];
  readonly traced: readonly Traced[];
  readonly text: string;
}

/** The bit range that follows a vector's name in the declaration and in GTKWave's names; empty for a bit or number. */
export function bitRange({ type, width }: Pick<Variable, "type" | "width">): string {
  return width > 1 && (type === "reg" || type === "wire") ? `[${width - 1}:0]` : "";
}

/** Signal numbers of the clock wire and of the clock number, both in the top scope. */
export const CLK = 0;
export const CLK_COUNT = 1;

/**
 * Declares the design's hierarchy: `clk` and `clk_count` in the top scope, then every wanted probe, array elements as
 * `name[i]`, a shadow as `name_value`.
 * @throws RangeError for two signals of one name, a name with white space or a dot, a width outside 1 to 32.
 */
export function declare(top: Scope, wanted: (probe: Probe) => boolean, shadows: boolean): Declarations {
  const variables: Variable[] = [];
  const traced: Traced[] = [];
  const lines: string[] = [];
  const paths = new Set<string>();

  function variable(path: string, name: string, type: Variable["type"], width: number): void {
    if (!/^[^\s.]+$/.test(name))
      throw new RangeError(`The signal name "${name}" in ${path} holds white space or a dot.`);
    if (!(width >= 1 && width <= (type === "real" ? 64 : 32))) {
      throw new RangeError(`The signal ${path}.${name} is ${width} bits wide: a probe has 1 to 32.`);
    }
    if (paths.has(`${path}.${name}`)) throw new RangeError(`Two signals are named ${path}.${name}: rename one.`);
    paths.add(`${path}.${name}`);
    // GTKWave reads a trailing [i] as the bit range, so a vector states its range as well.
    const range = bitRange({ type, width });
    lines.push(`$var ${type} ${width} ${idCode(variables.length)} ${name}${range && ` ${range}`} $end`);
    variables.push({ path: `${path}.${name}`, type, width, spaced: type === "real" || width > 1 });
  }

  function probeVariables(path: string, probe: Probe): void {
    const first = variables.length;
    const type = probe.kind === "register" ? "reg" : "wire";
    for (let i = 0; i < probe.length; i++) variable(path, elementName(probe, i), type, probe.width);
    const shadow = shadows && probe.format !== undefined ? variables.length : undefined;
    if (shadow !== undefined) {
      for (let i = 0; i < probe.length; i++) variable(path, `${elementName(probe, i)}_value`, "real", 64);
    }
    traced.push({ probe, first, shadow });
  }

  function scopeVariables(scope: Scope, above: string): void {
    const path = above === "" ? scope.name : `${above}.${scope.name}`;
    lines.push(`$scope module ${scope.name} $end`);
    if (above === "") {
      variable(path, "clk", "wire", 1);
      variable(path, "clk_count", "integer", 32);
    }
    for (const probe of scope.probes) if (wanted(probe)) probeVariables(path, probe);
    for (const child of scope.children) scopeVariables(child, path);
    lines.push("$upscope $end");
  }

  scopeVariables(top, "");
  lines.push("$enddefinitions $end", "");
  return { variables, traced, text: lines.join("\n") };
}
