import { UsageError } from "../../hw/errors.js";
import { hex } from "../../hw/hex.js";
import type { Program } from "../../sw/program.js";
import type { Places } from "../programs/places.js";
import { whereabouts } from "../programs/whereabouts.js";
import { nameOf } from "./accesses.js";
import type { Debugger } from "./debugger.js";

const HELP = `clock                 the number of the next clock
step [CLOCKS]         so many clocks of the whole machine
goto CLOCK            the machine at that clock, gone by or to come
who ADDRESS [BYTES]   whoever stored last to these bytes (a symbol or a number, 4 bytes by default)
redmule               what RedMulE does
where                 where every core stands and why it waits
After step and goto let GDB read the registers anew: maintenance flush register-cache
`;

/** The commands of \`monitor\`. */
export class Monitor {
  private readonly debug: Debugger;
  private readonly places: Places;
  private readonly program: Program;

  constructor(debug: Debugger, program: Program, places: Places) {
    this.debug = debug;
    this.places = places;
    this.program = program;
  }

  /** The answer to a command, lines with their ends. */
  answer(text: string): string {
    const [command = "help", ...words] = text.trim().split(/\s+/);
    try {
      return this.run(command, words);
    } catch (error) {
      if (error instanceof UsageError) return `${error.message}\n`;
      throw error;
    }
  }

  private run(command: string, [first, second]: readonly string[]): string {
    const { debug } = this;
    const { timeline } = debug;
    switch (command) {
      case "clock":
        return `clock ${timeline.clock}\n`;
      case "step":
        debug.goTo(timeline.clock + this.number(first ?? "1", "a number of clocks"));
        return `clock ${timeline.clock}\n`;
      case "goto":
        debug.goTo(this.number(first ?? "", "a clock"));
        return `clock ${timeline.clock}\n`;
      case "who":
        return this.who(first ?? "", second ?? "4");
      case "redmule":
        return this.redmule();
      case "where":
        return `${whereabouts(timeline.system, this.places).join("\n")}\n`;
      default:
        return HELP;
    }
  }

  private number(text: string, what: string): number {
    const value = /^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : NaN;
    if (!Number.isSafeInteger(value)) throw new UsageError(`"${text}" is not ${what}: give a whole number.`);
    return value;
  }

  private who(place: string, size: string): string {
    const { debug, program } = this;
    const address = program.symbols.get(place) ?? this.number(place, "a symbol or an address");
    const bytes = this.number(size, "a number of bytes");
    const found = debug.lastWrite(address >>> 0, bytes);
    if (found === undefined) return `nobody has stored to ${hex(address)} since reset\n`;
    const { clock, access } = found;
    const { pc } = access ?? {};
    const where = pc === undefined ? "" : ` at pc ${hex(pc)} (${this.places.of(pc)})`;
    return `${nameOf(access?.who ?? -1)}${where} stored to ${hex(access?.address ?? address)} in clock ${clock}\n`;
  }

  private redmule(): string {
    const { system } = this.debug.timeline;
    const { redmule } = system;
    if (redmule === null) return "this system has no RedMulE\n";
    return `${whereabouts(system, this.places).find((text) => text.startsWith("RedMulE"))!}\n`;
  }
}
