import { UsageError } from "../../hw/errors.js";
import { fromHex, toHex, wordToHex } from "./packets.js";
import { peek } from "./peek.js";
import type { TargetDescription } from "./target-description.js";
import type { Timeline } from "./timeline.js";

export const OK = "OK";
export const REFUSED = "E01";
const NO_MEMORY = "E0e";

/** What an access gives; an address in no memory is an error of its own. */
export function guarded(access: () => string, otherwise = (): string => NO_MEMORY): string {
  try {
    return access();
  } catch (error) {
    if (error instanceof UsageError) return otherwise();
    throw error;
  }
}

/** Registers and memory of the machine: answers in hex, or errors, to what stands behind the letter of a packet. */
export class TargetAccess {
  private readonly timeline: Timeline;
  private readonly target: TargetDescription;

  constructor(timeline: Timeline, target: TargetDescription) {
    this.timeline = timeline;
    this.target = target;
  }

  /** Registers of a core, from one to before another. */
  registers(index: number, from: number, to: number): string {
    const core = this.timeline.system.cores[index];
    const view = this.timeline.view[index];
    return this.target.registers
      .slice(from, to)
      .map(({ read }) => wordToHex(read(core, view)))
      .join("");
  }

  register(core: number, number: number): string {
    return number < this.target.registers.length ? this.registers(core, number, number + 1) : REFUSED;
  }

  /** NUMBER=VALUE; GDB shows what follows `E.`. */
  writeRegister(core: number, rest: string): string {
    const [number, digits] = rest.split("=");
    const register = this.target.registers.at(parseInt(number, 16));
    if (register === undefined) return REFUSED;
    if (register.target === undefined) return `E.${register.name} cannot be written`;
    const value = new DataView(fromHex(digits).buffer).getInt32(0, true);
    const refusal = this.timeline.writeRegister(core, register.target, value);
    return refusal === undefined ? OK : `E.${refusal}`;
  }

  /** ADDRESS,LENGTH; where no memory is `core` sees the registers that it would read. */
  read(core: number, rest: string): string {
    const [address, length] = rest.split(",").map((word) => parseInt(word, 16));
    return guarded(
      () => toHex(this.timeline.memory(address, length)),
      () => this.peek(core, address, length),
    );
  }

  /** ADDRESS,LENGTH:BYTES. */
  write(rest: string): string {
    const [place, data] = rest.split(":");
    const [address, length] = place.split(",").map((word) => parseInt(word, 16));
    if (length === 0) return OK;
    return guarded(() => {
      this.timeline.write(address, fromHex(data));
      return OK;
    });
  }

  /** Registers, word by word; an error where one of them cannot be looked at. */
  private peek(core: number, address: number, length: number): string {
    const first = address & ~3;
    let digits = "";
    for (let at = first >>> 0; at < address + length; at += 4) {
      const word = peek(this.timeline.system, core, at);
      if (word === undefined) return NO_MEMORY;
      digits += wordToHex(word);
    }
    return digits.slice(2 * (address & 3), 2 * ((address & 3) + length));
  }
}
