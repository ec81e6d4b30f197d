import { hex } from "../../hw/hex.js";
import type { Program } from "../../sw/program.js";

/** Names that an assembler makes up for itself. */
const LOCAL = /^\.L|^\$|^\d/;

/** Where an address stands in the source of a program. */
export class Places {
  private readonly program: Program;
  /** Labels by ascending address, made when they are asked for. */
  private labels: (readonly [name: string, address: number])[] | undefined;

  constructor(program: Program) {
    this.program = program;
  }

  /** Function, distance from its start and source line, such as `main + 0x8, prog.S:12`; empty where nothing is known. */
  of(address: number): string {
    const at = address >>> 0;
    const line = this.program.lines?.get(at);
    const parts = [this.functionAt(at), ...(line === undefined ? [] : [`${line.file}:${line.line}`])];
    return parts.filter((part) => part !== "").join(", ");
  }

  private functionAt(at: number): string {
    const segment = this.program.segments.find(
      ({ address, bytes }) => at - address >= 0 && at - address < bytes.length,
    );
    if (segment === undefined) return "";
    this.labels ??= [...this.program.symbols].filter(([name]) => !LOCAL.test(name)).sort(([, a], [, b]) => a - b);
    const found = this.labels.findLast(([, address]) => address <= at && address >= segment.address);
    if (found === undefined) return "";
    const distance = at - found[1];
    return distance === 0 ? found[0] : `${found[0]} + ${hex(distance)}`;
  }
}
