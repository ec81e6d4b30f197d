import { registersOf, type Block, type Scope } from "../../../hw/probe.js";
import type { Redmule } from "../../../hw/redmule/redmule.js";
import { ACQUIRE_BUSY, ACQUIRE_LOCKED, REGISTER, STORAGE } from "../../../hw/redmule/registers.js";

/** What a read of a control register that has none shows. */
const UNDECODED = 0xdeadbeef;

/** Registers of the RTL's register file: start-up, who asked last, the answers of control registers. */
export class RegisterCompanion implements Block {
  /** Input wire: the identifier on the peripheral port, a bit for each core. */
  id = 0;

  lastId = 0;
  /** Clocks since reset, up to 4. */
  age = 0;
  startupClear = 0;
  wasAcquire = 0;
  wasControl = 0;
  controlAnswer = 0;
  /** The address was one of the array of control registers; what lies behind is not defined. */
  controlKnown = 1;
  acquireAnswer = 0;
  /** A read is answered in this clock. */
  answers = 0;
  /** The control register that was read exists. */
  decoded = 0;

  private readonly redmule: Redmule;

  constructor(redmule: Redmule) {
    this.redmule = redmule;
  }

  edge(): void {
    const { registers, periph } = this.redmule;
    const { clearJobs } = registers.softClear;
    const offset = periph.addr & 0xfc;
    const reads = periph.req & (periph.write ^ 1);
    const acquires = reads & (offset === REGISTER.ACQUIRE ? 1 : 0);
    this.answers = reads & periph.gnt;
    this.decoded = offset >= REGISTER.FINISHED && offset <= REGISTER.RUNNING_JOB ? 1 : 0;
    this.edgeAnswers(offset, reads, acquires, clearJobs);
    if (periph.req) this.lastId = this.id;
    this.startupClear = this.age === 1 || this.age === 2 ? 1 : 0;
    if (this.age < 4) this.age++;
  }

  private edgeAnswers(offset: number, reads: number, acquires: number, clear: number): void {
    const { registers } = this.redmule;
    if (acquires) {
      const busy = registers.pending === 2 ? ACQUIRE_BUSY : registers.counters.offloadJob;
      this.acquireAnswer = registers.locked ? ACQUIRE_LOCKED : busy;
    }
    this.controlKnown = clear || offset < STORAGE ? 1 : 0;
    if (clear) this.wasAcquire = this.wasControl = this.controlAnswer = 0;
    else {
      this.wasAcquire = acquires;
      this.wasControl = offset < STORAGE ? 1 : 0;
      this.controlAnswer = this.control(offset, reads);
    }
  }

  private control(offset: number, reads: number): number {
    const { registers, periph } = this.redmule;
    switch (offset) {
      case REGISTER.TRIGGER:
      case REGISTER.ACQUIRE:
        return UNDECODED;
      case REGISTER.FINISHED:
        return registers.counters.finished;
      case REGISTER.STATUS:
        return registers.status[0] | (registers.status[1] << 8);
      case REGISTER.RUNNING_JOB:
        return registers.counters.shown;
      case STORAGE - 4:
        return reads ? 0 : periph.wdata;
      default:
        return 0;
    }
  }

  reset(): void {
    this.lastId = this.age = this.startupClear = this.wasAcquire = this.wasControl = 0;
    this.controlAnswer = this.acquireAnswer = this.answers = this.decoded = 0;
    this.controlKnown = 1;
  }

  scope(name: string): Scope {
    return {
      name,
      probes: [
        ...registersOf(this, { lastId: 8, age: 3, startupClear: 1, wasAcquire: 1, wasControl: 1 }),
        ...registersOf(this, { controlAnswer: 32, controlKnown: 1, acquireAnswer: 32 }),
        ...registersOf(this, { answers: 1, decoded: 1 }),
      ],
      children: [],
    };
  }
}
