import type { Core } from "../../hw/cluster/core/core.js";
import { BareSystem } from "../../hw/cluster/systems/bare-system.js";
import type { System } from "../../hw/cluster/systems/system.js";
import { UsageError } from "../../hw/errors.js";
import type { Program } from "../../sw/program.js";

/** A call of the debugger's host: `slli x0, x0, 31`, `ebreak`, `srai x0, x0, 7` (RISC-V semihosting 0.4, section 2.8). */
const CALL = [0x01f0_1013, 0x0010_0073, 0x4070_5013];

/** Addresses of the `ebreak` of the calls of a semihosting host in a program. */
export function semihostingCalls({ segments }: Program): number[] {
  const calls: number[] = [];
  for (const { address, bytes } of segments) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const last = bytes.length - 4 * CALL.length;
    for (let at = address & 1; at <= last; at += 2) {
      if (CALL.every((word, i) => view.getUint32(at + 4 * i, true) === word)) calls.push(address + at + 4);
    }
  }
  return calls;
}

/** Numbers of the operations (Semihosting for AArch32 and AArch64, section 6). */
const Operation = {
  open: 0x01,
  close: 0x02,
  writec: 0x03,
  write0: 0x04,
  write: 0x05,
  read: 0x06,
  istty: 0x09,
  seek: 0x0a,
  flen: 0x0c,
  exit: 0x18,
  exitExtended: 0x20,
} as const;

/** The reason of an end by the program itself; any other is an error. */
const APPLICATION_EXIT = 0x20026;
const FAILURE = 1;
const ERROR = -1;

/** Registers a0 and a1: the operation and, in return, its result; the parameter, mostly the address of a block of words. */
const A0 = 10;
const A1 = 11;

/** The console under its name, by mode of opening: `r`, `w`, and `a` for errors. */
const CONSOLE = ":tt";
const CONSOLE_HANDLES = [1, 2, 3];
/** The file that says what the host can do: exits with a code, an output for errors. */
const FEATURES = ":semihosting-features";
const FEATURES_HANDLE = 4;
const FEATURES_BYTES = Uint8Array.of(0x53, 0x48, 0x46, 0x42, 0b11);

/**
 * The host of semihosting calls, on a bare system: prints to the console and ends programs with their code. There are no
 * files, no input, no time and no command line: those operations fail. Calls take no clocks of the host.
 */
export class SemihostingHost {
  /** The program's own value once it has ended. */
  value: number | undefined;
  private readonly system: BareSystem;
  private readonly print: (bytes: Uint8Array) => void;
  /** Place in the file of features. */
  private position = 0;

  private constructor(system: BareSystem, calls: ReadonlySet<number>, print: (bytes: Uint8Array) => void) {
    this.system = system;
    this.print = print;
    for (const { controller } of system.cores) controller.hostCalls = calls;
  }

  /** The host of a program that calls one, undefined for any other and on other systems. */
  static of(system: System, program: Program, print: (bytes: Uint8Array) => void): SemihostingHost | undefined {
    const calls = system instanceof BareSystem ? semihostingCalls(program) : [];
    return calls.length === 0 ? undefined : new SemihostingHost(system as BareSystem, new Set(calls), print);
  }

  /** Call after every clock. */
  look(): void {
    for (const core of this.system.cores) {
      if (core.controller.hostCall === 0) continue;
      core.controller.hostCall = 0;
      this.serve(core);
    }
  }

  private serve(core: Core): void {
    const { values } = core.registers;
    try {
      values[A0] = this.call(values[A0], values[A1] >>> 0);
    } catch (error) {
      // An address in no memory.
      if (!(error instanceof UsageError)) throw error;
      values[A0] = ERROR;
    }
    this.system.runAhead?.forget();
  }

  private call(operation: number, parameter: number): number {
    switch (operation) {
      case Operation.writec:
        this.print(this.system.memoryAt(parameter, 1).slice());
        return 0;
      case Operation.write0:
        this.print(this.text(parameter));
        return 0;
      case Operation.exit:
        this.value ??= parameter === APPLICATION_EXIT ? 0 : FAILURE;
        return 0;
      case Operation.exitExtended: {
        const [reason, code] = this.words(parameter, 2);
        this.value ??= reason === APPLICATION_EXIT ? code : FAILURE;
        return 0;
      }
      default:
        return this.callFile(operation, parameter);
    }
  }

  private callFile(operation: number, parameter: number): number {
    if (operation === Operation.open) return this.open(parameter);
    if (!Object.values<number>(Operation).includes(operation)) return ERROR;
    const [handle] = this.words(parameter, 1);
    const features = handle === FEATURES_HANDLE;
    if (!features && !CONSOLE_HANDLES.includes(handle)) return ERROR;
    switch (operation) {
      case Operation.close:
        return 0;
      case Operation.istty:
        return features ? 0 : 1;
      case Operation.flen:
        return features ? FEATURES_BYTES.length : 0;
      case Operation.seek:
        if (!features) return ERROR;
        [, this.position] = this.words(parameter, 2);
        return 0;
      case Operation.write: {
        const [, address, bytes] = this.words(parameter, 3);
        if (features) return bytes;
        this.print(this.system.memoryAt(address, bytes).slice());
        return 0;
      }
      default:
        return this.read(parameter, features);
    }
  }

  /** The number of bytes that were not read; the console is at its end. */
  private read(parameter: number, features: boolean): number {
    const [, address, bytes] = this.words(parameter, 3);
    if (!features) return bytes;
    const part = FEATURES_BYTES.subarray(this.position, this.position + bytes);
    this.system.memoryAt(address, part.length).set(part);
    this.position += part.length;
    return bytes - part.length;
  }

  private open(parameter: number): number {
    const [address, mode, length] = this.words(parameter, 3);
    const name = new TextDecoder().decode(this.system.memoryAt(address, length));
    if (name === CONSOLE) return CONSOLE_HANDLES[mode >> 2] ?? ERROR;
    if (name !== FEATURES) return ERROR;
    this.position = 0;
    return FEATURES_HANDLE;
  }

  /** The bytes up to a 0. */
  private text(address: number): Uint8Array {
    let length = 0;
    while (this.system.memoryAt(address + length, 1)[0] !== 0) length++;
    return this.system.memoryAt(address, length).slice();
  }

  private words(address: number, count: number): number[] {
    const bytes = this.system.memoryAt(address, 4 * count);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Array.from({ length: count }, (_, i) => view.getUint32(4 * i, true));
  }
}
