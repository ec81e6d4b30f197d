import { UsageError } from "../hw/errors.js";

/** One `$var` of a dump, as a simulator declared it. */
export interface DumpVariable {
  /** Dotted path of scopes and name, without a bit range; an index of an element stays, as in `fifo_registers[0]`. */
  readonly path: string;
  readonly type: string;
  readonly width: number;
  readonly code: string;
}

/** What stands in front of `$enddefinitions`. */
export interface DumpHeader {
  readonly variables: readonly DumpVariable[];
  /** Kind of every scope that is no module, such as `struct`, by its path. */
  readonly kinds: ReadonlyMap<string, string>;
  readonly version: string;
  /** As it is written, such as `1 ns`. */
  readonly timescale: string;
}

/** Variables that hold no bits: their changes are passed over. */
const WITHOUT_BITS = new Set(["real", "realtime", "string", "event"]);

/** Whether a variable is a vector of bits. */
export function hasBits({ type }: DumpVariable): boolean {
  return !WITHOUT_BITS.has(type);
}

/** Takes the declarations of a dump one command at a time. */
export class DeclarationReader {
  private readonly variables: DumpVariable[] = [];
  private readonly kinds = new Map<string, string>();
  private readonly scopes: string[] = [];
  private version = "";
  private timescale = "";

  /**
   * @param words of a command, its keyword first and `$end` left out
   * @throws UsageError for a `$var` without width, code or name
   */
  take(words: readonly string[]): void {
    const [keyword, ...rest] = words;
    switch (keyword) {
      case "$scope":
        this.enter(rest);
        return;
      case "$upscope":
        this.scopes.pop();
        return;
      case "$var":
        this.variable(rest);
        return;
      case "$version":
        this.version = rest.join(" ");
        return;
      case "$timescale":
        this.timescale = rest.join(" ");
        return;
      case "$date":
      case "$comment":
      case "$attrbegin":
      case "$attrend":
        return;
    }
    if (!keyword.startsWith("$")) {
      throw new UsageError(`The dump has "${keyword}" where a declaration such as $var is expected: give a VCD file.`);
    }
  }

  /** The declarations as a whole. */
  header(): DumpHeader {
    const { variables, kinds, version, timescale } = this;
    return { variables, kinds, version, timescale };
  }

  private enter([kind, ...name]: readonly string[]): void {
    this.scopes.push(plain(name.join(" ")));
    if (kind !== "module") this.kinds.set(this.scopes.join("."), kind);
  }

  private variable([type, bits, code, ...reference]: readonly string[]): void {
    const width = Number(bits);
    if (reference.length === 0 || !Number.isInteger(width) || width < 0) {
      throw new UsageError(`The dump declares "$var ${type} ${bits} ${code ?? ""}" without a width, code or name.`);
    }
    const path = [...this.scopes, nameOf(reference)].join(".");
    // Simulators give an event or a string a width of 0 or 1.
    this.variables.push({ path, type, width: Math.max(width, 1), code });
  }
}

/** An escaped name without its backslash. */
function plain(name: string): string {
  return name.startsWith("\\") ? name.slice(1) : name;
}

/**
 * The name without the range of its bits, which stands apart or not; an index of one number, of an element or of one bit, stays.
 * A range of an escaped name can only stand apart.
 */
function nameOf([name, ...ranges]: readonly string[]): string {
  const escaped = name.startsWith("\\");
  const indices = ranges.join("").replace(/\[-?\d+:-?\d+\]$/, "");
  return plain(escaped ? name : name.replace(/\[-?\d+:-?\d+\]$/, "")) + indices;
}
