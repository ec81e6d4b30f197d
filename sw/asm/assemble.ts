/** The assembler's front door. */
import { readMarch } from "../isa/isa.js";
import type { Program } from "../program.js";
import { assembleInto } from "./assembler.js";
import { Assembly } from "./assembly.js";
import { constant } from "./expression.js";
import type { SourceFile } from "./source.js";

export type { SourceFile } from "./source.js";

export interface AssembleOptions {
  /** What error messages call a source given as a string; default `source.S`. */
  readonly name?: string;
  /**
   * ISA string, default `rv32ima_zicsr_zifencei_xtensor`. With `c` compression is on from the start, as if by
   * `.option rvc`; with `zfinx` or `zhinx` floating-point operands may be integer registers. The assembler knows every
   * instruction of its tables whatever the string says.
   */
  readonly march?: string;
  /**
   * Byte address of sections by name, `text` or `.text`. A section without one follows the section before it in the order
   * text, rodata, data, others, bss; the first starts at 0.
   */
  readonly sections?: Readonly<Record<string, number>>;
  /** Symbols set before the first line, as by `.equ`. */
  readonly defines?: Readonly<Record<string, number>>;
  /** Gives the text of a file named by `.include`; its errors pass through. */
  readonly include?: (name: string) => string;
  /** Gives the contents of a file named by `.incbin`; its errors pass through. */
  readonly read?: (name: string) => Uint8Array;
}

const DEFAULT_MARCH = "rv32ima_zicsr_zifencei_xtensor";

/**
 * Assembles and links in one step. Several files share one set of symbols and sections, as if written one after the other.
 *
 * @returns the program; its entry is `_start`, or else the start of the text
 * @throws UsageError in one sentence `file:line:column: …`
 */
export function assemble(source: string | readonly SourceFile[], options: AssembleOptions = {}): Program {
  const extensions = readMarch(options.march ?? DEFAULT_MARCH);
  const assembly = new Assembly({
    compress: extensions.has("c"),
    fpInX: extensions.has("zfinx"),
    include: options.include,
    read: options.read,
  });
  const start = { text: "", file: "defines", line: 0, columns: [0] };
  for (const [name, value] of Object.entries(options.defines ?? {})) {
    assembly.symbols.set(start, 0, name, constant(value));
  }
  const files = typeof source === "string" ? [{ name: options.name ?? "source.S", text: source }] : source;
  assembleInto(assembly, files);
  return assembly.program(options.sections ?? {});
}
