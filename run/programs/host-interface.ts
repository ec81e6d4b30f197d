import type { System } from "../../hw/cluster/systems/system.js";
import type { Program } from "../../sw/program.js";

/** System call of the host-target interface that writes bytes (number of `write` in newlib's RISC-V port). */
const SYS_WRITE = 64;

/**
 * The host's side of `tohost` and `fromhost` (riscv-tests, RISC-V front-end server): an odd word ends the program with
 * its upper bits as value, another one is the address of a system call, of which `write` is served.
 */
export class HostInterface {
  /** The program's own value once it has ended. */
  value: number | undefined;
  /** Address of `tohost`. */
  readonly address: number;
  private readonly tohost: Uint32Array;
  private readonly fromhost: Uint32Array | undefined;
  private readonly system: System;
  private readonly print: (bytes: Uint8Array) => void;

  private constructor(system: System, program: Program, tohost: number, print: (bytes: Uint8Array) => void) {
    this.system = system;
    this.print = print;
    this.address = tohost;
    this.tohost = words(system, tohost);
    const fromhost = program.symbols.get("fromhost");
    this.fromhost = fromhost === undefined ? undefined : words(system, fromhost);
  }

  /** The interface of a program with the symbol `tohost`, undefined for any other. */
  static of(system: System, program: Program, print: (bytes: Uint8Array) => void): HostInterface | undefined {
    const tohost = program.symbols.get("tohost");
    return tohost === undefined ? undefined : new HostInterface(system, program, tohost, print);
  }

  /** Call after every clock. */
  look(): void {
    const word = this.tohost[0];
    if (word === 0) return;
    if (word & 1) {
      this.value ??= word >>> 1;
      return;
    }
    this.call(words(this.system, word));
    this.tohost[0] = 0;
    if (this.fromhost) this.fromhost[0] = 1;
  }

  /** The call and its arguments are 64-bit words whose upper halves are 0. */
  private call(block: Uint32Array): void {
    const [number, , , , address, , length] = block;
    if (number === SYS_WRITE) this.print(this.system.memoryAt(address, length));
    block[0] = number === SYS_WRITE ? length : -1;
  }
}

/** The memory from an address on as eight words at least. */
function words(system: System, address: number): Uint32Array {
  const bytes = system.memoryAt((address & ~3) >>> 0, 4);
  return new Uint32Array(
    bytes.buffer,
    bytes.byteOffset,
    Math.min(8, (bytes.buffer.byteLength - bytes.byteOffset) >> 2),
  );
}
