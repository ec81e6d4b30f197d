import type { Redmule } from "../../hw/redmule/redmule.js";
import { REGISTER, type JobRegisters } from "../../hw/redmule/registers.js";

/** Clocks that an access waits for its grant: more than a soft clear takes. */
const PATIENCE = 16;

/** Drives RedMulE's registers: one access a clock, back to back. What a clock is, the bench says. */
export abstract class RegisterDriver {
  abstract readonly redmule: Redmule;

  /** One clock; it takes the access away from the peripheral port. */
  abstract step(): void;

  /** Clocks until the access that stands on the peripheral port is granted; a design that never does is left alone. */
  private untilGranted(): void {
    const { periph } = this.redmule;
    const { addr } = periph;
    for (let clock = 0; clock < PATIENCE; clock++) {
      periph.req = 1;
      periph.addr = addr;
      this.step();
      if (periph.gnt) return;
    }
  }

  idle(clocks: number): void {
    for (let i = 0; i < clocks; i++) this.step();
  }

  /** Puts a write on the peripheral port. */
  request(offset: number, value: number): void {
    const { periph } = this.redmule;
    periph.req = 1;
    periph.write = 1;
    periph.be = 0xf;
    periph.addr = offset;
    periph.wdata = value >>> 0;
  }

  write(offset: number, value: number): void {
    this.request(offset, value);
    this.untilGranted();
  }

  /** A register read; the answer stands one clock later. */
  read(offset: number): number {
    const { periph } = this.redmule;
    periph.req = 1;
    periph.write = 0;
    periph.addr = offset;
    this.untilGranted();
    return this.redmule.registers.rdata;
  }

  softClear(): void {
    this.write(REGISTER.SOFT_CLEAR, 0);
    this.idle(8);
  }

  /** ACQUIRE and the job registers, then `gap` idle clocks; the next access may be the trigger. */
  program(registers: JobRegisters, gap = 0): void {
    this.read(REGISTER.ACQUIRE);
    registers.forEach((value, i) => this.write(REGISTER.X_ADDR + 4 * i, value));
    this.idle(gap);
  }
}
